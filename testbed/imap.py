"""An IMAP server over TLS with one mailbox: only what reading bounces needs."""

import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAME, PASSWORD = "bounces", "secret"  # of the test server


class Mailbox:
    """Messages and their flags by UID."""

    def __init__(self) -> None:
        self.messages: dict[int, bytes] = {}
        self.flags: dict[int, set[str]] = {}
        self.port = 0
        self._last = 0

    def put(self, content: bytes) -> int:
        self._last += 1
        self.messages[self._last], self.flags[self._last] = content, set()
        return self._last

    def answer(self, command: str, words: str) -> list[bytes]:
        """The untagged responses, which precede the tagged OK."""
        kind = words.split(maxsplit=1)[0].upper() if words else ""
        if command == "CAPABILITY":
            return [b"* CAPABILITY IMAP4rev1"]
        if command == "SELECT":
            return [f"* {len(self.messages)} EXISTS".encode()]
        if command == "EXPUNGE":
            for uid in [u for u, flags in self.flags.items() if r"\Deleted" in flags]:
                del self.messages[uid], self.flags[uid]
        if command == "LOGOUT":
            return [b"* BYE"]
        return self._answer_uid(kind, words) if command == "UID" else []

    def _answer_uid(self, kind: str, words: str) -> list[bytes]:
        if kind == "SEARCH":
            unread = [
                str(u) for u, flags in self.flags.items() if r"\Seen" not in flags
            ]
            return [f"* SEARCH {' '.join(unread)}".encode()]
        uid = int(words.split()[1])
        if kind == "STORE":
            self.flags[uid] |= set(re.findall(r"\\\w+", words))
            return []
        content = self.messages[uid]
        head = f"* {uid} FETCH (UID {uid} BODY[]<0> {{{len(content)}}}".encode()
        return [head + b"\r\n" + content + b")"]


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server = self.server
        assert isinstance(server, _Server)
        self.wfile.write(b"* OK ready\r\n")
        for line in self.rfile:
            tag, _, rest = line.decode().strip().partition(" ")
            command, _, words = rest.partition(" ")
            login = f'{NAME} "{PASSWORD}"'
            if command == "LOGIN" and words != login:
                self.wfile.write(f"{tag} NO wrong password\r\n".encode())
                continue
            for answer in server.mailbox.answer(command.upper(), words):
                self.wfile.write(answer + b"\r\n")
            self.wfile.write(f"{tag} OK done\r\n".encode())
            if command == "LOGOUT":
                return


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, mailbox: Mailbox, tls: ssl.SSLContext) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.mailbox = mailbox
        self.socket = tls.wrap_socket(self.socket, server_side=True)


@contextmanager
def imap_server(certificate: Path, key: Path) -> Iterator[Mailbox]:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    mailbox = Mailbox()
    with _Server(mailbox, tls) as server:
        mailbox.port = int(server.server_address[1])
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield mailbox
        server.shutdown()
