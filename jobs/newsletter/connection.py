"""One open connection to the mail server, used for many messages."""

import smtplib
from contextlib import suppress
from email.message import EmailMessage
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from jobs.mail.signing import as_sent
from jobs.mail.transport import ServerAway, connect, deliver

GOODBYE = 421  # the server closes the connection after this answer, RFC 5321
MOST_MESSAGES = 200  # some servers refuse more on one connection


class Connection:
    """Opened with the first message, and again after the server has closed it."""

    def __init__(self, mail_url: str) -> None:
        self._url = mail_url
        self._server: smtplib.SMTP | None = None
        self._sent = 0

    def open(self) -> None:
        """Raises ServerAway. Separate from `send`: a server that cannot be reached
        leaves no doubt whether a message has arrived.
        """
        if urlsplit(self._url).scheme == "file":
            return
        if self._sent >= MOST_MESSAGES:
            self.__exit__(None, None, None)
        if self._server is None:
            self._server, self._sent = connect(urlsplit(self._url)), 0

    def send(self, message: EmailMessage, envelope_from: str) -> None:
        """Raises ServerAway, or SMTPException for this message alone."""
        if urlsplit(self._url).scheme == "file":
            deliver(message, self._url)
            return
        assert self._server, "open() comes first"
        try:
            to = message["To"].addresses[0].addr_spec
            self._server.sendmail(envelope_from, [to], as_sent(message))
        except smtplib.SMTPServerDisconnected as error:
            self._close()
            raise ServerAway(f"the server closed the connection: {error}") from error
        except smtplib.SMTPResponseException as error:
            if error.smtp_code == GOODBYE:
                self._close()
                raise ServerAway(f"the server answered {GOODBYE}") from error
            raise
        except smtplib.SMTPException:
            raise
        except OSError as error:  # NotSigned too
            self._close()
            raise ServerAway(f"{type(error).__name__}: {error}") from error
        self._sent += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._server:
            with suppress(OSError):  # all is accepted: QUIT changes nothing
                self._server.quit()
        self._close()

    def _close(self) -> None:
        if self._server:
            self._server.close()
        self._server = None
