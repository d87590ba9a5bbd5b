"""The rate-limit key: which requests count as one client."""

from ipaddress import IPv6Address, ip_address

from flask import request

IPV6_HOST_BITS = 64  # RFC 6177: a household has at least a /64


def client_key() -> str:
    """The reader's IPv4 address, or the /64 of an IPv6 address."""
    address = request.remote_addr or ""
    try:
        ip = ip_address(address)
    except ValueError:
        return address  # a Unix socket has no IP address
    if not isinstance(ip, IPv6Address) or ip.ipv4_mapped:
        return str(getattr(ip, "ipv4_mapped", None) or ip)
    return str(IPv6Address(int(ip) >> IPV6_HOST_BITS << IPV6_HOST_BITS))
