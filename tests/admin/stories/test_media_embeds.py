"""`GET /admin/embeds`: the editor's request when an address is pasted."""

import pytest

from tests.newsroom import Desk


def test_video_address_is_recognised(desk: Desk) -> None:
    answer = desk.get("/admin/embeds?url=https://youtu.be/dQw4w9WgXcQ?t=3")
    assert answer.status_code == 200
    assert answer.json == {
        "provider": "youtube",
        "id": "dQw4w9WgXcQ/3",  # with the start in seconds
        "name": "YouTube",
        "kind": "video",
    }
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("query", ["", "?url=", "?url=https://example.com"])
def test_other_addresses_are_refused_with_advice(desk: Desk, query: str) -> None:
    answer = desk.get(f"/admin/embeds{query}")
    assert answer.status_code == 422
    assert "YouTube or Vimeo" in str(answer.json)
    assert [*(answer.json or {})] == ["problem"]
