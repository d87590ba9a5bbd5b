"""`python -m bench.sink PORT`: a mail server that accepts everything and counts it.

COUNT, which is no command of SMTP, answers how many messages came, and for how many
recipients.
"""

import asyncio
import sys
from collections import Counter

END = b"\r\n.\r\n"
ANSWERS = {b"EHLO": b"250 sink", b"QUIT": b"221 bye", b"DATA": b"354 go on"}
ACCEPTED: Counter[bytes] = Counter()


class Session(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport, self._buffer = transport, b""
        self._recipient, self._in_text = b"", False
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while self._step():
            pass

    def _step(self) -> bool:
        end = END if self._in_text else b"\r\n"
        if self._in_text and not self._buffer.endswith(END):
            return False  # no searching through what is not complete
        line, found, rest = self._buffer.partition(end)
        if not found:
            return False
        self._buffer = rest
        self._transport.write(self._answer(line) + b"\r\n")
        return True

    def _answer(self, line: bytes) -> bytes:
        if self._in_text:
            self._in_text = False
            ACCEPTED[self._recipient] += 1
            return b"250 ok"
        word = line[:4].upper()
        if word == b"RCPT":
            self._recipient = line.partition(b"<")[2].partition(b">")[0]
        self._in_text = word == b"DATA"
        if line == b"COUNT":
            return b"250 %d %d" % (ACCEPTED.total(), len(ACCEPTED))
        return ANSWERS.get(word, b"250 ok")


async def serve(port: int) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Session, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
