"""A DNS server that answers with a test's records."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from dns import flags, message, rcode, rdatatype, rrset

Records = dict[tuple[str, str], list[str]]  # by name and type, in zone-file syntax


class _Question(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        content, connection = self.request
        query = message.from_wire(content)
        question = query.question[0]
        name, kind = question.name.to_text(True), rdatatype.to_text(question.rdtype)
        answer = message.make_response(query)
        answer.flags |= flags.AA
        assert isinstance(self.server, _Server)
        found = self.server.records.get((name, kind))
        if found:
            answer.answer.append(rrset.from_text(question.name, 60, "IN", kind, *found))
        elif name not in {known for known, _kind in self.server.records}:
            answer.set_rcode(rcode.NXDOMAIN)
        connection.sendto(answer.to_wire(), self.client_address)


class _Server(socketserver.ThreadingUDPServer):
    records: Records


@contextmanager
def dns_server(records: Records) -> Iterator[str]:
    """Yields HOST:PORT. Records may be changed while it runs."""
    with _Server(("127.0.0.1", 0), _Question) as server:
        server.records = records
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()
