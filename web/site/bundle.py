"""Finds the files of the built front end in web/static, and checks that they fit their sources.

Uses only the standard library: `./run` and the build import this module before any package is installed.
"""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import TypedDict

WEB = Path(__file__).resolve().parents[1]
STATIC = WEB / "static"
FRONTEND = WEB / "frontend"
MANIFEST = STATIC / "manifest.json"
_SOURCES = ("site", "stepper", "student", "parts", "modes", "lab", "preview")
"""The folders of `web/` whose scripts and stylesheets are built."""
REMEDY = "build it with `./run build`"


class BundleError(Exception):
    """The front end is not built, or was built from other sources."""


class Manifest(TypedDict):
    """`sources` is the hash of the sources; `files` maps an entry (`site.js`) to its file below web/static.

    `shared` has the files that an entry imports, since others import them, too; most entries are whole.
    """

    sources: str
    files: dict[str, str]
    shared: dict[str, list[str]]


def asset(name: str) -> str:
    """The built file of an entry, below web/static: `site.js` gives `site-4F2A9C1B.js`.

    Raises BundleError when the front end is missing, stale, or has no such entry.
    """
    files = _built()["files"]
    if name not in files:
        raise BundleError(f"{MANIFEST}: no entry {name!r}, only {', '.join(sorted(files))}")
    return files[name]


def shared(name: str) -> list[str]:
    """The built files that an entry imports, below web/static."""
    return _built()["shared"].get(name, [])


def is_fresh() -> bool:
    """Whether web/static exists and fits its sources. An installed package has no sources and always fits."""
    manifest, here = _manifest(), sources()
    return manifest is not None and here in (None, manifest["sources"])


def sources() -> str | None:
    """A hash of all the bundle's sources, or None without sources (in an installed package)."""
    if not (FRONTEND / "package.json").is_file():
        return None
    inputs = [FRONTEND / "package.json", FRONTEND / "package-lock.json", FRONTEND / "build.mjs"]
    for folder in _SOURCES:
        inputs += sorted(path for path in (WEB / folder).rglob("*") if path.suffix in (".js", ".css"))
    digest = hashlib.sha256()
    for path in inputs:
        digest.update(f"{path.relative_to(WEB).as_posix()}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _built() -> Manifest:
    """The manifest of a front end that is built and fits its sources."""
    try:
        written = MANIFEST.stat().st_mtime_ns
    except FileNotFoundError:
        raise BundleError(f"{MANIFEST}: the front end is not built; {REMEDY}") from None
    return _fresh(MANIFEST, written)


@lru_cache(maxsize=1)
def _fresh(_manifest_file: Path, _written: int) -> Manifest:
    """Reads the manifest and checks the sources once for each time it was written."""
    manifest = _manifest()
    if manifest is None or not is_fresh():
        raise BundleError(f"{MANIFEST}: the front end is older than its sources; {REMEDY}")
    return manifest


def _manifest() -> Manifest | None:
    try:
        manifest: Manifest = json.loads(MANIFEST.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    return manifest
