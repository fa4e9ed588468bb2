"""The site under test, served for real on a free port of this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.studying import study_course
from tests.tracer.serving import POLL
from web.site.app import create_app


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Logs no requests: the tests say what failed, and a log would only clutter their output."""


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve an app; gives its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = Thread(target=server.serve_forever, args=(POLL,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def served(folder: Path, traces: Path) -> Iterator[str]:
    """Run the lessons into `folder` and serve them; gives the site's address."""
    with serving(create_app(study_course(folder, traces))) as address:
        yield address
