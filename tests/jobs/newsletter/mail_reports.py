"""Sample reports, as mail servers write them."""

from email.message import EmailMessage

DSN = """\
From: Mail Delivery System <MAILER-DAEMON@mx.example.org>
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
Arrival-Date: Fri, 27 Nov 2026 08:00:00 +0000

Final-Recipient: rfc822; ana@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {status} the server's explanation

--b
Content-Type: text/rfc822-headers

Message-ID: {message_id}
Subject: Weekly

--b--
"""
ARF = """\
From: <abuse@isp.example>
To: <complaints@magazine.example>
Subject: FW: Weekly
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is a report of a message that a user marked as spam.

--b
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: Feedback/1.0
Version: 1
Original-Mail-From: <{envelope_from}>

--b
Content-Type: message/rfc822

From: Magazine <news@magazine.example>
To: redacted@isp.example
Message-ID: {message_id}
Subject: Weekly

Text
--b--
"""


def dsn(
    to: str, status: str = "5.1.1", action: str = "failed", message_id: str = "<x@y>"
) -> bytes:
    text = DSN.format(to=to, status=status, action=action, message_id=message_id)
    return text.replace("\n", "\r\n").encode()


def arf(message: EmailMessage, kind: str = "abuse", envelope_from: str = "") -> bytes:
    """Without `envelope_from`, only the Message-ID identifies the mail."""
    text = ARF.format(
        kind=kind, message_id=message["Message-ID"], envelope_from=envelope_from
    )
    return text.replace("\n", "\r\n").encode()
