"""All content as plain values, without database ids."""

from typing import Any

from sqlalchemy import select

from extensions import db
from importers.content.text_pictures import shown_in
from models.body.markup import PICTURE
from models.front_page import FrontPageSlot
from models.pictures.picture import Picture
from models.redirect import Redirect
from models.setting import read_newsroom
from models.stories.article import Article
from models.stories.correction import corrections_of
from models.taxonomy.contributor import Contributor
from models.taxonomy.region import Region
from models.taxonomy.topic import Topic

# Not content: checksums of uploads, the worker's results, and the newsroom's notes
# about a story or picture.
NOT_CONTENT = {
    *("id", "version", "lead_picture_id", "portrait_id", "article_id", "sha256"),
    *("rendition_rows", "is_due", "due_at", "claimed_until", "failures"),
    *("failing_since", "key"),
    *("owner_id", "note", "submitted_at", "changed_at", "withdrawn_at"),
    *("editor_id",),
    *("file_name", "uploaded_at", "uploaded_by", "failure"),
}


def snapshot() -> dict[str, Any]:
    return {
        "articles": [_article(row) for row in _all(Article)],
        "regions": [_columns(row) for row in _all(Region)],
        "topics": [_columns(row) for row in _all(Topic)],
        "contributors": [
            _columns(row) | {"portrait": _columns(row.portrait)}
            for row in _all(Contributor)
        ],
        "front page": [
            _columns(row) | {"article": row.article.slug} for row in _all(FrontPageSlot)
        ],
        "redirects": [_columns(row) for row in _all(Redirect)],
        "settings": read_newsroom(),
    }


def forget_everything() -> None:
    """Empties the instance."""
    for table in reversed(db.metadata.sorted_tables):
        db.session.execute(table.delete())
    db.session.commit()


def pictures() -> list[Picture]:
    return list(db.session.scalars(select(Picture)))


def _all(model: Any) -> list[Any]:
    rows = db.session.scalars(select(model)).all()
    key = next(k for k in ("slug", "old_path", "position") if hasattr(model, k))
    return sorted(rows, key=lambda row: getattr(row, key))


def _article(row: Article) -> dict[str, Any]:
    """With the pictures of its text instead of their ids."""
    return _columns(row) | {
        "body": PICTURE.sub("picture", row.body),
        "fold": len(PICTURE.sub("picture", row.opening)),
        "pictures": [_columns(picture) for picture in shown_in(row.body)],
        "regions": [region.slug for region in row.regions],
        "topics": [topic.slug for topic in row.topics],
        "byline": [person.slug for person in row.contributors],
        "picture": _columns(row.lead_picture),
        "corrections": [_columns(one) for one in corrections_of(row.id)],
    }


def _columns(row: Any) -> dict[str, Any]:
    if row is None:
        return {}
    names = row.__table__.columns.keys()
    return {name: getattr(row, name) for name in names if name not in NOT_CONTENT}
