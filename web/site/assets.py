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
from web.site.compression import accepts

assets = Blueprint("assets", __name__)

FOR_EVER = "public, max-age=31536000, immutable"

_PACKED = {".woff2"}


@dataclass(frozen=True, slots=True)
class _Kept:
    plain: bytes
    packed: dict[str, bytes]
    mimetype: str


def asset_url(entry: str) -> str:
    """The address of a built entry, such as `site.js`."""
    return url_for("assets.built", name=bundle.asset(entry))


def shared_urls(entry: str) -> list[str]:
    """The addresses of what a built entry imports, so that a browser need not wait for the entry to ask for them."""
    return [url_for("assets.built", name=name) for name in bundle.shared(entry)]


@assets.get("/static/<path:name>")
def built(name: str) -> Response:
    """One built file."""
    path = safe_join(str(bundle.STATIC), name)
    if path is None or name.endswith(".br") or not _is_file(Path(path)):
        abort(404)
    kept = _keep(path)
    coding = next((one for one in kept.packed if accepts(one)), None)
    response = make_response(kept.packed[coding] if coding else kept.plain)
    response.mimetype = kept.mimetype
    response.headers["Cache-Control"] = FOR_EVER
    if coding:
        response.content_encoding = coding
    return response


def _is_file(path: Path) -> bool:
    """Whether there is such a file; there is none whose name is too long for the system."""
    try:
        return path.is_file()
    except OSError:
        return False


@lru_cache(maxsize=64)
def _keep(path: str) -> _Kept:
    """A file as it is, and packed: the smallest first. The build has packed it by brotli, which takes long."""
    plain, smaller = Path(path).read_bytes(), Path(f"{path}.br")
    packed = {"br": smaller.read_bytes()} if smaller.is_file() else {}
    if Path(path).suffix not in _PACKED:
        packed["gzip"] = gzip.compress(plain, 9, mtime=0)
    return _Kept(plain, packed, mimetypes.guess_type(path)[0] or "application/octet-stream")
