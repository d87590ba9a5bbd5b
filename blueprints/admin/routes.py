"""The newsroom: one child blueprint for each of its parts."""

from typing import Any

from flask import Blueprint

import models.staff.audit_entry
import models.stories.draft
import models.staff.message
import models.pictures.picture_use
import models.stories.presence
import models.statistics.read_count
import models.stories.revision  # noqa: F401  # until all of them are used
from blueprints.admin.accounts.own_account import account
from blueprints.admin.stories.checks import checks
from blueprints.admin.taxonomy.contributors import contributors
from blueprints.admin.stories.corrections import corrections
from blueprints.admin.stories.workflow import deeds
from blueprints.admin.desk.routes import desk
from blueprints.admin.stories.editing import editing
from blueprints.admin.stories.media_embeds import embeds
from blueprints.admin.front_page.routes import front_page
from blueprints.admin.site.embed_statistics import hosts
from blueprints.admin.accounts.invitations import invitations
from blueprints.admin.pictures.routes import library
from blueprints.admin.site.audit_log import log
from blueprints.admin.menu import account_address, menu
from blueprints.admin.stories.pages import pages
from blueprints.admin.accounts.people import people
from blueprints.admin.pictures.actions import picture_deeds
from blueprints.admin.pictures.metadata import picture_words
from blueprints.admin.stories.preview import preview
from blueprints.admin.site.redirects import redirects
from blueprints.admin.taxonomy.regions import regions
from blueprints.admin.accounts.resets import resets
from blueprints.admin.stories.revisions import revisions
from blueprints.admin.stories.schedule import schedule
from blueprints.admin.accounts.session import session
from blueprints.admin.site.settings import settings
from blueprints.admin.stories.routes import articles
from blueprints.admin.taxonomy.topics import topics

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
