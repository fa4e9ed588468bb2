"""Serves the lab's files. Names hold a hash of the contents, so none goes stale; the worker's script comes sealed."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, abort, make_response, request, url_for
from werkzeug.security import safe_join

from web.site import lab_files
from web.site.assets import FOR_EVER
from web.site.headers import seal

lab_pages = Blueprint("lab", __name__)

_PACKED = {"br": ".br", "gzip": ".gz"}
"""The copies beside a file, the smallest first."""

_OURS = {".wasm": "application/wasm", ".js": "text/javascript", ".json": "application/json"}


def lab_base() -> str | None:
    """The address of the folder of the lab's files, ending in `/`; None without a lab."""
    base = lab_files.lab_base()
    return url_for("lab.built", name=base) if base else None


@lab_pages.get("/lab/<path:name>")
def built(name: str) -> Response:
    """One of the lab's files, packed as the client takes it."""
    path = safe_join(str(lab_files.FOLDER), name)
    if path is None or name.endswith((".br", ".gz")) or (plain := _content(path)) is None:
        abort(404)
    seal()
    packed = ((coding, _content(f"{path}{ending}")) for coding, ending in _PACKED.items() if _takes(coding))
    coding, content = next(((coding, content) for coding, content in packed if content), (None, plain))
    response = make_response(content)
    if coding:
        response.content_encoding = coding
    response.mimetype = _OURS.get(Path(path).suffix, "application/octet-stream")
    response.headers["Cache-Control"] = FOR_EVER
    response.vary.add("Accept-Encoding")
    return response


@lab_pages.get("/offline.js")
def offline() -> Response:
    """The service worker that keeps a page and its lab for a time without a network. Its place is what it may serve."""
    script = _content(str(lab_files.FOLDER / "offline.js"))
    if script is None:
        abort(404)
    response = make_response(script)
    response.mimetype = _OURS[".js"]
    response.headers["Cache-Control"] = "no-cache"
    return response


def _content(path: str) -> bytes | None:
    try:
        return Path(path).read_bytes()
    except (OSError, ValueError):  # there is none, or the name is none of a file
        return None


def _takes(coding: str) -> bool:
    return request.accept_encodings.quality(coding) > 0
