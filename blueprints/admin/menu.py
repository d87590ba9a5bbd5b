"""The newsroom's menu, in groups; it shows only what the member may open."""

from dataclasses import dataclass

from flask import current_app, request, url_for

from web.permission import current_member
from web.policy import ANYBODY, policy_of

Link = tuple[str, str]  # label, endpoint
GROUPS: tuple[tuple[str, tuple[Link, ...]], ...] = (
    (
        "",
        (
            ("Home", "admin.desk.index"),
            ("Stories", "admin.stories.index"),
            ("Schedule", "admin.stories.schedule.index"),
            ("Front page", "admin.front_page.edit"),
            ("Pictures", "admin.pictures.index"),
            ("Newsletter", "admin.newsletter.index"),
        ),
    ),
    (
        "Content",
        (
            ("Regions", "admin.taxonomy.regions.index"),
            ("Topics", "admin.taxonomy.topics.index"),
            ("Contributors", "admin.taxonomy.contributors.index"),
            ("Pages", "admin.stories.pages.index"),
        ),
    ),
    (
        "Site",
        (
            ("Redirects", "admin.site.redirects.index"),
            ("Import a site", "admin.site.move_in.index"),
            ("Embeds", "admin.site.embed_statistics.index"),
            ("Settings", "admin.site.settings.edit"),
            ("People", "admin.accounts.people.index"),
            ("Log", "admin.site.audit_log.index"),
        ),
    ),
)
HOME = "admin.desk.index"
ACCOUNT = "admin.accounts.own_account.show"


@dataclass(frozen=True)
class MenuItem:
    name: str
    address: str
    is_current: bool


def menu() -> list[tuple[str, list[MenuItem]]]:
    """Groups by name, without empty ones."""
    groups = [(name, _entries(links)) for name, links in GROUPS]
    return [(name, entries) for name, entries in groups if entries]


def account_address() -> str | None:
    """The page of the member's own password, passkeys and sessions."""
    return url_for(ACCOUNT) if ACCOUNT in current_app.view_functions else None


def _entries(links: tuple[Link, ...]) -> list[MenuItem]:
    known = current_app.view_functions
    return [
        MenuItem(name, url_for(endpoint), _is_current(endpoint))
        for name, endpoint in links
        if endpoint in known and _may_open(endpoint)
    ]


def _may_open(endpoint: str) -> bool:
    permission = policy_of(endpoint).permission
    return permission is not None and (
        permission == ANYBODY or current_member().is_at_least(permission)
    )


def _is_current(endpoint: str) -> bool:
    """Whether the current page belongs to this item: a story's page to Stories."""
    here = request.path
    address = url_for(endpoint)
    return here == address if endpoint == HOME else here.startswith(address)
