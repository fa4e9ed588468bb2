"""Serves a preview to one author, with a thread for each request: a page's event stream holds on to its thread."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Logs no requests: the author's terminal shows the problems of a lesson."""


@contextmanager
def serving(app: Flask, host: str, listener: socket.socket) -> Iterator[str]:
    """Serve the app on a socket that listens at this host while the context lasts, and yield the address."""
    port = listener.getsockname()[1]
    with listener:
        server = make_server(host, port, app, threaded=True, request_handler=_Silent, fd=listener.fileno())
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        thread.start()
        try:
            yield f"http://{host}:{port}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
