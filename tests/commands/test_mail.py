"""`flask mail …`, as a mail server or an administrator runs it."""

from flask import Flask

from jobs.newsletter.sending import send_due_issues
from tests.conftest import Clock
from tests.factories import make_article
from tests.jobs.newsletter.issues import begin, join_as, statuses
from tests.jobs.newsletter.mail_reports import dsn
from tests.postbox import Postbox


def test_bounce_is_read_from_a_pipe(app: Flask, clock: Clock, postbox: Postbox) -> None:
    make_article()
    join_as("ana", clock)
    begin(clock)
    send_due_issues(clock)
    bounce = dsn(str(postbox.envelopes[0].mail_from))
    result = app.test_cli_runner().invoke(args=["mail", "bounce"], input=bounce)
    assert (result.exit_code, result.output) == (0, "Recorded.\n")
    assert statuses() == {"ana": "bounced"}


def test_other_mail_in_the_pipe_is_ignored(app: Flask) -> None:
    runner = app.test_cli_runner()
    result = runner.invoke(args=["mail", "bounce"], input=b"Subject: Hello\r\n\r\n")
    assert result.exit_code == 0
    assert "ignored" in result.output
