"""The libraries whose private names the tracer reads: the releases of them that pyproject.toml allows.

Uses the standard library alone: `./run` reads it before anything is installed.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

NAMES = ("flask-socketio", "python-engineio", "python-socketio")
_REQUIREMENT = re.compile(r"(?P<name>[\w-]+)(?P<extras>\[[\w,-]+\])?(?P<range>.*)")
_LOWER_BOUND = re.compile(r">=\s*([\w.]+)")


def ranges(pyproject: Path) -> list[str]:
    """The requirements on the libraries as pyproject.toml has them: `python-socketio[client]>=5.18`."""
    dependencies = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]["dependencies"]
    return sorted(one for one in dependencies if _parts(one)["name"].lower() in NAMES)


def oldest(pyproject: Path) -> list[str]:
    """The same libraries, each at the lower bound of its range: `python-socketio[client]==5.18`.

    Raises ValueError when a range has no lower bound.
    """
    return [_lowest(one) for one in ranges(pyproject)]


def _lowest(requirement: str) -> str:
    parts = _parts(requirement)
    bound = _LOWER_BOUND.search(parts["range"])
    if bound is None:
        raise ValueError(f"pyproject.toml: {requirement}: its range has no lower bound; write {parts['name']}>=VERSION")
    return f"{parts['name']}{parts['extras'] or ''}=={bound[1]}"


def _parts(requirement: str) -> re.Match[str]:
    found = _REQUIREMENT.match(requirement)
    if found is None:
        raise ValueError(f"pyproject.toml: {requirement}: not a requirement")
    return found
