"""What the live list's answer says of stories that were updated lately."""

from datetime import datetime
from typing import Any

from models.listing.update import recent_updates
from web.site.structured_data import machine_time


def update_facts(now: datetime) -> list[dict[str, Any]]:
    """As static/js/updated.js reads them; times are RFC 3339, in UTC."""
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
