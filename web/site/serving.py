"""Serves the app with gunicorn: one worker, with a greenlet for each connection, until the process is stopped.

A connection that says nothing holds no thread: 500 silent ones cost nobody a wait (`tests/bench/crowd.py` measures it
beside other servers). Greenlets also hold a WebSocket for each student. The worker makes the app, after
gevent has taken the place of the blocking calls, so that all locks and connections of the app are gevent's.
"""

from __future__ import annotations

import resource
import socket
import warnings
from collections.abc import Callable

from flask import Flask
from gunicorn.app.base import BaseApplication

_CONNECTIONS = 4_000
"""Connections at once; further ones wait."""

_HEAD_SECONDS = 15
"""For the head of a request, the first and each further one of a connection; then the server hangs up."""


class _Gunicorn(BaseApplication):  # type: ignore[misc]  # the library is not typed
    """gunicorn on an open socket, with its settings in code."""

    def __init__(self, make_app: Callable[[], Flask], descriptor: int, worker: str) -> None:
        self._make_app = make_app
        self._descriptor = descriptor
        self._worker = worker
        super().__init__()

    def load_config(self) -> None:
        settings = {
            "bind": f"fd://{self._descriptor}",
            "worker_class": self._worker,
            "workers": 1,
            "threads": 8,  # of a worker with threads
            "worker_connections": _CONNECTIONS,
            "keepalive": _HEAD_SECONDS,
            "loglevel": "warning",
            "graceful_timeout": 2,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._make_app()


def serve_until_stopped(make_app: Callable[[], Flask], listener: socket.socket, *, worker: str = "gevent") -> None:
    """Serve an app on an open socket, which the server then owns, until the process is told to stop.

    Args:
        make_app: makes the app, in the process that serves it.
        listener: a socket that listens.
        worker: gunicorn's kind of worker; another one is for measuring.
    """
    _allow_files(_CONNECTIONS + 500)
    warnings.filterwarnings("ignore", "Monkey-patching ssl")  # urllib3 keeps the blocking one; the server asks nobody
    listener.set_inheritable(True)
    _Gunicorn(make_app, listener.detach(), worker).run()


def _allow_files(number: int) -> None:
    """Let this process and its children have so many files open, as far as the system's limit goes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = number if hard == resource.RLIM_INFINITY else min(number, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
