"""A crowd at the door of a server: connections that say nothing, and connections that stop in mid-sentence."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

SILENT, HALF_SENT = 500, 50
HALF = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Ag"


@contextmanager
def crowd(port: int, silent: int = SILENT, half_sent: int = HALF_SENT) -> Iterator[None]:
    """Hold so many connections that send nothing, and so many that have sent half a head."""
    with ExitStack() as connections:
        for number in range(silent + half_sent):
            connection = connections.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
            if number >= silent:
                connection.sendall(HALF)
        yield
