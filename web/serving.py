"""Serves the app with gunicorn: one worker, threads, until it is stopped."""

from __future__ import annotations

import os
import socket

from flask import Flask
from gunicorn.app.base import BaseApplication


class _Server(BaseApplication):  # type: ignore[misc]  # the library is not typed
    """gunicorn on a socket that is already open, with its settings in code."""

    def __init__(self, app: Flask, listener: socket.socket) -> None:
        self._app = app
        self._listener = listener
        super().__init__()

    def load_config(self) -> None:
        settings = {
            "bind": f"fd://{self._listener.fileno()}",
            "worker_class": "gthread",
            "workers": 1,
            "threads": 8,
            "loglevel": "warning",
            "worker_tmp_dir": "/dev/shm" if os.path.isdir("/dev/shm") else None,
            "graceful_timeout": 2,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app


def serve_until_stopped(app: Flask, listener: socket.socket) -> None:
    """Serve `app` on an open socket; returns, or exits, when the process is told to stop."""
    listener.set_inheritable(True)
    _Server(app, listener).run()
