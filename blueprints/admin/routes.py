"""The newsroom: one child blueprint for each of its parts."""

from typing import Any

from flask import Blueprint

from blueprints.admin.accounts.routes import accounts
from blueprints.admin.desk.routes import desk
from blueprints.admin.front_page.routes import front_page
from blueprints.admin.menu import account_address, menu
from blueprints.admin.newsletter.routes import newsletter
from blueprints.admin.pictures.routes import pictures
from blueprints.admin.site.routes import site
from blueprints.admin.stories.routes import stories
from blueprints.admin.taxonomy.routes import taxonomy

admin = Blueprint("admin", __name__, url_prefix="/admin")
for room in (desk, stories, pictures, front_page, newsletter, taxonomy, accounts, site):
    admin.register_blueprint(room)


@admin.app_context_processor
def newsroom_menu() -> dict[str, Any]:
    return {"menu": menu, "account_address": account_address}
