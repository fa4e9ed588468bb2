"""Finds the lab's files in web/static-lab, or the reason why there are none.

Uses only the standard library: `./run` imports this module before any package is installed.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TypedDict

from web.site.bundle import FRONTEND, WEB

FOLDER = WEB / "static-lab"
MANIFEST = FOLDER / "manifest.json"
OFF = FOLDER / "off.json"
LIBRARIES = (
    *("Flask", "Werkzeug", "Jinja2", "MarkupSafe", "itsdangerous", "click", "blinker", "Flask-SocketIO"),
    *("python-socketio", "python-engineio", "bidict", "Pygments"),
    *("pydantic", "annotated-types", "typing-extensions", "typing-inspection"),
)
"""The lab has the modules of these from the environment of the build: the versions of the server."""
COMPILED = "pydantic-core"
"""The one that has to be built for the browser's Python; the package index has that."""
_NOT_BUILT = "The lab is not built. Whoever runs this site can build it with `./run build`."
_STALE = "The lab is that of another version of this program. Whoever runs this site can build it with `./run build`."
_BUILD = ("lab.mjs", "lab_builder.py", "lab_compiler.py", "lab_sources.py", "package-lock.json")
_A_DAY = 24 * 60 * 60.0


class LabManifest(TypedDict):
    """`sources` is the hash of what the files were made of, `base` the folder in web/static-lab that names them."""

    sources: str
    base: str


class LabOff(TypedDict):
    """Why the lab could not be built of these sources."""

    sources: str
    why: str


def lab_base() -> str | None:
    """The folder of the lab's files below their address, ending in `/`; None without a lab."""
    manifest = _manifest_now()
    return f"{manifest['base']}/" if manifest and not lab_off() else None


def lab_off() -> str:
    """Why there is no lab, as a sentence for the page; nothing when there is one."""
    manifest = _manifest_now()
    if manifest is not None and is_current(manifest["sources"], MANIFEST.stat().st_mtime_ns):
        return ""
    if (off := read_off()) is not None:
        return off["why"]
    return _NOT_BUILT if manifest is None else _STALE


def is_settled(packages: Path) -> bool:
    """Whether nothing is to be built: the files fit their sources, or could not be made of them within the last day."""
    if is_built(packages):
        return True
    here, off = sources(packages), read_off()
    return off is not None and off["sources"] == here and time.time() - OFF.stat().st_mtime < _A_DAY


def is_built(packages: Path) -> bool:
    """Whether the files fit what they are made of. An installed package has no sources and always fits."""
    here, manifest = sources(packages), _read(MANIFEST)
    return here is None or (manifest is not None and manifest.get("sources") == here)


def sources(packages: Path) -> str | None:
    """A hash of all that the lab's files are made of; None without sources (in an installed package).

    Args:
        packages: the site-packages folder of the environment that the libraries are taken from.
    """
    if not (FRONTEND / "package.json").is_file():
        return None
    digest = hashlib.sha256("\n".join(_versions(packages)).encode())
    for path in _files():
        digest.update(f"\0{path.relative_to(WEB.parent).as_posix()}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def environment_packages() -> Path:
    """The site-packages folder of the running Python's libraries."""
    import flask  # not at the top: `./run` imports this module before it is there

    return Path(flask.__file__).parents[1]


def read_off() -> LabOff | None:
    """The reason that the last build has left."""
    off = _read(OFF)
    return {"sources": off["sources"], "why": off["why"]} if off and {"sources", "why"} <= off.keys() else None


def _versions(packages: Path) -> list[str]:
    """The libraries that are installed there, as `name-1.2.3.dist-info`."""
    ours = {_folded(name) for name in (*LIBRARIES, COMPILED)}
    return sorted(path.name for path in packages.glob("*.dist-info") if _folded(path.name.partition("-")[0]) in ours)


def _folded(name: str) -> str:
    return name.replace("-", "_").lower()


def _files() -> Iterator[Path]:
    yield from (FRONTEND / name for name in _BUILD)
    yield from sorted((WEB / "lab").glob("*.js"))
    for package in ("tracer", "tutorial", "web"):
        yield from sorted(
            path
            for pattern in ("*.py", "*.html")
            for path in (WEB.parent / package).rglob(pattern)
            if "node_modules" not in path.parts and FRONTEND not in path.parents
        )


@lru_cache(maxsize=1)
def is_current(built_of: str, _built: int) -> bool:
    """Whether files that were built of these sources fit those that are here; looked at once for each build."""
    return sources(environment_packages()) in (None, built_of)


def _manifest_now() -> LabManifest | None:
    manifest = _read(MANIFEST)
    return {"sources": manifest["sources"], "base": manifest["base"]} if manifest else None


def _read(path: Path) -> dict[str, str] | None:
    try:
        content: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    return content
