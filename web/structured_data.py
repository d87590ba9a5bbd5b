"""What machines read of a page: https://schema.org as JSON-LD."""

from datetime import datetime
from typing import Any

from flask import current_app, url_for

from models.article import Article
from models.correction import Told
from web.furniture import furniture


def absolute(path: str) -> str:
    """The path with our own address before it; never the request's Host."""
    return f"{current_app.config['SITE_URL']}{path}"


def machine_time(moment: datetime) -> str:
    """RFC 3339, in UTC to the second."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def article_facts(article: Article) -> dict[str, Any]:
    """The article as https://schema.org/NewsArticle."""
    assert article.published_at is not None
    newsroom = furniture().newsroom
    address = absolute(url_for("articles.show", slug=article.slug))
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.headline,
        "datePublished": machine_time(article.published_at),
        "dateModified": machine_time(article.updated_at or article.published_at),
        "mainEntityOfPage": address,
        "author": [
            {
                "@type": "Person",
                "name": contributor.name,
                "url": absolute(url_for("contributors.show", slug=contributor.slug)),
            }
            for contributor in article.contributors
        ],
        "publisher": {"@type": "Organization", "name": newsroom.name},
    }
    if article.corrections:
        facts["correction"] = [correction_facts(row) for row in article.corrections]
    files = article.lead_picture and article.lead_picture.renditions(
        "whole", "image/jpeg"
    )
    if files:
        facts["image"] = absolute(url_for("pictures.show", key=files[-1].key))
    return facts


def correction_facts(correction: Told) -> dict[str, str]:
    """The correction as https://schema.org/CorrectionComment."""
    return {
        "@type": "CorrectionComment",
        "text": correction.text,
        "datePublished": machine_time(correction.at),
    }
