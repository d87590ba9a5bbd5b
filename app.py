"""The application factory."""

import os
from collections.abc import Mapping
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from blueprints.admin.routes import admin
from blueprints.articles.routes import articles
from blueprints.briefs.routes import briefs
from blueprints.contributors.routes import contributors
from blueprints.discovery.routes import discovery
from blueprints.embeds.routes import embeds
from blueprints.feeds.routes import feeds
from blueprints.front.routes import front
from blueprints.health.routes import health
from blueprints.icons.routes import icons
from blueprints.latest.routes import latest
from blueprints.newsletter.routes import newsletter
from blueprints.pages.routes import pages
from blueprints.pictures.routes import pictures
from blueprints.previews.routes import previews
from blueprints.regions.routes import regions
from blueprints.search.routes import search
from blueprints.topics.routes import topics
from commands import register_commands
from config import ROOT, SettingError, Settings, hidden, read_settings
from extensions import csrf, db, htmx, migrate
from jobs.wakeup import wake_after_commits
from models.database_timeouts import CONNECT
from models.pictures.media import MediaUnavailable, media
from models.steady_clock import SteadyClock
from web.accounts.freshness import check_freshness
from web.accounts.setup import init_accounts
from web.assets import Assets
from web.cache.edition_watch import EditionWatch
from web.cache.embed_counter import EmbedCounter
from web.cache.page_cache import PageCache
from web.cache.read_counter import ReadCounter
from web.cache.served_files import ServedFiles
from web.errors import follow_moved_query, refuse_while_away, register_errors
from web.headers import add_headers, secured
from web.log_lines import set_up_logging
from web.origin import check_origin
from web.permission import check_permission, check_token, raise_limits
from web.proxies import warn_of_unknown_proxy
from web.public import send_fragments_home
from web.static_files import serve_static_files
from web.templating import register_templating
from web.urls import at_our_address, register_addresses

BLUEPRINTS = (
    *(front, articles, regions, latest, embeds, feeds, briefs, contributors, topics),
    *(search, pages, newsletter, discovery, icons, pictures, previews, health),
    admin,
)
MOST_POSTED_BYTES = 64 * 1024


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """Creates the app: reads settings, binds extensions, registers blueprints.

    `overrides` replaces settings and Flask's configuration. Raises SettingError.
    """
    os.umask(0o077)  # files in the instance folder are private
    settings = read_settings(overrides)
    app = Flask(__name__, instance_path=str(settings.instance_path), static_folder=None)
    configure(app, settings, overrides or {})
    bind_extensions(app, settings)
    register_addresses(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    # In this order: cheap refusals first, then who may see the view.
    app.before_request(warn_of_unknown_proxy)
    app.before_request(refuse_while_away)
    app.before_request(follow_moved_query)
    app.before_request(raise_limits)
    app.before_request(check_origin)
    app.before_request(check_permission)
    app.before_request(check_token)
    app.before_request(check_freshness)
    app.before_request(send_fragments_home)
    app.after_request(add_headers)
    register_templating(app)
    register_errors(app)
    register_commands(app)
    wrap(app, settings)
    return app


def configure(app: Flask, settings: Settings, overrides: Mapping[str, Any]) -> None:
    set_up_logging()
    app.config.update(
        CLOCK=SteadyClock(),
        MAX_CONTENT_LENGTH=MOST_POSTED_BYTES,
        SECRET_KEY=settings.secret_key,
        SETTINGS=settings,
        SITE_URL=settings.site_url,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
        TIME_ZONE=settings.time_zone,
    )
    app.config.from_mapping(overrides)
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}


def engine_options(database_url: str) -> dict[str, Any]:
    """Keeps readers' e-mail addresses out of SQL errors, and so out of the log."""
    if not database_url.startswith("postgresql"):
        return {"hide_parameters": True}
    return {
        "hide_parameters": True,
        "pool_pre_ping": True,  # the server may have been restarted
        "pool_timeout": 5,  # seconds
        "connect_args": CONNECT,
    }


def open_media(url: str) -> None:
    try:
        media.init(url)
    except (ValueError, MediaUnavailable) as error:
        takes = f"a usable folder or bucket ({error})"
        raise SettingError("MEDIA_URL", hidden(url), takes) from None


def bind_extensions(app: Flask, settings: Settings) -> None:
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"))
    htmx.init_app(app)
    open_media(settings.media_url)
    app.extensions["assets"] = Assets(ROOT / "static" / "build")
    EditionWatch().init_app(app)
    ServedFiles(app.extensions["edition_watch"]).init_app(app)
    wake_after_commits(app)
    csrf.init_app(app)
    init_accounts(app)


def wrap(app: Flask, settings: Settings) -> None:
    """WSGI middleware, innermost first: cache, counts, files, headers, proxies."""
    app.wsgi_app = at_our_address(app.wsgi_app, settings.site_url)  # type: ignore[method-assign]
    cache = PageCache(app, app.extensions["edition_watch"])
    app.extensions["page_cache"] = cache
    reads = app.extensions["read_counter"] = ReadCounter(app, cache)
    hosts = app.extensions["host_counter"] = EmbedCounter(app, reads)
    served = serve_static_files(hosts)
    app.wsgi_app = secured(served, settings.site_url)  # type: ignore[method-assign]
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
