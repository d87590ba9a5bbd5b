"""A mail server that misbehaves as scripted, one step per message."""

import socketserver
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# accept; "from 553" at MAIL; 421, 451 or 550 at RCPT; "data 451" or "data 550" after
# the text; drop: the message was accepted, but the connection ends without an answer.
Watch = Callable[[str, str], None]  # "rcpt", "data", "text" or "answered"
GREETING = b"220 ready\r\n"


class Script:
    """`steps` are used in order; after the last one everything is accepted."""

    def __init__(self, steps: list[str]) -> None:
        self.steps = list(steps)
        self.accepted: Counter[str] = Counter()
        self.watch: Watch = lambda _event, _recipient: None
        self.port = 0
        self._lock = threading.Lock()

    def next_step(self, kind: str = "") -> str:
        """The next step if it is of this kind; "accept" after the last one."""
        with self._lock:
            is_next = bool(self.steps) and self.steps[0].startswith(kind)
            return self.steps.pop(0) if is_next else "accept"

    def accept(self, recipient: str) -> None:
        with self._lock:
            self.accepted[recipient] += 1


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert isinstance(self.server, _Server)
        script, recipient, step = self.server.script, "", "accept"
        self.wfile.write(GREETING)
        for line in self.rfile:
            word = line[:4].upper()
            if word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            if word == b"MAIL":
                _from, _space, code = script.next_step("from ").partition(" ")
                self.wfile.write(f"{code or 250} scripted\r\n".encode())
                continue
            if word == b"RCPT":
                recipient = line.decode().partition("<")[2].partition(">")[0]
                script.watch("rcpt", recipient)
                step = script.next_step()
                if step == "stall":
                    self.server.stalled.wait(10)
                    return
                if step.isdigit():
                    self.wfile.write(f"{step} scripted\r\n".encode())
                    if step == "421":
                        return
                    continue
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                script.watch("data", recipient)
                if not self._take(script, recipient, step):
                    return
                continue
            self.wfile.write(b"250 ok\r\n")

    def _take(self, script: Script, recipient: str, step: str) -> bool:
        """Returns False to close the connection."""
        for line in self.rfile:
            if line == b".\r\n":
                break
        else:
            return False  # the sender is gone
        if step.startswith("data "):
            self.wfile.write(f"{step[5:]} scripted\r\n".encode())
            return True
        script.accept(recipient)
        script.watch("text", recipient)
        if step == "drop":
            return False
        self.wfile.write(b"250 ok\r\n")
        script.watch("answered", recipient)
        return True


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, script: Script) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.script = script
        self.stalled = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """Senders that were killed are part of the tests."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


@contextmanager
def scripted_smtp(steps: list[str]) -> Iterator[Script]:
    script = Script(steps)
    with _Server(script) as server:
        script.port = int(server.server_address[1])
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield script
        server.stalled.set()
        server.shutdown()
