"""Which media embed a URL is, decided without contacting the provider."""

from typing import Any

from flask import Blueprint, request

from models.body.media_embed import NoEmbed, read_embed
from web.permission import open_to

media_embeds = Blueprint("media_embeds", __name__, url_prefix="/embeds")


@media_embeds.get("")
@open_to("contributor")
def show() -> tuple[dict[str, Any], int]:
    """JSON for the editor: `?url=` is the address of a page as a browser shows it."""
    try:
        embed = read_embed(request.args.get("url", ""))
    except NoEmbed as problem:
        return {"problem": str(problem)}, 422
    found = {"provider": embed.provider, "id": embed.id}
    return {**found, "name": embed.name, "kind": embed.kind}, 200
