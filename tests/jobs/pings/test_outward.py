"""Requests never reach our own network."""

import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from jobs.pings import outward
from jobs.pings.outward import OutwardRefused, address_parts, is_public, post
from tests.jobs.pings.listening import Listener, listening

PRIVATE = (
    *("127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1"),
    *("169.254.169.254", "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1"),
    *("240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0"),
    *("fc00::1", "fd12::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1"),
    *("::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::"),
    *("2002:0a00:0001::", "::127.0.0.1", "fec0::1"),
)
PUBLIC = ("93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822")


def test_private_addresses_are_recognised_in_every_notation() -> None:
    assert [address for address in PRIVATE if is_public(address)] == []
    assert [address for address in PUBLIC if not is_public(address)] == []


@pytest.mark.parametrize(
    "url",
    [
        *("http://hub.example/", "ftp://hub.example/", "file:///etc/passwd", "hub"),
        *("https://", "https:///x", "https://user:pw@hub.example/", "//hub.example/"),
        *("https://hub.example:99999/", "https://hub.example:x/", "https://[::1/"),
        *("https://@hub.example/", "gopher://hub.example/", "", "https://a..b/"),
        *("https://hub.example:0/", "javascript:x", f"https://{'a' * 300}/"),
    ],
)
def test_invalid_hub_url_is_refused(url: str) -> None:
    with pytest.raises(OutwardRefused):
        address_parts(url)


def test_our_own_network_is_never_contacted(listener: Listener) -> None:
    port = listener.url.rpartition(":")[2].partition("/")[0]
    hosts = (
        *("127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1"),
        *("[::1]", "[::ffff:127.0.0.1]", "0", "[::]", "127.0.0.1.", "①②⑦.0.0.1"),
        *("LOCALHOST", "%31%32%37.0.0.1", "169.254.169.254", "[::ffff:7f00:1]"),
    )
    for host in hosts:
        with pytest.raises(OutwardRefused):
            post(f"https://{host}:{port}/hub", b"", "text/plain")
    assert listener.heard == []


def test_name_is_looked_up_once(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding does not work."""
    answers = ["93.184.216.34", "127.0.0.1"]
    resolved, reached = [], []

    def look_up(host: str, port: int, **_more: Any) -> list[Any]:
        resolved.append(host)
        found = answers[min(len(resolved), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (found, port))]

    def connect(address: tuple[str, int], _patience: float) -> Any:
        reached.append(address)
        raise ConnectionRefusedError("nobody is there")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(OutwardRefused, match="cannot be reached"):
        post("https://hub.example/", b"", "text/plain")
    assert (resolved, reached) == (["hub.example"], [("93.184.216.34", 443)])
    assert ip_address(reached[0][0]).is_global


def test_name_with_public_and_private_addresses_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    both = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))
        for address in ("93.184.216.34", "10.0.0.1")
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: both)
    with pytest.raises(OutwardRefused, match="in a private network"):
        post("https://hub.example/", b"", "text/plain")


def test_redirect_is_not_followed(listener: Listener) -> None:
    listener.status, listener.headers = 302, {"Location": listener.url}
    with pytest.raises(OutwardRefused, match=r"answers 302, a redirect"):
        post(listener.url, b"x", "text/plain", private_allowed=True)
    assert len(listener.heard) == 1


def test_request_arrives_complete(listener: Listener) -> None:
    post(f"{listener.url}?a=b", b"x" * 70_000, "text/plain", private_allowed=True)
    (heard,) = listener.heard
    assert (heard.path, len(heard.body)) == ("/hub?a=b", 70_000)
    assert heard.headers["Content-Type"] == "text/plain"
    assert heard.headers["Host"] == listener.url.split("/")[2]


def test_certificate_must_match_the_host(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    sign(key, certificate)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate, key)
    with listening(tls) as listener:
        with pytest.raises(OutwardRefused, match="CERTIFICATE_VERIFY_FAILED"):
            post(listener.url, b"x", "text/plain", private_allowed=True)
        assert listener.heard == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        post(listener.url, b"x", "text/plain", private_allowed=True)
        (heard,) = listener.heard
        assert (heard.body, heard.headers["Host"]) == (b"x", listener.url.split("/")[2])
        other = listener.url.replace("127.0.0.1", "localhost")
        with pytest.raises(OutwardRefused, match="localhost"):
            post(other, b"x", "text/plain", private_allowed=True)


def sign(key: Path, certificate: Path) -> None:
    """A self-signed certificate for 127.0.0.1."""
    made = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hub")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, made.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(made, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    certificate.write_bytes(signed.public_bytes(pem))
    plain = serialization.NoEncryption()
    pkcs8 = serialization.PrivateFormat.PKCS8
    key.write_bytes(made.private_bytes(pem, pkcs8, plain))


def test_server_that_never_finishes_times_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """One byte at a time would never exceed a time limit per step."""
    monkeypatch.setattr(outward, "LONGEST", 0.3)
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            connection, _ = server.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
                while not over.wait(0.02):
                    try:
                        connection.sendall(b"x")
                    except OSError:
                        return

        dripping = threading.Thread(target=drip)
        dripping.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        with pytest.raises(OutwardRefused, match="takes too long"):
            post(url, b"", "text/plain", private_allowed=True)
        over.set()
        dripping.join()


def test_invalid_response_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def babble() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"\x00\xff nonsense\r\n\r\n")

        babbling = threading.Thread(target=babble)
        babbling.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        with pytest.raises(OutwardRefused, match="cannot be reached"):
            post(url, b"", "text/plain", private_allowed=True)
        babbling.join()
