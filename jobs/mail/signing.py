"""DKIM (RFC 6376): the key, its DNS record, and the signature of each mail."""

import base64
import functools
import hashlib
import os
import re
import time
from dataclasses import dataclass
from email.policy import SMTP
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from flask import current_app

from config import Settings

DEFAULT_SELECTOR = "meridian"
BITS = 2048
NAME = b"DKIM-Signature"
FIELD = re.compile(rb"^([^\s:]+):(.*(?:\n[ \t].*)*)", re.MULTILINE)
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
    key: rsa.RSAPrivateKey

    def sign(self, content: bytes, domain: str) -> bytes:
        """Signs every header, because RFC 8058 requires List-Unsubscribe-Post, and From
        twice, so that no second one can be added. Headers are relaxed, the body is
        simple (sections 3.4.2 and 3.4.3).
        """
        head, _, body = content.partition(b"\r\n\r\n")
        fields = FIELD.findall(head)
        names = b":".join((*(name.lower() for name, _value in fields), b"from"))
        value = b";\r\n ".join(
            (
                b"v=1; a=rsa-sha256; c=relaxed/simple",
                b"d=%s" % domain.encode("idna"),
                b"s=%s; t=%d" % (self.selector.encode(), time.time()),
                b"h=%s" % names,
                b"bh=%s" % base64.b64encode(_body_hash(body)),
                b"b=",
            )
        )
        lines = (*(_relaxed(*field) for field in fields), _relaxed(NAME, value))
        signed = self.key.sign(b"\r\n".join(lines), PKCS1v15(), SHA256())
        signature = b"\r\n ".join(_pieces(base64.b64encode(signed), 72))
        return b"%s: %s%s\r\n%s" % (NAME, value, signature, content)


def _pieces(text: bytes, length: int) -> list[bytes]:
    return [text[at : at + length] for at in range(0, len(text), length)]


def _relaxed(name: bytes, value: bytes) -> bytes:
    return b"%s:%s" % (name.lower(), b" ".join(value.split()))


def _body_hash(body: bytes) -> bytes:
    return hashlib.sha256(body.rstrip(b"\r\n") + b"\r\n").digest()


def sign(content: bytes, domain: str) -> bytes:
    """For the domain of its From address, if DKIM_SELECTOR is set. Raises NotSigned."""
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.dkim_selector:
        return content
    return signer_of(settings).sign(content, domain)


def signer_of(settings: Settings) -> Signer:
    """Raises NotSigned."""
    path = key_path(settings)
    try:
        return _read(settings.dkim_selector, path, path.stat().st_mtime_ns)
    except (OSError, ValueError):
        missing = f"the DKIM key {path} cannot be read: run `flask mail key`"
        raise NotSigned(missing) from None


@functools.lru_cache(4)
def _read(selector: str, path: Path, _changed_at: int) -> Signer:
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError("not an RSA key")
    return Signer(selector, key)


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
