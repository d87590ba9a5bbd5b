"""The limits of sending, from the settings."""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from config import Settings
from models.newsletter.pace import Limits, WarmUp
from models.setting import read_newsroom


def read_limits(now: datetime) -> Limits:
    settings: Settings = current_app.config["SETTINGS"]
    return Limits(settings.mail_rate, settings.mail_domain_rate, warm_up(now))


def warm_up(now: datetime) -> WarmUp | None:
    """Days begin at midnight in the newsroom's time zone."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.warm_up_from is None:
        return None
    zone = read_newsroom().zone(current_app.config["TIME_ZONE"])
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return WarmUp(settings.warm_up_from, settings.warm_up_first_day, midnight)


@dataclass(frozen=True)
class WarmUpToday:
    sent: int
    most: int


def warm_up_today(now: datetime) -> WarmUpToday | None:
    plan = warm_up(now)
    return WarmUpToday(plan.sent_today(now), plan.most_today) if plan else None
