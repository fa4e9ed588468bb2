"""Refuses requests that change something when another site's page made them.

There are no accounts yet: the session holds one learner's quiz tries and nothing that another site could
gain by, so a check of the browser's own headers is enough and no token is asked for. Accounts will need one.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Request, abort, request

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def init_app(app: Flask) -> None:
    """Refuse, before any view runs, what did not come from a page of this server."""

    @app.before_request
    def refuse_other_sites() -> None:
        if request.method not in SAFE_METHODS and not is_same_origin(request):
            abort(403, "This form was sent by a page of another site. Open the lesson here and answer there.")


def is_same_origin(request: Request) -> bool:
    """Whether a page of this server sent the request; a client that is no browser sends neither header, and may.

    `Sec-Fetch-Site: none` is the learner's own doing (a reload of the answer). `same-site` is refused: another
    port of this machine is the same site.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host
