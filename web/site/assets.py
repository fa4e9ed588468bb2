"""Serves the built front end, read and compressed once. File names hold a hash of the contents, so none goes stale."""

from __future__ import annotations

import gzip
import mimetypes
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, abort, make_response, url_for
from werkzeug.security import safe_join

from web.site import bundle
from web.site.compression import accepts_gzip

assets = Blueprint("assets", __name__)

FOR_EVER = "public, max-age=31536000, immutable"

_PACKED = {".woff2"}


@dataclass(frozen=True, slots=True)
class _Kept:
    plain: bytes
    packed: bytes | None
    mimetype: str


def asset_url(entry: str) -> str:
    """The address of a built entry, such as `site.js`."""
    return url_for("assets.built", name=bundle.asset(entry))


@assets.get("/static/<path:name>")
def built(name: str) -> Response:
    """One built file."""
    path = safe_join(str(bundle.STATIC), name)
    if path is None or not _is_file(Path(path)):
        abort(404)
    kept = _keep(path)
    packed = kept.packed if accepts_gzip() else None
    response = make_response(packed or kept.plain)
    response.mimetype = kept.mimetype
    response.headers["Cache-Control"] = FOR_EVER
    if packed:
        response.content_encoding = "gzip"
    return response


def _is_file(path: Path) -> bool:
    """Whether there is such a file; there is none whose name is too long for the system."""
    try:
        return path.is_file()
    except OSError:
        return False


@lru_cache(maxsize=64)
def _keep(path: str) -> _Kept:
    plain = Path(path).read_bytes()
    packed = None if Path(path).suffix in _PACKED else gzip.compress(plain, 9, mtime=0)
    return _Kept(plain, packed, mimetypes.guess_type(path)[0] or "application/octet-stream")
