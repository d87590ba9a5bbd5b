"""Our lists and stories on other sites: the builder, the element, the frames, oEmbed.

docs/contracts/embed.md says what will not change.
"""

from typing import Any

from flask import Blueprint, abort, current_app, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from blueprints.embeds.choices import FORMS, read_choices
from blueprints.embeds.embedding import THEMES, Embedding
from blueprints.embeds.oembed import OembedRequest, answer_to, written
from blueprints.embeds.stories import FramedStory
from web.assets import Assets
from web.clock import utc_now
from web.cors import for_every_site
from web.errors import show_error
from web.framing import framed_anywhere, frames_ours
from web.public import public
from web.site.channel import FILTERS, MOST_LINES, ChannelPath
from web.site.renamed import leads_on

embeds = Blueprint("embeds", __name__)
JAVASCRIPT = "text/javascript"  # RFC 9239
FRAMES = {"embeds.frame": "list", "embeds.story": "story"}


@embeds.get("/embed/")
@frames_ours
@public("form", "number", "theme", *FILTERS)
def builder() -> str:
    """The page that generates the code for another site."""
    now = utc_now()
    form = request.args.get("form", FORMS[0])
    if form not in FORMS:
        abort(400, f"form is one of {', '.join(FORMS)}.")
    return render_template(
        "embeds/builder.html",
        embedding=Embedding.read(ChannelPath(), request.args, now),
        choices=read_choices(now),
        form=form,
        themes=THEMES,
        most_lines=MOST_LINES,
        site_url=current_app.config["SITE_URL"],
    )


@embeds.get("/embed/latest.js")
@embeds.get("/embed/v1/latest.js")
@for_every_site
@public()
def script() -> Response:
    """The element `<meridian-latest>`; browsers revalidate it."""
    assets: Assets = current_app.extensions["assets"]
    return Response(assets.read("latest.js"), mimetype=JAVASCRIPT)


@embeds.get("/<channel:place>/lines.json")
@for_every_site
@public("number", *FILTERS, shared_age=5)
def lines(place: ChannelPath) -> dict[str, Any]:
    """The JSON that the element reads."""
    return Embedding.read(place, request.args, utc_now()).facts()


@embeds.get("/<channel:place>/embed")
@framed_anywhere
@public("number", "theme", *FILTERS, shared_age=5)
def frame(place: ChannelPath) -> str:
    """A list for frames, which any site may show."""
    embedding = Embedding.read(place, request.args, utc_now())
    return render_template("embeds/frame.html", embedding=embedding)


@embeds.get("/articles/<slug>/embed")
@framed_anywhere
@public("layout", "theme")
def story(slug: str) -> str:
    """A story for frames, which any site may show."""
    framed = FramedStory.read(slug, request.args, utc_now())
    return render_template("embeds/story.html", story=framed, article=framed.article)


@embeds.get("/oembed")
@for_every_site
@public("url", "format", "maxwidth", "maxheight")
def oembed() -> Response:
    """The oEmbed provider: https://oembed.com."""
    wanted = OembedRequest.read(request.args)
    return written(answer_to(wanted, utc_now()), wanted.format)


@embeds.errorhandler(HTTPException)
def say_what_is_wrong(error: HTTPException) -> Response:
    """A page for people; for other sites a frame's page or JSON."""
    if request.endpoint == "embeds.builder" or leads_on(error):
        return show_error(error)
    code = error.code or 500
    own_words = error.description != type(error).description
    reason = error.description if own_words else ""
    if request.endpoint in FRAMES:
        kind = FRAMES[request.endpoint]
        page = render_template("embeds/gone.html", kind=kind, reason=reason)
        return Response(page, code, mimetype="text/html")
    body = current_app.json.dumps({"error": reason or error.name})
    return Response(body, code, mimetype="application/json")
