"""The log in sentences: Ana withdrew “Rivers that have moved”."""

from dataclasses import dataclass

from flask import current_app, url_for

from models.staff.audit_entry import AuditEntry

IRREGULAR = {
    "cancel": "cancelled",
    "make": "made",
    "send": "sent",
    "set": "set",
    "submit": "submitted",
    "take": "took",
    "withdraw": "withdrew",
}
ISSUE_ACTIONS = {
    "cancel": "cancelled",
    "create": "created",
    "pause": "paused",
    "resume": "resumed",
    "send": "sent",
}
# What does not read well with a verb in the past and the rest of the action.
WHOLE = {
    **{f"{verb} issue": past for verb, past in ISSUE_ACTIONS.items()},
    "add a passkey": "added a passkey to the account of",
    "cancel schedule": "cancelled the schedule of",
    "change password": "changed the password of",
    "change redirect": "changed",
    "create redirect": "created",
    "create reset link": "created a password reset link for",
    "delete redirect": "deleted",
    "discard changes": "discarded the changes to",
    "edit details": "edited the details of",
    "cancel import of site": "cancelled",
    "import site": "started",
    "upload site": "uploaded",
    "add subscriber": "added",
    "block subscriber": "blocked",
    "change newsletter": "changed",
    "create newsletter": "created",
    "join": "joined the newsroom",
    "unblock subscriber": "unblocked",
    "make recovery codes": "created recovery codes for",
    "publish changes": "published the changes to",
    "remove a passkey": "removed a passkey from the account of",
    "remove correction": "removed a correction from",
    "remove the authenticator app": "removed the authenticator app of",
    "replace": "replaced the file of",
    "reset the password": "reset the password of",
    "restore": "restored an earlier revision of",
    "restore file": "restored the previous file of",
    "revoke preview link": "revoked a preview link for",
    "save": "saved a revision of",
    "set up an authenticator app": "set up an authenticator app for",
    "share preview": "created a preview link for",
    "sign out everywhere": "signed out everywhere",
    "take back": "returned to draft",
}
KINDS = {
    "frontpage": "front page",
    "newsletterissue": "issue",
    "newsroom": "settings",
    "previewlink": "link",
    "siteimport": "import",
}
PAGES = {
    "article": "admin.stories.editing.edit",
    "contributor": "admin.taxonomy.contributors.edit",
    "editor": "admin.accounts.people.edit",
    "newsletter": "admin.newsletter.newsletters.edit",
    "newsletterissue": "admin.newsletter.issues.edit",
    "picture": "admin.pictures.show",
    "region": "admin.taxonomy.regions.edit",
    "siteimport": "admin.site.move_in.show",
    "topic": "admin.taxonomy.topics.edit",
}


@dataclass(frozen=True)
class Sentence:
    """`who` did `action` to `kind` `subject`, which has its page at `address`."""

    who: str
    action: str
    kind: str
    subject: str
    address: str | None

    @classmethod
    def of(cls, entry: AuditEntry) -> "Sentence":
        is_own = entry.subject_kind == "editor" and entry.subject_id == entry.editor_id
        return cls(
            who=entry.editor_name or "Somebody at the command line",
            action=_own(entry.action) if is_own else past(entry.action),
            kind=_kind(entry.subject_kind),
            subject="" if is_own else entry.subject_name,
            address=_address(entry),
        )


def past(action: str) -> str:
    """“publish changes” as “published the changes to”."""
    if action in WHOLE:
        return WHOLE[action]
    verb, space, rest = action.partition(" ")
    return f"{_past(verb)}{space}{rest}"


def _own(action: str) -> str:
    """What somebody did to their own account needs no further name."""
    words = past(action).removesuffix(" of").removesuffix(" for")
    for more in (" to the account", " from the account"):
        words = words.removesuffix(more)
    return words


def _past(verb: str) -> str:
    if verb in IRREGULAR:
        return IRREGULAR[verb]
    return f"{verb}d" if verb.endswith("e") else f"{verb}ed"


def _kind(kind: str) -> str:
    """Stories and people need no word for what they are."""
    return "" if kind in ("article", "editor", "") else f"the {KINDS.get(kind, kind)}"


def _address(entry: AuditEntry) -> str | None:
    endpoint = PAGES.get(entry.subject_kind, "")
    if entry.subject_id is None or endpoint not in current_app.view_functions:
        return None
    return url_for(endpoint, id=entry.subject_id)
