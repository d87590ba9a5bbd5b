"""A DNS server with the records of a test."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from dns import flags, message, rcode, rdatatype, rrset

Records = dict[tuple[str, str], list[str]]  # by name and type, as zone files write them


class _Question(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        content, connection = self.request
        query = message.from_wire(content)
        asked = query.question[0]
        name, kind = asked.name.to_text(True), rdatatype.to_text(asked.rdtype)
        answer = message.make_response(query)
        answer.flags |= flags.AA
        assert isinstance(self.server, _Server)
        found = self.server.records.get((name, kind))
        if found:
            answer.answer.append(rrset.from_text(asked.name, 60, "IN", kind, *found))
        elif name not in {known for known, _kind in self.server.records}:
            answer.set_rcode(rcode.NXDOMAIN)
        connection.sendto(answer.to_wire(), self.client_address)


class _Server(socketserver.ThreadingUDPServer):
    records: Records


@contextmanager
def dns_server(records: Records) -> Iterator[str]:
    """Its HOST:PORT. The records may be changed while it runs."""
    with _Server(("127.0.0.1", 0), _Question) as server:
        server.records = records
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()
