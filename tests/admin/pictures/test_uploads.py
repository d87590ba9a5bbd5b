"""Uploads are accepted, or refused with a reason, whatever their content and size."""

import socket
import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select
from werkzeug.serving import make_server

from blueprints.admin.pictures.uploads import clean_name
from extensions import db
from models.edition import Edition
from models.pictures.media import media
from models.pictures.picture import Picture
from models.staff.audit_entry import AuditEntry
from tests.importers.conftest import picture_bytes
from tests.newsroom import Cookie, Desk, make_editor

JSON = {"Accept": "application/json"}
SEA = picture_bytes("navy", (400, 300))
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
GIF_AND_SCRIPT = b"GIF89a/*" + b"\x00" * 20 + b"*/=1;alert(1)"


def sent(*files: tuple[bytes, str], **fields: str) -> dict[str, Any]:
    parts = [(BytesIO(data), name) for data, name in files]
    return {"data": {"file": parts, **fields}, "content_type": "multipart/form-data"}


def upload(desk: Desk, data: bytes, name: str = "sea.jpg", **fields: str) -> Any:
    return desk.post("/admin/pictures/", headers=JSON, **sent((data, name), **fields))


def pictures() -> list[Picture]:
    db.session.rollback()
    return list(db.session.scalars(select(Picture).order_by(Picture.id)))


def bomb() -> bytes:
    out = BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    return out.getvalue()


def test_upload_by_a_script_is_answered_in_json(desk: Desk) -> None:
    answer = upload(desk, SEA)
    (picture,) = pictures()
    assert answer.status_code == 201
    assert answer.json["id"] == picture.id
    assert desk.get(answer.json["figure_url"]).status_code == 200
    assert (picture.editor_id, picture.renditions_due) == (desk.editor_id, True)
    (entry,) = db.session.scalars(select(AuditEntry).filter_by(action="upload"))
    assert (entry.subject_id, entry.subject_name) == (picture.id, "sea.jpg")


def test_uploaded_picture_has_no_details_yet(desk: Desk) -> None:
    upload(desk, SEA, "A ship at sea.jpg")
    (picture,) = pictures()
    assert picture.file_name == "A ship at sea.jpg"
    assert picture.alt_text == picture.caption == picture.credit == ""


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("C:\\Pictures\\sea.jpg", "sea.jpg"),
        ("../../etc/sea.jpg", "sea.jpg"),
        ("sea\u202egpj.exe.jpg", "seagpj.exe.jpg"),
        ("a\x07\tb \u200b c.jpg", "ab c.jpg"),
        ("x" * 400, "x" * 300),
        (None, ""),
    ],
)
def test_file_name_loses_invisible_characters(name: str | None, kept: str) -> None:
    assert clean_name(name) == kept


def test_same_file_again_is_the_known_picture(desk: Desk) -> None:
    first = upload(desk, SEA).json["id"]
    again = upload(desk, SEA, "copy.jpg")
    assert (again.status_code, again.json["id"]) == (200, first)
    assert again.json["is_known"]
    assert len(pictures()) == 1
    wanted = upload(desk, SEA, again="yes")
    assert (wanted.status_code, len(pictures())) == (201, 2)


def test_our_own_original_is_recognised(desk: Desk) -> None:
    upload(desk, SEA)
    (picture,) = pictures()
    original = media.get(picture.original)
    assert original
    assert upload(desk, original).json["is_known"]


