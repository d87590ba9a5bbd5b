"""A story's checks, in the panel beside its text and on their own page."""

from flask import Blueprint, render_template

from blueprints.admin.stories.lookup import readable_story
from models.stories.article import Article
from models.stories.check import checks_of, read_facts
from models.stories.checks.story import Check, Story
from models.stories.draft import current_content
from web.permission import open_to
from web.site.dead_links import dead_links

checks = Blueprint("checks", __name__, url_prefix="/articles/<int:id>/checks")


@checks.get("")
@open_to("contributor")
def index(id: int) -> str:
    article = readable_story(id)
    return render_template(
        "admin/stories/checks/index.html", article=article, checks=checks_for(article)
    )


def checks_for(article: Article) -> list[Check]:
    """Checks the draft, in five queries at most."""
    story = Story.read(current_content(article))
    hrefs = {link.href for link in story.links}
    return checks_of(story, read_facts(story.content, article.id, dead_links(hrefs)))
