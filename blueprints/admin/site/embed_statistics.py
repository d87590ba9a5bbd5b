"""Which other sites show a list of ours, and how often."""

from flask import Blueprint, render_template

from models.statistics.daily_count import KEPT
from models.statistics.embed_count import sums_by_host
from web.clock import utc_now
from web.permission import open_to

embed_statistics = Blueprint("embed_statistics", __name__, url_prefix="/other-sites")
MOST = 200


@embed_statistics.get("/")
@open_to("editor")
def index() -> str:
    found = sums_by_host(utc_now(), MOST + 1)
    return render_template(
        "admin/site/embed_statistics/index.html",
        hosts=found[:MOST],
        more=len(found) > MOST,
        days=KEPT.days,
    )
