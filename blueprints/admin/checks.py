"""The checks of a story: in the panel beside its text, and on a page of their own."""

from flask import Blueprint, render_template

from blueprints.admin.story import readable_story
from models.article import Article
from models.check import checks_of, read_facts
from models.checks.story import Check, Story
from models.draft import current_content
from web.dead_links import dead_links
from web.door import open_to

checks = Blueprint("checks", __name__, url_prefix="/articles/<int:id>/checks")


@checks.get("")
@open_to("contributor")
def index(id: int) -> str:  # noqa: A002
    article = readable_story(id)
    return render_template(
        "admin/checks/index.html", article=article, checks=checks_for(article)
    )


def checks_for(article: Article) -> list[Check]:
    """Of the story as the desk has it, in five queries at most."""
    content = current_content(article)
    hrefs = {link.href for link in Story(content).links}
    return checks_of(content, read_facts(content, article.id, dead_links(hrefs)))
