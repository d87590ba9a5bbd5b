"""The site itself: settings, redirects, the audit log, embed statistics."""

from flask import Blueprint

from blueprints.admin.site.audit_log import audit_log
from blueprints.admin.site.embed_statistics import embed_statistics
from blueprints.admin.site.move_in import move_in
from blueprints.admin.site.redirects import redirects
from blueprints.admin.site.settings import settings

site = Blueprint("site", __name__)
for part in (settings, redirects, move_in, audit_log, embed_statistics):
    site.register_blueprint(part)
