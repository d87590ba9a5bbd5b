"""Recently updated stories, as the live list reports them."""

from datetime import datetime
from typing import Any

from models.listing.update import recent_updates
from web.site.structured_data import machine_time


def update_facts(now: datetime) -> list[dict[str, Any]]:
    """The format that static/js/updated.js reads; times are RFC 3339, in UTC."""
    return [
        {
            "slug": update.slug,
            "at": machine_time(update.at),
            "corrections": [
                {"at": machine_time(one.at), "text": one.text}
                for one in update.corrections
            ],
        }
        for update in recent_updates(now)
    ]
