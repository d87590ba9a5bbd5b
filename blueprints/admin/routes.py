"""The newsroom: one child blueprint for each of its parts."""

from typing import Any

from flask import Blueprint

import models.audit_entry
import models.draft
import models.message
import models.picture_use
import models.presence
import models.read_count
import models.revision  # noqa: F401  # until all of them are used
from blueprints.admin.account import account
from blueprints.admin.checks import checks
from blueprints.admin.contributors import contributors
from blueprints.admin.corrections import corrections
from blueprints.admin.deeds import deeds
from blueprints.admin.desk import desk
from blueprints.admin.editing import editing
from blueprints.admin.embeds import embeds
from blueprints.admin.front_page import front_page
from blueprints.admin.hosts import hosts
from blueprints.admin.invitations import invitations
from blueprints.admin.library import library
from blueprints.admin.log import log
from blueprints.admin.menu import account_address, menu
from blueprints.admin.pages import pages
from blueprints.admin.people import people
from blueprints.admin.picture_deeds import picture_deeds
from blueprints.admin.picture_words import picture_words
from blueprints.admin.preview import preview
from blueprints.admin.redirects import redirects
from blueprints.admin.regions import regions
from blueprints.admin.resets import resets
from blueprints.admin.revisions import revisions
from blueprints.admin.schedule import schedule
from blueprints.admin.session import session
from blueprints.admin.settings import settings
from blueprints.admin.stories import articles
from blueprints.admin.topics import topics

admin = Blueprint("admin", __name__, url_prefix="/admin")
PARTS = (
    *(desk, editing, embeds, revisions, session, checks, corrections, preview),
    *(articles, deeds, schedule, redirects),
    *(library, picture_words, picture_deeds),
    *(front_page, regions, topics, contributors, pages, settings),
    *(people, account, invitations, resets, log, hosts),
)
for part in PARTS:
    admin.register_blueprint(part)


@admin.app_context_processor
def newsroom_menu() -> dict[str, Any]:
    return {"menu": menu, "account_address": account_address}
