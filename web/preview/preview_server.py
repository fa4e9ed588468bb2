"""Serves a preview to one author: a thread for each request, for the news of a page hold on to theirs."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server


class PortError(Exception):
    """The port cannot be listened on."""


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """An author reads the problems of a lesson, and no log of requests."""


@contextmanager
def serving(app: Flask, host: str, port: int) -> Iterator[str]:
    """Serve the app while the context lasts; gives its address.

    Raises:
        PortError: something else listens there, or the address is not this machine's.
    """
    try:
        listener = socket.create_server((host, port), backlog=128)
    except OSError as error:
        raise PortError(f"cannot listen on {host}:{port}: {os.strerror(error.errno or 0)}") from error
    with listener:
        server = make_server(host, port, app, threaded=True, request_handler=_Silent, fd=listener.fileno())
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        thread.start()
        try:
            yield f"http://{host}:{listener.getsockname()[1]}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
