"""A connection to the mail server that is kept open for many messages."""

import smtplib
from contextlib import suppress
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from jobs.mail.transport import ServerAway, connect, write_file
from jobs.newsletter.recipients import Recipient

GOODBYE = 421  # the server closes the connection after this reply (RFC 5321)
MOST_MESSAGES = 200  # some servers refuse more on one connection


class ConnectionLost(ServerAway):
    """The connection broke while sending; with `is_doubtful` it may have arrived."""

    def __init__(self, reason: str, *, is_doubtful: bool) -> None:
        super().__init__(reason)
        self.is_doubtful = is_doubtful


class Connection:
    """Opened for the first message, and reopened after the server has closed it."""

    def __init__(self, mail_url: str) -> None:
        self._url = mail_url
        self._server: smtplib.SMTP | None = None
        self._sent = 0

    def open(self) -> None:
        """Raises ServerAway. Separate from `send`, because if the server cannot be
        reached, no message can have arrived.
        """
        if urlsplit(self._url).scheme == "file":
            return
        if self._sent >= MOST_MESSAGES:
            self.__exit__(None, None, None)
        if self._server is None:
            self._server, self._sent = connect(urlsplit(self._url)), 0

    def send(self, content: bytes, to: Recipient) -> None:
        """Raises ConnectionLost, or SMTPException for this message alone."""
        if urlsplit(self._url).scheme == "file":
            write_file(content, to.message_id, self._url)
            return
        assert self._server, "open() comes first"
        try:
            self._server.sendmail(to.envelope_from, [to.mailbox], content)
        except smtplib.SMTPServerDisconnected as error:
            self._close()
            reason = f"the server closed the connection: {error}"
            raise ConnectionLost(reason, is_doubtful=True) from error
        except smtplib.SMTPSenderRefused as error:
            # It refuses our address, so it would refuse all other messages too.
            self._close()
            answer = error.smtp_error.decode(errors="replace")
            reason = f"the server refuses our sender: {error.smtp_code} {answer}"
            raise ConnectionLost(reason, is_doubtful=False) from error
        except smtplib.SMTPResponseException as error:
            if error.smtp_code == GOODBYE:
                self._close()
                reason = f"the server answered {GOODBYE}"
                raise ConnectionLost(reason, is_doubtful=False) from error
            raise
        except smtplib.SMTPRecipientsRefused as error:
            if any(code == GOODBYE for code, _text in error.recipients.values()):
                self._close()
                reason = f"the server answered {GOODBYE}"
                raise ConnectionLost(reason, is_doubtful=False) from error
            raise
        except smtplib.SMTPException:
            raise
        except OSError as error:
            self._close()
            reason = f"{type(error).__name__}: {error}"
            raise ConnectionLost(reason, is_doubtful=True) from error
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
            with suppress(OSError):  # all messages are accepted already
                self._server.quit()
        self._close()

    def _close(self) -> None:
        if self._server:
            self._server.close()
        self._server = None
