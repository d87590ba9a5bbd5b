"""Sends requests to user-supplied URLs, but never into our own network.

Follows OWASP's advice on server-side request forgery: the name is resolved once, all
its addresses must be public, the connection uses the resolved address, redirects are
not followed, and time and response size are limited.
"""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urljoin, urlsplit

from models.input_rules import is_web_address

PATIENCE = 10.0  # seconds, for each step
MOST_REDIRECTS = 5
LONGEST = 20.0  # seconds in total, as a server may send one byte at a time
NAT64 = ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address is its last four bytes


class OutwardRefused(OSError):
    """The message says what is wrong with the URL, or what the server answered.

    `is_away` means that there was no answer at all.
    """

    is_away = False


class HostAway(OutwardRefused):
    is_away = True


def post(
    url: str, body: bytes, media_type: str, *, private_allowed: bool = False
) -> None:
    """Raises OutwardRefused unless the response is a success (2xx).

    `private_allowed` permits any address and plain http, for tests and isolated
    networks.
    """
    host, port, path, is_secure = address_parts(url, private_allowed=private_allowed)
    try:
        addresses = _public_addresses(host, port, private_allowed=private_allowed)
        with _connected(addresses, host, port, is_secure=is_secure) as connection:
            headers = {"Content-Type": media_type, "User-Agent": "Meridian"}
            connection.request("POST", path, body, headers)
            status = connection.getresponse().status
    except OutwardRefused:
        raise
    except (OSError, HTTPException, ValueError) as error:
        message = f"{host} cannot be reached: {type(error).__name__}: {error}"
        raise OutwardRefused(message) from error
    if not 200 <= status < 300:
        more = ", a redirect, which is not followed" if 300 <= status < 400 else ""
        raise OutwardRefused(f"{host} answers {status}{more}.")


def get(url: str, most: int, *, private_allowed: bool = False) -> bytes:
    """The body of a successful response, at most `most` bytes and one more.

    Follows redirects, each checked like the first address. Old sites are often only
    at http addresses, so these are allowed. Raises OutwardRefused.
    """
    for _ in range(MOST_REDIRECTS + 1):
        status, location, body = _get_once(url, most, private_allowed=private_allowed)
        if 200 <= status < 300:
            return body
        host = urlsplit(url).netloc
        if not 300 <= status < 400 or not location:
            raise OutwardRefused(f"{host} answers {status}.")
        try:
            url = urljoin(url, location)
        except ValueError:
            raise OutwardRefused(f"{host} redirects to an invalid URL.") from None
    raise OutwardRefused(f"{host} redirects more than {MOST_REDIRECTS} times.")


def look(url: str, *, private_allowed: bool = False) -> int:
    """The status with which a page answers. Raises OutwardRefused if it does not."""
    return _get_once(url, 0, private_allowed=private_allowed)[0]


def _get_once(url: str, most: int, *, private_allowed: bool) -> tuple[int, str, bytes]:
    """Status, the Location header, and the body."""
    host, port, path, is_secure = address_parts(
        url, private_allowed=private_allowed, plain_allowed=True
    )
    try:
        addresses = _public_addresses(host, port, private_allowed=private_allowed)
        with _connected(addresses, host, port, is_secure=is_secure) as connection:
            connection.request("GET", path, headers={"User-Agent": "Meridian"})
            response = connection.getresponse()
            location = response.headers.get("Location", "")
            return response.status, location, response.read(most + 1)
    except OutwardRefused:
        raise
    except (OSError, HTTPException, ValueError) as error:
        message = f"{host} cannot be reached: {type(error).__name__}: {error}"
        raise HostAway(message) from error


def address_parts(
    url: str, *, private_allowed: bool = False, plain_allowed: bool = False
) -> tuple[str, int, str, bool]:
    """Host, port, path with query, and whether to use TLS.

    Raises OutwardRefused unless the URL is https://HOST/… without a password.
    `plain_allowed` permits http as well.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        host = host if ":" in host else host.encode("idna").decode()
    except ValueError as error:
        raise OutwardRefused(f"This is not a URL: {error}") from error
    plain = private_allowed or plain_allowed
    schemes = {"https", "http"} if plain else {"https"}
    is_plain = parts.scheme in schemes and "@" not in parts.netloc
    if not (is_plain and is_web_address(url)):
        raise OutwardRefused("The address must be https://HOST/…, without a password.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    is_secure = parts.scheme == "https"
    return host, port or (443 if is_secure else 80), path, is_secure


def _public_addresses(host: str, port: int, *, private_allowed: bool) -> list[str]:
    """The addresses of the name, resolved only once (DNS rebinding)."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    if not private_allowed and not all(is_public(address) for address in addresses):
        raise OutwardRefused(f"{host} is in a private network.")
    return addresses


def is_public(address: str) -> bool:
    """Also checks the IPv4 address embedded in an IPv6 address."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        if ip.is_site_local:
            return False
        inner = ip.ipv4_mapped or ip.sixtofour or _translated(ip)
        ip = inner or (ip.teredo[1] if ip.teredo else ip)
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _translated(ip: IPv6Address) -> IPv4Address | None:
    return IPv4Address(int(ip) & 0xFFFFFFFF) if ip in NAT64 else None


@contextmanager
def _connected(
    addresses: list[str], host: str, port: int, *, is_secure: bool
) -> Iterator[HTTPConnection]:
    """Connects to one of the addresses under the host's name, for at most LONGEST."""
    timed_out = threading.Event()
    sock = _dial(addresses, port)
    if is_secure:
        tls = ssl.create_default_context()
        sock = tls.wrap_socket(
            sock, server_hostname=host, do_handshake_on_connect=False
        )
    timer = threading.Timer(LONGEST, _cut, [sock, timed_out])
    timer.daemon = True
    timer.start()
    kind = HTTPSConnection if is_secure else HTTPConnection
    connection = kind(host, port, timeout=PATIENCE)
    connection.sock = sock
    try:
        if isinstance(sock, ssl.SSLSocket):
            sock.do_handshake()
        yield connection
        if timed_out.is_set():  # a response that was cut off looks complete
            raise OutwardRefused(f"{host} takes too long to answer.")
    finally:
        timer.cancel()
        connection.close()
        sock.close()


def _dial(addresses: list[str], port: int) -> socket.socket:
    """Connects to the first reachable address: some machines have no IPv6 route."""
    for address in addresses[:-1]:
        with suppress(OSError):
            return socket.create_connection((address, port), PATIENCE)
    return socket.create_connection((addresses[-1], port), PATIENCE)


def _cut(sock: socket.socket, timed_out: threading.Event) -> None:
    timed_out.set()
    with suppress(OSError):
        # Not the TLS socket's own method, which drops state that the reader still uses.
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
