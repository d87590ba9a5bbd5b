"""The media store behaves the same in a folder and in an S3 bucket."""

import os
import resource
from collections.abc import Iterator
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from obstore.store import S3Store

from models.pictures.media import MediaStore, MediaUnavailable


def store_at(url: str) -> MediaStore:
    store = MediaStore()
    store.init(url)
    return store


@pytest.fixture(scope="module")
def s3_address() -> Iterator[tuple[str, int]]:
    moto = pytest.importorskip("moto.server", reason="moto[server] is not installed")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    connection = HTTPConnection(host, port)
    connection.request("PUT", "/pictures")
    assert connection.getresponse().status == 200
    connection.close()
    yield host, port
    server.stop()


def s3_url(address: tuple[str, int], bucket: str = "pictures") -> str:
    host, port = address
    query = f"endpoint=http://{host}:{port}&access_key_id=a&secret_access_key=b"
    return f"s3://{bucket}/of/ours?{query}&region=eu-west-1"


@pytest.fixture
def folder_store(tmp_path: Path) -> MediaStore:
    return store_at((tmp_path / "media here").as_uri())


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> MediaStore:
    if request.param == "folder":
        return store_at((tmp_path / "media").as_uri())
    return store_at(s3_url(request.getfixturevalue("s3_address")))


def test_stored_file_can_be_read(store: MediaStore) -> None:
    key = store.put(b"picture", "image/png")
    assert key == sha256(b"picture").hexdigest()[:40] + ".png"
    assert store.get(key) == b"picture"
    assert store.has(key)


def test_storing_twice_gives_the_same_key(store: MediaStore) -> None:
    keys = {store.put(b"again", "image/webp") for _ in range(2)}
    assert len(keys) == 1
    assert store.get(keys.pop()) == b"again"


def test_large_files_are_stored_whole(store: MediaStore) -> None:
    data = bytes(range(256)) * 50_000
    assert store.get(store.put(data, "image/jpeg")) == data


def test_an_unknown_key_is_missing(store: MediaStore) -> None:
    assert store.get("0" * 40 + ".jpg") is None
    assert not store.has("0" * 40 + ".jpg")


@pytest.mark.parametrize(
    "key", ["../secret_key", "/etc/passwd", "a/b.jpg", "", "0" * 40 + ".jpg\n"]
)
def test_an_invalid_key_never_reaches_the_store(store: MediaStore, key: str) -> None:
    assert not store.key_is_valid(key)
    assert store.get(key) is None
    assert not store.has(key)


@given(st.from_regex(r"\A[0-9a-f]{40}\.(jpg|png|webp)\Z"))
def test_keys_of_the_right_form_are_valid(key: str) -> None:
    assert MediaStore.key_is_valid(key)
    assert not MediaStore.key_is_valid(f"../{key}")
    assert MediaStore.media_type(key).startswith("image/")


def test_a_cut_short_file_is_written_again(tmp_path: Path) -> None:
    store = store_at(tmp_path.as_uri())
    path = tmp_path / store.put(b"picture", "image/jpeg")
    path.write_bytes(b"")
    assert store.get(store.put(b"picture", "image/jpeg")) == b"picture"


def test_other_media_types_are_not_stored(folder_store: MediaStore) -> None:
    with pytest.raises(ValueError, match="image/jpeg"):
        folder_store.put(b"<svg/>", "image/svg+xml")


@pytest.mark.parametrize(
    "url", ["", "media", "file:media", "file://host/x", "https://x/y", "s3:///x"]
)
def test_other_urls_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="MEDIA_URL takes"):
        store_at(url)


def test_an_unknown_s3_setting_is_refused() -> None:
    with pytest.raises(ValueError, match=r"MEDIA_URL: .*frobnicate"):
        store_at("s3://pictures?frobnicate=1")


def test_an_unbound_store_raises_an_error() -> None:
    with pytest.raises(RuntimeError, match="init"):
        MediaStore().get("0" * 40 + ".jpg")


def test_a_full_disk_leaves_no_half_file(tmp_path: Path) -> None:
    store = store_at(tmp_path.as_uri())
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, usual[1]))
    try:
        with pytest.raises(MediaUnavailable, match="too large"):
            store.put(b"picture" * 1000, "image/jpeg")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_not_treated_as_empty(tmp_path: Path) -> None:
    store = store_at((tmp_path / "mount").as_uri())
    (tmp_path / "mount").rmdir()
    with pytest.raises(MediaUnavailable, match="missing"):
        store.get("0" * 40 + ".jpg")


def test_a_folder_that_cannot_be_created_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(MediaUnavailable):
        store_at((tmp_path / "file" / "media").as_uri())


def test_an_unreachable_server_is_unavailable() -> None:
    store = store_at(s3_url(("127.0.0.1", 1)))
    calls: list[Any] = [store.get, store.has, lambda key: store.put(b"a", "image/png")]
    for call in calls:
        with pytest.raises(MediaUnavailable):
            call("0" * 40 + ".jpg")


def test_a_store_without_keys_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    store = store_at("s3://pictures?metadata_endpoint=http://127.0.0.1:1")
    for call in (store.check, lambda: store.put(b"a", "image/png")):
        with pytest.raises(MediaUnavailable, match="AWS_ACCESS_KEY_ID"):
            call()


def test_a_missing_bucket_is_unavailable_for_writing(
    s3_address: tuple[str, int],
) -> None:
    with pytest.raises(MediaUnavailable):
        store_at(s3_url(s3_address, "nowhere")).put(b"a", "image/png")


def test_a_bucket_stores_the_media_type(s3_address: tuple[str, int]) -> None:
    key = store_at(s3_url(s3_address)).put(b"typed", "image/webp")
    host, port = s3_address
    bucket = S3Store(
        "pictures",
        prefix="of/ours",
        endpoint=f"http://{host}:{port}",
        access_key_id="a",
        secret_access_key="b",
        client_options={"allow_http": True},
    )
    assert bucket.get(key).attributes["Content-Type"] == "image/webp"


def test_files_are_listed_in_order_and_in_batches(folder_store: MediaStore) -> None:
    keys = sorted(folder_store.put(bytes([n]), "image/png") for n in range(5))
    first = folder_store.names("", 3)
    assert (first, folder_store.names(first[-1], 3)) == (keys[:3], keys[3:])
    assert folder_store.names(keys[-1], 3) == []


def test_files_are_listed_after_any_name(store: MediaStore) -> None:
    keys = [store.put(data, "image/avif") for data in (b"one", b"two", b"three")]
    for key in keys:
        listed = store.names(key, 1000)
        assert set(keys) & set(listed) == {other for other in keys if other > key}
        assert listed == sorted(listed)


def test_removed_file_is_gone(store: MediaStore) -> None:
    gone, kept = (store.put(data, "image/png") for data in (b"gone", b"kept"))
    store.remove([gone, f"{9:040x}.png"])
    store.remove([gone])
    assert [store.has(key) for key in (gone, kept)] == [False, True]
