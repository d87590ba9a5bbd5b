"""Checks what large mail providers require of senders, with advice."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from flask import current_app

from config import Settings
from jobs.mail.checks.dns import DNS, IP, DNSAway
from jobs.mail.checks.spf import SPF, spf_records
from jobs.mail.compose import host, sender
from jobs.mail.signing import NotSigned, key_path, public_record, signer_of
from jobs.mail.transport import ServerAway, connect
from models.setting import read_newsroom

Level = Literal["ok", "advice", "problem"]


@dataclass(frozen=True)
class Finding:
    level: Level
    subject: str
    text: str


@dataclass(frozen=True)
class Setup:
    """`addresses` are those that mail is sent from, as far as we can know."""

    settings: Settings
    dns: DNS
    from_domain: str
    bounce_domain: str
    server: SplitResult
    addresses: list[IP]

    @classmethod
    def read(cls, dns: DNS, address: str) -> "Setup":
        settings: Settings = current_app.config["SETTINGS"]
        server = urlsplit(settings.mail_url)
        found = dns.addresses(address or server.hostname or "localhost")
        public = found if address else [one for one in found if not one.is_loopback]
        domain = sender(read_newsroom()).rpartition("@")[2]
        return cls(settings, dns, domain, host(), server, public)


def findings(dns: DNS, address: str = "") -> Iterator[Finding]:
    """Findings in the order in which to fix them.

    `address` is the address that mail is sent from, if not that of MAIL_URL's host.
    """
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.can_send_mail:
        text = "Mail is only written to a folder. Set MAIL_URL to an SMTP server."
        yield Finding("problem", "Server", text)
        return
    try:
        setup = Setup.read(dns, address)
        for check in (_server, _alignment, _spf, _dkim, _dmarc, _reverse, _bounces):
            yield from check(setup)
    except DNSAway as away:
        yield Finding("problem", "DNS", f"{away}. Check the machine's DNS servers.")


def _server(setup: Setup) -> Iterator[Finding]:
    """TLS or STARTTLS with a valid certificate, and whether we can log in."""
    name = f"{setup.server.hostname}"
    try:
        server = connect(setup.server)
    except ServerAway as away:
        text = f"{away}. Check the host, port, name and password in MAIL_URL."
        yield Finding("problem", "Server", text)
        return
    with server:
        server.ehlo_or_helo_if_needed()
        offers_tls = server.has_extn("starttls")
    if setup.server.scheme != "smtp":
        yield Finding("ok", "Server", f"{name} answers over TLS.")
    elif offers_tls:
        text = f"{name} offers STARTTLS, unused: write smtp+starttls:// in MAIL_URL."
        yield Finding("advice", "Server", text)
    else:
        text = f"{name} answers without TLS. Only a server on this machine should."
        yield Finding("advice", "Server", text)


def _alignment(setup: Setup) -> Iterator[Finding]:
    """DMARC's relaxed alignment of envelope sender and From (RFC 7489, section 3.1)."""
    ours, envelope = setup.from_domain, setup.bounce_domain
    if (
        ours == envelope
        or ours.endswith(f".{envelope}")
        or envelope.endswith(f".{ours}")
    ):
        yield Finding("ok", "From", f"{ours} and the bounce address {envelope} agree.")
        return
    text = (
        f"Mail is from {ours}, but bounces go to {envelope}: only DKIM can align them. "
        f"Set a contact address at {envelope} in the newsroom's settings, or sign mail."
    )
    yield Finding("advice" if setup.settings.dkim_selector else "problem", "From", text)


def _spf(setup: Setup) -> Iterator[Finding]:
    domain = setup.bounce_domain
    records = spf_records(setup.dns, domain)
    wanted = " ".join(f"ip{one.version}:{one}" for one in setup.addresses)
    wanted = f'"v=spf1 {wanted or "include:YOUR-PROVIDER"} -all"'
    if len(records) != 1:
        text = (
            f"{domain} has {len(records) or 'no'} SPF records. Publish one: {wanted}."
        )
        yield Finding("problem", "SPF", text)
    elif not setup.addresses:
        text = f"{domain} has a record. Give --address to see whether it is complete."
        yield Finding("advice", "SPF", text)
    for address in setup.addresses if len(records) == 1 else ():
        answer = SPF(setup.dns, address).check(domain)
        if answer == "pass":
            yield Finding("ok", "SPF", f"{domain} lets {address} send.")
        else:
            text = (
                f"{domain} does not let {address} send ({answer}). Add it: {wanted}. "
                "If your provider sends from other addresses, add its include: instead."
            )
            yield Finding("problem", "SPF", text)


def _dkim(setup: Setup) -> Iterator[Finding]:
    selector = setup.settings.dkim_selector
    if not selector:
        text = (
            "Mail is not signed here. Run `flask mail key`, unless your provider signs."
        )
        yield Finding("advice", "DKIM", text)
        return
    name = f"{selector}._domainkey.{setup.from_domain}"
    try:
        signer_of(setup.settings)
        wanted = public_record(key_path(setup.settings).read_bytes())
    except NotSigned as error:
        yield Finding("problem", "DKIM", f"{error}.")
        return
    published = [one.replace(" ", "") for one in setup.dns.texts(name)]
    if any(wanted.partition("p=")[2] in one for one in published):
        yield Finding("ok", "DKIM", f"{name} has the key that signs.")
    else:
        text = f"{name} lacks the key that signs. `flask mail key` prints the record."
        yield Finding("problem", "DKIM", text)


def _dmarc(setup: Setup) -> Iterator[Finding]:
    """The record of From's domain or its parent domain (RFC 7489, section 6.6.3)."""
    domain = setup.from_domain
    parent = ".".join(domain.split(".")[-2:])
    for name in dict.fromkeys((domain, parent)):
        for record in setup.dns.texts(f"_dmarc.{name}"):
            tags = record.replace(" ", "").lower().split(";")
            if tags[0] == "v=dmarc1" and any(tag.startswith("p=") for tag in tags):
                yield Finding("ok", "DMARC", f"_dmarc.{name} has a policy.")
                return
    text = (
        f"_dmarc.{domain} has no policy, which large providers ask for. Publish a TXT "
        f'record, at first "v=DMARC1; p=none; rua=mailto:postmaster@{domain}".'
    )
    yield Finding("problem", "DMARC", text)


def _reverse(setup: Setup) -> Iterator[Finding]:
    """Whether the reverse name resolves to the address again."""
    for address in setup.addresses:
        names = setup.dns.names_of(address)
        good = [name for name in names if address in setup.dns.addresses(name)]
        if good:
            yield Finding("ok", "Reverse name", f"{address} is {good[0]}.")
        elif names:
            text = (
                f"{address} is {names[0]}, which does not lead back. Mend its A record."
            )
            yield Finding("problem", "Reverse name", text)
        else:
            text = (
                f"{address} has no name. Ask whoever rents you the address to set one."
            )
            yield Finding("problem", "Reverse name", text)


def _bounces(setup: Setup) -> Iterator[Finding]:
    domain = setup.bounce_domain
    if not setup.dns.exchanges(domain) and not setup.dns.addresses(domain):
        text = f"Bounces go to {domain}, which takes no mail. Publish an MX record."
        yield Finding("problem", "Bounces", text)
    elif not setup.settings.bounce_url:
        text = "BOUNCE_URL is not set: pipe bounces to `flask mail bounce`, or set it."
        yield Finding("advice", "Bounces", text)
    else:
        yield Finding("ok", "Bounces", f"They go to {domain} and are read from there.")
