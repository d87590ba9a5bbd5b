"""Structured data of pages: https://schema.org as JSON-LD."""

from datetime import datetime
from typing import Any

from flask import current_app, url_for

from models.pictures.social_picture import story_drawing
from models.stories.article import Article
from models.stories.published_correction import PublishedCorrection
from web.site.context import site_context

Facts = dict[str, Any]
CONTEXT = "https://schema.org"
MOST_NAMED = 20  # social profiles in sameAs


def absolute(path: str) -> str:
    """The path as an absolute URL, from SITE_URL and never the request's Host."""
    return f"{current_app.config['SITE_URL']}{path}"


def machine_time(moment: datetime) -> str:
    """RFC 3339, in UTC to the second."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def article_facts(article: Article) -> Facts:
    """The article as https://schema.org/NewsArticle."""
    assert article.published_at is not None
    address = absolute(url_for("articles.show", slug=article.slug))
    facts: Facts = {
        "@context": CONTEXT,
        "@type": "NewsArticle",
        "headline": article.headline,
        "description": article.seo_description or article.summary,
        "datePublished": machine_time(article.published_at),
        "dateModified": machine_time(article.updated_at or article.published_at),
        "mainEntityOfPage": address,
        "url": address,
        "inLanguage": site_context().newsroom.language,
        "isPartOf": {"@id": website_id()},
        "articleSection": [region.name for region in article.regions],
        "keywords": [topic.name for topic in article.topics],
        "wordCount": article.word_count,
        "image": image_addresses(article),
        "author": author_facts(article),
        "publisher": publisher_facts(),
        "correction": [correction_facts(row) for row in article.corrections],
    }
    return {name: value for name, value in facts.items() if value not in ("", [])}


def author_facts(article: Article) -> list[Facts]:
    """Its contributors, or else the magazine, so that parsers do not pick up the author
    of another story on the page.
    """
    people = [
        {
            "@type": "Person",
            "name": contributor.name,
            "url": absolute(url_for("contributors.show", slug=contributor.slug)),
        }
        for contributor in article.contributors
    ]
    name, url = site_context().newsroom.name, absolute("/")
    return people or [{"@type": "Organization", "name": name, "url": url}]


def correction_facts(correction: PublishedCorrection) -> Facts:
    """The correction as https://schema.org/CorrectionComment."""
    return {
        "@type": "CorrectionComment",
        "text": correction.text,
        "datePublished": machine_time(correction.at),
    }


def image_addresses(article: Article) -> list[str]:
    """The lead picture, whole and as a card: search engines want several shapes.

    Without a lead picture, the story's social picture.
    """
    picture = article.lead_picture
    crops = ("whole", "card") if picture else ()
    files = [picture.renditions(crop, "image/jpeg") for crop in crops if picture]
    keys = [several[-1].key for several in files if several]
    paths = [url_for("pictures.show", key=key) for key in keys]
    return [absolute(path) for path in paths or [social_address(article)]]


def social_address(article: Article) -> str:
    """The path of the story's current social picture."""
    key = story_drawing(article, site_context().newsroom).key
    return url_for("pictures.social", story=article.id, key=key)


def publisher_facts() -> Facts:
    """The magazine as https://schema.org/Organization."""
    newsroom = site_context().newsroom
    facts = {
        "@type": "Organization",
        "@id": absolute("/#organization"),
        "name": newsroom.name,
        "url": absolute("/"),
        "logo": logo_facts(),
    }
    links = [link["url"] for link in newsroom.social_links[:MOST_NAMED]]
    return facts | ({"sameAs": links} if links else {})


def logo_facts() -> Facts:
    """The logo, or else the globe icon, as https://schema.org/ImageObject."""
    logo = site_context().logo
    if logo is None:
        icon = current_app.extensions["assets"].url("icon.svg")
        return {"@type": "ImageObject", "url": absolute(icon)}
    file = logo.jpeg[-1]
    address = absolute(url_for("pictures.show", key=file.key))
    sizes = {"width": file.width, "height": file.height}
    return {"@type": "ImageObject", "url": address, **sizes}


def magazine_facts() -> Facts:
    """The front page: the publisher, the site and its search."""
    newsroom = site_context().newsroom
    site = {
        "@type": "WebSite",
        "@id": website_id(),
        "name": newsroom.name,
        "url": absolute("/"),
        "description": newsroom.description or newsroom.tagline or newsroom.name,
        "inLanguage": newsroom.language,
        "publisher": {"@id": absolute("/#organization")},
        "potentialAction": {
            "@type": "SearchAction",
            "target": absolute("/search/?q={search_term_string}"),
            "query-input": "required name=search_term_string",
        },
    }
    return {"@context": CONTEXT, "@graph": [publisher_facts(), site]}


def website_id() -> str:
    return absolute("/#website")


def breadcrumb_facts(trail: list[tuple[str, str]]) -> Facts:
    """The names and paths of shared/_breadcrumbs.html, starting at the front page, as
    https://schema.org/BreadcrumbList.
    """
    steps = [(site_context().newsroom.name, url_for("front.index")), *trail]
    items = [
        {"@type": "ListItem", "position": n, "name": name, "item": absolute(path)}
        for n, (name, path) in enumerate(steps, 1)
    ]
    return {"@context": CONTEXT, "@type": "BreadcrumbList", "itemListElement": items}
