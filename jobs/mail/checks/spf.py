"""Whether a domain's SPF record lets an address send for it (RFC 7208)."""

import ipaddress
from dataclasses import dataclass, field
from typing import Literal

from jobs.mail.checks.dns import DNS, IP

MOST_LOOKUPS = 10  # RFC 7208, section 4.6.4
Answer = Literal["pass", "fail", "softfail", "neutral", "none", "error"]
QUALIFIERS: dict[str, Answer] = {
    "+": "pass",
    "-": "fail",
    "~": "softfail",
    "?": "neutral",
}


class _BrokenError(Exception):
    """The record cannot be evaluated."""


@dataclass
class SPF:
    """Evaluates a record. `exists`, `ptr` and macros are rare and never match here."""

    dns: DNS
    address: IP
    lookups: int = field(default=0)

    def check(self, domain: str) -> Answer:
        try:
            return self._evaluate(domain)
        except _BrokenError:
            return "error"

    def _evaluate(self, domain: str) -> Answer:
        records = spf_records(self.dns, domain)
        if not records:
            return "none"
        if len(records) > 1:
            raise _BrokenError
        redirect = ""
        for term in records[0].split()[1:]:
            if term.lower().startswith("redirect="):
                redirect = term.partition("=")[2]
                continue
            sign = term[0] if term[0] in QUALIFIERS else "+"
            if self._matches(term.lstrip("+-~?").lower(), domain):
                return QUALIFIERS[sign]
        return self._followed(redirect) if redirect else "neutral"

    def _followed(self, domain: str) -> Answer:
        self._count()
        return self._evaluate(domain)

    def _matches(self, term: str, domain: str) -> bool:
        name, _, value = term.partition(":")
        name, _, bits = name.partition("/")
        if name == "all":
            return True
        if name in ("ip4", "ip6"):
            return self._is_within(value)
        if name == "include":
            return self._followed(value) == "pass"
        if name in ("a", "mx"):
            host, _, width = value.partition("/")
            self._count()
            hosts = [host or domain]
            if name == "mx":
                hosts = self.dns.exchanges(hosts[0])
            found = [one for each in hosts for one in self.dns.addresses(each)]
            return any(self._is_within(f"{one}/{width or bits}") for one in found)
        return False

    def _is_within(self, network: str) -> bool:
        try:
            allowed = ipaddress.ip_network(network.rstrip("/"), strict=False)
            return self.address in allowed
        except ValueError:
            raise _BrokenError from None

    def _count(self) -> None:
        self.lookups += 1
        if self.lookups > MOST_LOOKUPS:
            raise _BrokenError


def spf_records(dns: DNS, domain: str) -> list[str]:
    return [one for one in dns.texts(domain) if one.lower().split()[:1] == ["v=spf1"]]
