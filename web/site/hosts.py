"""Refuses requests whose Host header names no host, before Flask makes addresses of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_HOST = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|(?P<name>(?:[A-Za-z0-9_-]{1,63}\.)*[A-Za-z0-9_-]{1,63})\.?)(?::\d{1,5})?")
_LONGEST = 253

_REFUSAL = b"The Host header of this request names no host.\n"


def init_app(app: Flask) -> None:
    """Answer with 400 whoever asks a host that cannot be. No page can be shown then: pages have addresses."""
    app.wsgi_app = _refusing(app.wsgi_app)  # type: ignore[method-assign, assignment]  # Flask's own way


def is_host(text: str) -> bool:
    """Whether a text is a host's name or address, perhaps with a port."""
    found = _HOST.fullmatch(text)
    if found is None:
        return False
    try:
        name = (found["name"] or "").encode().decode("idna")
    except UnicodeError:
        return False
    return len(name) <= _LONGEST


def _refusing(app: WSGIApplication) -> WSGIApplication:
    def refuse_odd_hosts(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        host = environ.get("HTTP_HOST", "")
        if not host or is_host(host):
            return app(environ, start_response)
        head = [("Content-Type", "text/plain"), ("Content-Length", str(len(_REFUSAL)))]
        start_response("400 Bad Request", [*head, ("X-Content-Type-Options", "nosniff")])
        return [_REFUSAL]

    return refuse_odd_hosts
