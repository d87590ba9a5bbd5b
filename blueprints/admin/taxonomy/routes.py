"""Regions, topics and contributors."""

from flask import Blueprint

from blueprints.admin.taxonomy.contributors import contributors
from blueprints.admin.taxonomy.regions import regions
from blueprints.admin.taxonomy.topics import topics

taxonomy = Blueprint("taxonomy", __name__)
for part in (regions, topics, contributors):
    taxonomy.register_blueprint(part)
