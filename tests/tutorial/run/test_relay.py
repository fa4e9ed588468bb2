"""The relay passes on what crosses it, and counts it."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator

import pytest
import requests

from tutorial.run.relay import Relay


class Hello(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:  # the library's name
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hello) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server.server_port
        server.shutdown()


def test_it_counts_bytes_each_way_connections_and_requests(port: int) -> None:
    with Relay(port) as relay:
        for _ in range(2):
            assert requests.get(relay.url, timeout=5).text == "hello"
        counted = relay.counted()
    assert (counted["requests"], counted["connections"]) == (2, 2)
    assert counted["to_client"] > 2 * len(b"HTTP/1.0 200 OK\r\n\r\nhello")
    assert counted["to_server"] > 2 * len(b"GET / HTTP/1.1\r\n\r\n")
