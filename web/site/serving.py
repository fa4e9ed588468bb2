"""Serves the app with gunicorn: one worker with threads, until the process is stopped."""

from __future__ import annotations

import socket

from flask import Flask
from gunicorn.app.base import BaseApplication


class _Gunicorn(BaseApplication):  # type: ignore[misc]  # the library is not typed
    """gunicorn on an open socket, with its settings in code."""

    def __init__(self, app: Flask, descriptor: int) -> None:
        self._app = app
        self._descriptor = descriptor
        super().__init__()

    def load_config(self) -> None:
        settings = {
            "bind": f"fd://{self._descriptor}",
            "worker_class": "gthread",
            "workers": 1,
            "threads": 8,
            "loglevel": "warning",
            "graceful_timeout": 2,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app


def serve_until_stopped(app: Flask, listener: socket.socket) -> None:
    """Serve `app` on an open socket, which the server then owns, until the process is told to stop."""
    listener.set_inheritable(True)
    _Gunicorn(app, listener.detach()).run()
