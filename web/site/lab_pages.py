"""Serves the lab's files. Names hold a hash of the contents, so none goes stale; the worker's script comes sealed."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from flask import Blueprint, Response, abort, request, send_file, url_for
from werkzeug.security import safe_join

from web.site import lab_files
from web.site.assets import FOR_EVER
from web.site.headers import sealed

lab_pages = Blueprint("lab", __name__)

_PACKED = {"br": ".br", "gzip": ".gz"}
"""The copies beside a file, the smallest first."""

_OURS = {".so": "application/wasm", ".wasm": "application/wasm", ".js": "text/javascript"}


def lab_base() -> str | None:
    """The address of the folder of the lab's files, ending in `/`; None without a lab."""
    base = lab_files.lab_base()
    return url_for("lab.built", name=base) if base else None


@lab_pages.get("/lab/<path:name>")
@sealed
def built(name: str) -> Response:
    """One of the lab's files, packed as the client takes it."""
    path = safe_join(str(lab_files.FOLDER), name)
    if path is None or name.endswith((".br", ".gz")) or not Path(path).is_file():
        abort(404)
    kind = _OURS.get(Path(path).suffix) or mimetypes.guess_type(path)[0]
    coding = next((one for one in _PACKED if _takes(one) and Path(f"{path}{_PACKED[one]}").is_file()), None)
    response = send_file(f"{path}{_PACKED[coding]}" if coding else path, mimetype=kind, conditional=False, etag=False)
    response.content_encoding = coding  # type: ignore[assignment]  # None takes the header away
    response.headers["Cache-Control"] = FOR_EVER
    response.vary.add("Accept-Encoding")
    return response


@lab_pages.get("/offline.js")
def offline() -> Response:
    """The service worker that keeps a page and its lab for a time without a network. Its place is what it may serve."""
    script = lab_files.FOLDER / "offline.js"
    if not script.is_file():
        abort(404)
    response = send_file(script, mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _takes(coding: str) -> bool:
    return request.accept_encodings.quality(coding) > 0
