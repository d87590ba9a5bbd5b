"""Which URLs can be embedded, and how."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.body.media_embed import (
    FRAME_ORIGINS,
    PROVIDERS,
    Embed,
    NoEmbed,
    is_embed,
    read_embed,
)

VIDEO = "dQw4w9WgXcQ"
DID = f"did:plc:{'a2' * 12}"
TAKEN = {
    "https://www.youtube.com/watch?v=dQw4w9WgXcQ": f"youtube:{VIDEO}",
    "https://www.youtube.com/watch?list=x&v=dQw4w9WgXcQ&t=42s": f"youtube:{VIDEO}/42",
    "http://m.youtube.com/watch?v=dQw4w9WgXcQ#t=1": f"youtube:{VIDEO}/1",
    "https://youtu.be/dQw4w9WgXcQ?si=x&t=1m30s": f"youtube:{VIDEO}/90",
    "youtu.be/dQw4w9WgXcQ": f"youtube:{VIDEO}",
    "https://youtube.com/shorts/dQw4w9WgXcQ/": f"youtube:{VIDEO}",
    "https://www.youtube.com/embed/dQw4w9WgXcQ?start=9": f"youtube:{VIDEO}/9",
    "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ": f"youtube:{VIDEO}",
    "https://youtu.be/dQw4w9WgXcQ?t=0": f"youtube:{VIDEO}",
    "https://youtu.be/dQw4w9WgXcQ?t=soon": f"youtube:{VIDEO}",
    "https://www.youtube.com/live/dQw4w9WgXcQ": f"youtube:{VIDEO}",
    "https://vimeo.com/76979871": "vimeo:76979871",
    "https://vimeo.com/76979871/0a1b2c3d4e?share=copy": "vimeo:76979871/0a1b2c3d4e",
    "https://vimeo.com/channels/staffpicks/76979871": "vimeo:76979871",
    "https://player.vimeo.com/video/76979871?h=0a1b2c3d4e": (
        "vimeo:76979871/0a1b2c3d4e"
    ),
    "https://bsky.app/profile/alice.bsky.social/post/3l6oveex3ii2l": (
        "bluesky:alice.bsky.social/3l6oveex3ii2l"
    ),
    f"https://bsky.app/profile/{DID}/post/3l6oveex3ii2l": (
        f"bluesky:{DID}/3l6oveex3ii2l"
    ),
    "https://x.com/alice/status/20?s=20": "x:20",
    "https://twitter.com/alice/status/20/photo/1": "x:20",
    "https://mobile.twitter.com/i/web/status/20": "x:20",
    "https://x.com/i/status/20": "x:20",
}
REFUSED = (
    *("", " ", "x", "https://", "https://[", "https://youtu.be/", "//youtu.be/x"),
    *("https://youtu.be/dQw4w9WgXc", "https://youtu.be/dQw4w9WgXcQQ"),
    *("https://www.youtube.com/watch?v=", "https://www.youtube.com/@someone"),
    *("https://www.youtube.com/watch?v=dQw4w9WgXc%22", "ftp://youtu.be/dQw4w9WgXcQ"),
    *("javascript://youtu.be/dQw4w9WgXcQ", "data:text/html,https://youtu.be/x"),
    *("https://youtu.be.example.com/dQw4w9WgXcQ", "https://xyoutu.be/dQw4w9WgXcQ"),
    *("https://example.com/youtu.be/dQw4w9WgXcQ", "https://vimeo.com/about"),
    *("https://mastodon.social/@alice/109", "https://bsky.app/profile/alice/post/3l6"),
    *("https://x.com/alice", "https://x.com/alice/status/2a", "https://x.com/20"),
    f"https://youtu.be/dQw4w9WgXcQ?{'x' * 3000}",
)


@pytest.mark.parametrize(("url", "key"), TAKEN.items())
def test_url_of_the_page_is_enough(url: str, key: str) -> None:
    assert read_embed(url).key == read_embed(f" {url}\n").key == key
    assert Embed.parse(key) == read_embed(url)
    assert read_embed(read_embed(url).page_url).key == key


@pytest.mark.parametrize("url", REFUSED)
def test_other_urls_are_refused_with_advice(url: str) -> None:
    with pytest.raises(NoEmbed, match=r"YouTube or Vimeo .* Bluesky or X"):
        read_embed(url)


@pytest.mark.parametrize(
    "key",
    [
        *(
            "",
            ":",
            "youtube",
            "youtube:",
            "youtube:dQw4w9WgXcQ/x",
            "youtub:dQw4w9WgXcQ",
        ),
        *("YOUTUBE:dQw4w9WgXcQ", "youtube:dQw4w9WgXc\n", "youtube:dQw4w9WgXc\u0663"),
        *("vimeo:1/../2", "x:1?a=b", 'x:1"', "x:٣", f"bluesky:{DID}/../x", "x:1\n"),
    ],
)
def test_stored_keys_are_checked_again(key: str) -> None:
    assert not is_embed(key)


@given(
    st.text() | st.sampled_from([*TAKEN]).flatmap(lambda u: st.text().map(u.__add__))
)
def test_no_url_can_frame_another_site(url: str) -> None:
    try:
        embed = read_embed(url)
    except NoEmbed:
        return
    frame = urlsplit(embed.frame_url)
    assert f"{frame.scheme}://{frame.netloc}" == PROVIDERS[embed.provider].frame_origin
    assert Embed.parse(embed.key) == embed


def test_frames_use_the_providers_privacy_options() -> None:
    assert read_embed("https://youtu.be/dQw4w9WgXcQ").frame_url == (
        "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1"
    )
    secret = Embed.parse("vimeo:76979871/0a1b2c3d4e").frame_url
    assert "dnt=1" in secret
    assert secret.endswith("&h=0a1b2c3d4e")
    assert "dnt=true" in Embed.parse("x:20").frame_url
    assert len(set(FRAME_ORIGINS)) == len(PROVIDERS)


def test_embed_has_a_name_and_a_kind() -> None:
    post = Embed.parse("bluesky:alice.bsky.social/3l6oveex3ii2l")
    assert (post.name, post.kind) == ("Bluesky", "post")
    assert (Embed.parse("vimeo:76979871").kind, Embed.parse("x:1").name) == (
        "video",
        "X",
    )


def test_start_time_of_a_video_is_kept() -> None:
    embed = read_embed("https://youtu.be/dQw4w9WgXcQ?t=1h1m1s")
    assert embed.page_url == "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=3661s"
    assert embed.frame_url.endswith("/embed/dQw4w9WgXcQ?autoplay=1&start=3661")
    assert read_embed(embed.page_url) == embed
