"""`flask mail check` reports missing requirements, against real servers."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from jobs.mail.signing import key_path, make_key, public_record
from models.base import transaction
from models.setting import Newsroom, write_newsroom
from testbed.dns import Records, dns_server
from testbed.ports import free_port
from tests.postbox import Postbox, use_mail_url

Check = Callable[..., tuple[int, str]]
ADDRESS = "192.0.2.1"


@pytest.fixture
def records(app: Flask) -> Records:
    """Correct records, if mail is signed with the instance's key."""
    app.config["SITE_URL"] = "https://magazine.example"
    settings = app.config["SETTINGS"]
    object.__setattr__(settings, "dkim_selector", "meridian")
    object.__setattr__(settings, "bounce_url", "imaps://mail.example/")
    make_key(key_path(settings))
    record = public_record(key_path(settings).read_bytes())
    return {
        ("magazine.example", "TXT"): [f'"v=spf1 ip4:{ADDRESS} -all"'],
        ("magazine.example", "MX"): ["10 mx.magazine.example."],
        ("mx.magazine.example", "A"): [ADDRESS],
        ("1.2.0.192.in-addr.arpa", "PTR"): ["mx.magazine.example."],
        ("_dmarc.magazine.example", "TXT"): ['"v=DMARC1; p=none"'],
        ("meridian._domainkey.magazine.example", "TXT"): [
            f'"{record[:200]}" "{record[200:]}"'
        ],
    }


@pytest.fixture
def server(records: Records) -> Iterator[str]:
    with dns_server(records) as running:
        yield running


@pytest.fixture
def check(app: Flask, postbox: Postbox, server: str) -> Check:
    """Runs it; returns exit status and output."""

    def run(*more: str) -> tuple[int, str]:
        arguments = ["mail", "check", "--dns", server, "--address", ADDRESS, *more]
        result = app.test_cli_runner().invoke(args=arguments)
        return result.exit_code, result.output

    return run


def test_good_setup_has_no_problems(check: Check) -> None:
    code, output = check()
    assert "problem" not in output
    assert code == 0
    for subject in ("From", "SPF", "DKIM", "DMARC", "Reverse name", "Bounces"):
        assert f"ok       {subject}:" in output
    assert "advice   Server: 127.0.0.1 answers without TLS" in output


@pytest.mark.parametrize(
    ("missing", "advice"),
    [
        (("magazine.example", "TXT"), f'Publish one: "v=spf1 ip4:{ADDRESS} -all"'),
        (("_dmarc.magazine.example", "TXT"), '"v=DMARC1; p=none; rua=mailto:'),
        (("meridian._domainkey.magazine.example", "TXT"), "`flask mail key` prints"),
        (("1.2.0.192.in-addr.arpa", "PTR"), f"{ADDRESS} has no name"),
        (("mx.magazine.example", "A"), "which does not lead back"),
        (("magazine.example", "MX"), "Publish an MX record"),
    ],
)
def test_missing_record_is_a_problem_with_advice(
    check: Check, records: Records, missing: tuple[str, str], advice: str
) -> None:
    del records[missing]
    code, output = check()
    assert code == 1
    assert advice in output


def test_spf_without_the_server_is_a_problem(check: Check, records: Records) -> None:
    records["magazine.example", "TXT"] = ['"v=spf1 ip4:198.51.100.1 -all"']
    code, output = check()
    assert code == 1
    assert f"magazine.example does not let {ADDRESS} send (fail)" in output


def test_from_at_another_domain_is_only_aligned_by_dkim(
    app: Flask, check: Check
) -> None:
    with transaction():
        write_newsroom(Newsroom(contact_email="desk@elsewhere.example"))
    assert "only DKIM can align them" in check()[1]


def test_server_that_is_away_is_a_problem(app: Flask, check: Check) -> None:
    use_mail_url(app, f"smtp://127.0.0.1:{free_port()}")
    code, output = check()
    assert code == 1
    assert "Check the host, port, name and password in MAIL_URL" in output


def test_mail_to_a_folder_is_a_problem(app: Flask, check: Check) -> None:
    use_mail_url(app, "file:///tmp/mail")
    assert "Set MAIL_URL to an SMTP server" in check()[1]


def test_test_mail_is_sent_and_signed(check: Check, postbox: Postbox) -> None:
    _code, output = check("--send", "ana@example.org")
    assert "A test was sent to ana@example.org." in output
    content = postbox.envelopes[0].content
    assert isinstance(content, bytes)
    assert content.startswith(b"DKIM-Signature:")