REFUSED = {
    "nothing": b"",
    "svg": SVG,
    "gif and script": GIF_AND_SCRIPT,
    "page": b"<html><script>alert(1)</script>",
    "half a picture": SEA[: len(SEA) // 2],
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED)
def test_file_that_is_no_picture_is_refused(desk: Desk, data: bytes) -> None:
    answer = upload(desk, data)
    assert answer.status_code == 422
    assert answer.json["problem"].endswith(".")
    assert pictures() == []


def test_bomb_is_refused(desk: Desk) -> None:
    answer = upload(desk, bomb(), "bomb.png")
    assert (answer.status_code, pictures()) == (422, [])
    assert "megapixels" in answer.json["problem"]


def test_polyglot_file_keeps_only_the_picture(desk: Desk) -> None:
    upload(desk, SEA + b"<script>alert(1)</script>PK\x05\x06")
    (picture,) = pictures()
    kept = media.get(picture.original)
    assert kept
    assert b"script" not in kept


def test_form_without_a_file_is_refused(desk: Desk) -> None:
    script = desk.post("/admin/pictures/", headers=JSON)
    assert (script.status_code, script.json) == (
        422,
        {"problem": "Choose a file first."},
    )
    form = desk.post("/admin/pictures/", **sent((b"", "")))
    assert form.status_code == 422
    assert "Choose a file first." in form.text


def test_form_takes_many_files_and_leads_to_their_details(desk: Desk) -> None:
    two = (SEA, "sea.jpg"), (picture_bytes("red"), "red.jpg")
    answer = desk.post("/admin/pictures/", **sent(*two, (SVG, "evil.svg")))
    assert answer.status_code == 303
    ids = ",".join(str(picture.id) for picture in pictures())
    assert answer.headers["Location"].endswith(f"/admin/pictures/arrivals?ids={ids}")
    page = desk.get(answer.headers["Location"]).text
    assert "evil.svg: SVG drawings are not supported" in page
    assert page.count("Alt text") == 2


def test_form_with_only_bad_files_says_why(desk: Desk) -> None:
    answer = desk.post("/admin/pictures/", **sent((SVG, "evil.svg")))
    assert answer.status_code == 422
    assert "evil.svg: SVG drawings are not supported" in answer.text


def test_signed_out_visitor_cannot_upload(app: Flask) -> None:
    answer = app.test_client().post(
        "/admin/pictures/", headers=JSON, **sent((SEA, "s"))
    )
    assert answer.status_code == 401
    assert pictures() == []


def test_full_disk_leaves_no_half_picture(desk: Desk, tmp_path: Path) -> None:
    blocked = tmp_path / "a-file"
    blocked.write_text("where the store should have its folder")
    folder = tmp_path / "media"
    folder.rename(tmp_path / "aside")
    blocked.rename(folder)
    answer = upload(desk, SEA)
    form = desk.post("/admin/pictures/", **sent((SEA, "sea.jpg")))
    assert answer.status_code == 503
    assert "Try again" in answer.json["problem"]
    assert "cannot be stored right now" in form.text
    assert pictures() == []
    folder.unlink()
    (tmp_path / "aside").rename(folder)
    assert upload(desk, SEA).status_code == 201


def test_new_picture_makes_no_edition(desk: Desk) -> None:
    before = db.session.scalar(select(Edition.number))
    upload(desk, SEA)
    db.session.rollback()
    assert db.session.scalar(select(Edition.number)) == before


# ---- sizes, on the wire


@pytest.fixture
def wire(app: Flask) -> Iterator[tuple[str, int]]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield "127.0.0.1", server.port
    server.shutdown()
    server.server_close()
    thread.join()


def head(app: Flask, accept: str, *more: str) -> bytes:
    cookie = Cookie(app, make_editor())
    lines = (
        "POST /admin/pictures/ HTTP/1.1",
        "Host: localhost",
        f"Cookie: {cookie.name}={cookie.value}",
        f"X-CSRFToken: {cookie.csrf_token}",
        f"Accept: {accept}",
        "Content-Type: multipart/form-data; boundary=b",
        *more,
    )
    return "\r\n".join([*lines, "", ""]).encode()


@pytest.mark.parametrize(
    ("accept", "megabytes"), [("application/json", 31), ("text/html", 61)]
)
def test_too_large_is_refused_before_it_is_read(
    app: Flask, wire: tuple[str, int], accept: str, megabytes: int
) -> None:
    """Sends only the request's head and gets the response."""
    request_head = head(app, accept, f"Content-Length: {megabytes * 2**20}")
    with socket.create_connection(wire, timeout=10) as connection:
        connection.sendall(request_head)
        answer = connection.recv(65536)
    assert b" 413 " in answer.partition(b"\r\n")[0]


def body(data: bytes, **more: Any) -> dict[str, Any]:
    """A form with one file, without the test client's own temporary files."""
    start = b'--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'
    return {
        "input_stream": BytesIO(start + data + b"\r\n--b--\r\n"),
        "content_type": "multipart/form-data; boundary=b",
        **more,
    }


def test_one_file_above_its_limit_is_refused_within_the_forms(desk: Desk) -> None:
    large = SEA + bytes(30 * 2**20)
    answer = desk.post("/admin/pictures/", **body(large))
    assert answer.status_code == 422
    assert "larger than 30 MB" in answer.text


def test_refusal_of_a_large_file_is_json_for_scripts(desk: Desk) -> None:
    environ = {"CONTENT_LENGTH": str(31 * 2**20)}
    sent = body(SEA, headers=JSON, environ_overrides=environ)
    answer: Any = desk.post("/admin/pictures/", **sent)
    assert answer.status_code == 413
    assert "30 MB" in answer.json["problem"]


# A truncated upload is closed by the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_body_without_a_length_is_cut_at_the_limit(desk: Desk) -> None:
    endless = {"wsgi.input_terminated": True}
    sent = body(bytes(31 * 2**20), headers=JSON, environ_overrides=endless)
    answer = desk.post("/admin/pictures/", **sent)
    assert answer.status_code == 413
    assert pictures() == []
