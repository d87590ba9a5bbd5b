"""DKIM (RFC 6376): the key, its DNS record, and the signature of each mail."""

import base64
import functools
import os
import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import current_app

from config import Settings

DEFAULT_SELECTOR = "meridian"
BITS = 2048
HEADER = re.compile(rb"^([^\s:]+):", re.MULTILINE)
# Lines may have 998 characters (RFC 5322, section 2.1.1). Shorter lines would turn long
# URLs into encoded-words, in which no program finds the unsubscribe link.
UNFOLDED = SMTP.clone(max_line_length=998)
LONGEST_STRING = 255  # bytes of a string in a TXT record


class NotSigned(OSError):
    """DKIM_SELECTOR is set, but there is no usable key."""


@dataclass(frozen=True)
class Signer:
    """Signs with the From address's domain, as DMARC's alignment requires."""

    selector: str
    key: bytes

    def sign(self, content: bytes, domain: str) -> bytes:
        """Signs every header, because RFC 8058 requires List-Unsubscribe-Post, which
        dkimpy leaves out by default; From twice, so that no second one can be added.
        """
        head = content.partition(b"\r\n\r\n")[0]
        names = [name.lower() for name in HEADER.findall(head)]
        signature: bytes = dkim.sign(
            content,
            self.selector.encode(),
            domain.encode("idna"),
            self.key,
            include_headers=[*names, b"from"],
        )
        return signature + content


def as_sent(message: EmailMessage) -> bytes:
    """The message with CRLF line ends, signed if DKIM_SELECTOR is set.

    Raises NotSigned.
    """
    content = message.as_bytes(policy=UNFOLDED)
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.dkim_selector:
        return content
    domain = str(message["From"].addresses[0].domain)
    return signer_of(settings).sign(content, domain)


def signer_of(settings: Settings) -> Signer:
    """Raises NotSigned."""
    path = key_path(settings)
    try:
        return _read(settings.dkim_selector, path, path.stat().st_mtime_ns)
    except OSError:
        missing = f"the DKIM key {path} cannot be read: run `flask mail key`"
        raise NotSigned(missing) from None


@functools.lru_cache(4)
def _read(selector: str, path: Path, _changed_at: int) -> Signer:
    return Signer(selector, path.read_bytes())


def key_path(settings: Settings) -> Path:
    selector = settings.dkim_selector or DEFAULT_SELECTOR
    return settings.instance_path / "dkim" / f"{selector}.key"


def make_key(path: Path) -> bool:
    """Creates a key file with mode 0600. Returns False if there is one already."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    pem = rsa.generate_private_key(65537, BITS).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "wb") as file:
        file.write(pem)
    return True


def public_record(pem: bytes) -> str:
    """The value of the TXT record at SELECTOR._domainkey.DOMAIN."""
    key = serialization.load_pem_private_key(pem, None)
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"


def in_strings(record: str) -> str:
    """Quoted for a zone file, in strings of at most 255 bytes."""
    starts = range(0, len(record), LONGEST_STRING)
    return " ".join(f'"{record[at : at + LONGEST_STRING]}"' for at in starts)
