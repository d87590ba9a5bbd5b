"""SPF records are evaluated as RFC 7208 says."""

import ipaddress
from collections.abc import Iterator

import pytest

from jobs.mail.checks.dns import DNS, DNSAway
from jobs.mail.checks.spf import SPF
from testbed.dns import Records, dns_server
from testbed.ports import free_port


@pytest.fixture
def records() -> Records:
    return {
        ("provider.example", "TXT"): ['"v=spf1 ip4:198.51.100.0/24 ~all"'],
        ("www.a.example", "A"): ["192.0.2.9"],
        ("a.example", "A"): ["192.0.2.1"],
        ("a.example", "AAAA"): ["2001:db8::1"],
        ("a.example", "MX"): ["10 mx.a.example."],
        ("mx.a.example", "A"): ["192.0.2.2"],
        ("loop.example", "TXT"): ['"v=spf1 include:loop.example -all"'],
    }


@pytest.fixture
def server(records: Records) -> Iterator[str]:
    with dns_server(records) as running:
        yield running


@pytest.mark.parametrize(
    ("record", "address", "answer"),
    [
        ("v=spf1 ip4:192.0.2.0/24 -all", "192.0.2.7", "pass"),
        ("v=spf1 ip4:192.0.2.0/24 -all", "192.0.3.7", "fail"),
        ("v=spf1 ip4:192.0.2.7 ~all", "192.0.3.7", "softfail"),
        ("v=spf1 ip6:2001:db8::/32 -all", "2001:db8::5", "pass"),
        ("v=spf1 a -all", "192.0.2.1", "pass"),
        ("v=spf1 a -all", "2001:db8::1", "pass"),
        ("v=spf1 a/24 -all", "192.0.2.200", "pass"),
        ("v=spf1 a:www.a.example -all", "192.0.2.9", "pass"),
        ("v=spf1 mx -all", "192.0.2.2", "pass"),
        ("v=spf1 mx -all", "192.0.2.1", "fail"),
        ("v=spf1 include:provider.example -all", "198.51.100.4", "pass"),
        ("v=spf1 include:provider.example -all", "192.0.2.4", "fail"),
        ("v=spf1 redirect=provider.example", "198.51.100.4", "pass"),
        ("v=spf1 include:loop.example -all", "192.0.2.4", "error"),
        ("v=spf1 ip4:nonsense -all", "192.0.2.4", "error"),
        ("v=spf1", "192.0.2.4", "neutral"),
        ("v=spf10 +all", "192.0.2.4", "none"),
    ],
)
def test_record_is_evaluated(
    records: Records, server: str, record: str, address: str, answer: str
) -> None:
    records["a.example", "TXT"] = [f'"{record}"']
    assert SPF(DNS(server), ipaddress.ip_address(address)).check("a.example") == answer


def test_two_records_are_an_error(records: Records, server: str) -> None:
    records["a.example", "TXT"] = ['"v=spf1 +all"', '"v=spf1 -all"']
    address = ipaddress.ip_address("192.0.2.1")
    assert SPF(DNS(server), address).check("a.example") == "error"


def test_dns_that_does_not_answer_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobs.mail.checks.dns.PATIENCE", 0.2)
    with pytest.raises(DNSAway):
        DNS(f"127.0.0.1:{free_port()}").texts("a.example")
