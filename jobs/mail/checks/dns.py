"""DNS queries for the checks; a missing name gives an empty list."""

import ipaddress

from dns import exception, resolver, reversename

PATIENCE = 5.0  # seconds
IP = ipaddress.IPv4Address | ipaddress.IPv6Address


class DNSAway(OSError):
    """No DNS server answered."""


class DNS:
    """Queries the machine's DNS servers, or `server` (HOST or HOST:PORT)."""

    def __init__(self, server: str = "") -> None:
        self._resolver = resolver.Resolver(configure=not server)
        self._resolver.lifetime = PATIENCE
        if server:
            host, _, port = server.partition(":")
            self._resolver.nameservers = [host]
            self._resolver.port = int(port or 53)

    def texts(self, name: str) -> list[str]:
        """The TXT records, each joined from its strings."""
        found = self._ask(name, "TXT")
        return [b"".join(one.strings).decode(errors="replace") for one in found]

    def addresses(self, name: str) -> list[IP]:
        try:
            return [ipaddress.ip_address(name)]
        except ValueError:
            found = [*self._ask(name, "A"), *self._ask(name, "AAAA")]
            return [ipaddress.ip_address(one.address) for one in found]

    def exchanges(self, name: str) -> list[str]:
        """The mail servers of a domain (MX)."""
        found = self._ask(name, "MX")
        return [one.exchange.to_text(omit_final_dot=True) for one in found]

    def names_of(self, address: IP) -> list[str]:
        """The reverse names (PTR)."""
        found = self._ask(reversename.from_address(str(address)).to_text(), "PTR")
        return [one.target.to_text(omit_final_dot=True) for one in found]

    def _ask(self, name: str, kind: str) -> list:  # type: ignore[type-arg]
        """Records of a type that depends on `kind`. Raises DNSAway."""
        try:
            return list(self._resolver.resolve(name, kind))
        except (resolver.NXDOMAIN, resolver.NoAnswer):
            return []
        except (exception.DNSException, OSError, ValueError) as error:
            raise DNSAway(f"DNS does not answer for {name}: {error}") from None
