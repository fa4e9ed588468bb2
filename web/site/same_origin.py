"""Refuses requests that change something when another site's page made them.

There are no accounts yet: the session holds one learner's quiz tries, and another site gains nothing by changing
them. So checking the browser's own headers is enough, without a token. Accounts will need a token.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Request, abort, request

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def init_app(app: Flask) -> None:
    """Refuse requests from other sites' pages before any view runs."""

    @app.before_request
    def refuse_other_sites() -> None:
        if request.method not in SAFE_METHODS and not is_same_origin(request):
            abort(403, "This form was sent by a page of another site. Open the lesson here and answer there.")


def is_same_origin(request: Request) -> bool:
    """Whether a page of this server sent the request. A client that is no browser sends neither header and may pass.

    The learner causes `Sec-Fetch-Site: none` (by reloading the answer). `same-site` is refused: another port of
    this machine is the same site.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or _host(origin) == request.host


def _host(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:  # brackets around no address
        return None
