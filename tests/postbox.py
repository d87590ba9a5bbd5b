"""A real SMTP server that receives the app's mail in tests."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from aiosmtpd import smtp
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope, Session
from flask import Flask

from testbed.ports import free_port


class Postbox:
    """Accepts mail, except to names that it refuses or that end the connection."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.waiting, self.go_on = threading.Event(), threading.Event()

    async def handle_RCPT(  # noqa: N802
        self,
        server: smtp.SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        if address.startswith("nobody"):
            return f"550 5.1.1 <{address}>: no such mailbox"
        if address.startswith("later"):
            return "451 4.7.1 try again later"
        if address.startswith("slow"):
            self.waiting.set()
            await asyncio.to_thread(self.go_on.wait, 10)
        if address.startswith("cut"):
            assert server.transport is not None
            server.transport.close()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: smtp.SMTP, session: Session, envelope: Envelope
    ) -> str:
        self.envelopes.append(envelope)
        return "250 OK"

    def recipients(self) -> list[str]:
        return sorted(name for one in self.envelopes for name in one.rcpt_tos)


@contextmanager
def receiving(app: Flask) -> Iterator[Postbox]:
    """Runs a server and points the app's MAIL_URL at it."""
    postbox = Postbox()
    server = Controller(postbox, hostname="127.0.0.1", port=free_port())
    server.start()
    use_mail_url(app, f"smtp://127.0.0.1:{server.port}")
    yield postbox
    server.stop()


def use_mail_url(app: Flask, url: str) -> None:
    object.__setattr__(app.config["SETTINGS"], "mail_url", url)
