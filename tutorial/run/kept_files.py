"""The files that the trace store keeps: read with care, written whole or not at all, and bounded together."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from tutorial.reading.regular_files import regular_bytes

UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError)
"""What reading a kept file raises when it does not hold what it should."""

_MOST_BYTES = 256 * 2**20
_OURS = re.compile(r"[0-9a-f]{40}\.json")
_ASIDE = ".stepwire-"
_AN_HOUR = 3600.0
_DEFAULT_MB = 500
_SPARED = 0.9
"""How full the folder is after old files had to go."""


def read_kept(path: Path, since: float = 0.0, *, whole: bool = True) -> Any:
    """The JSON in a kept file, which must not be older than `since`, and, when `whole`, be as `kept_json` wrote it.

    Raises:
        OSError, ValueError, RecursionError, KeyError, TypeError, AttributeError: there is none.
    """
    if path.stat().st_mtime < since:
        raise FileNotFoundError(path)
    content = regular_bytes(path, _MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise ValueError(f"{path} is too large")
    data = json.loads(content)
    if whole and data.pop("digest") != _digest(data):
        raise ValueError(f"{path} is not what was kept")
    with suppress(OSError):  # read files go last; the time of writing is what `since` asks for
        os.utime(path, (time.time(), path.stat().st_mtime))
    return data


def kept_json(data: dict[str, Any]) -> str:
    """The text of a kept file, with a digest: what somebody makes of it later is not taken for a run."""
    return json.dumps(data | {"digest": _digest(data)})


def _digest(data: Any) -> str:
    return hashlib.sha256(json.dumps(data).encode()).hexdigest()


def keep_text(path: Path, text: str) -> None:
    """Write a file, whole or not at all. If the folder cannot be written to, the lesson is run again next time."""
    aside = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=_ASIDE, encoding="utf-8", delete=False) as file:
            aside = Path(file.name)
            file.write(text)
        aside.replace(path)
    except OSError:
        if aside is not None:
            aside.unlink(missing_ok=True)


def most_bytes() -> int:
    """How much all kept traces may take: `$STEPWIRE_CACHE_MB`, or a default."""
    asked = os.environ.get("STEPWIRE_CACHE_MB", "")
    return int(float(asked) * 2**20) if re.fullmatch(r"\d{1,9}(\.\d+)?", asked) else _DEFAULT_MB * 2**20


def trim(folder: Path) -> None:
    """Let the files go that were used longest ago, until what is kept fits, and old halves of files."""
    kept = []
    for path in _files(folder):
        with suppress(OSError):
            told = path.stat()
            if _OURS.fullmatch(path.name):
                kept.append((max(told.st_atime, told.st_mtime), told.st_size, path))
            elif path.name.startswith(_ASIDE) and told.st_mtime < time.time() - _AN_HOUR:
                path.unlink()
    size, most = sum(size for _, size, _ in kept), most_bytes()
    if size <= most:
        return
    for _, each, path in sorted(kept):
        if size <= _SPARED * most:
            return
        with suppress(OSError):
            path.unlink()
            size -= each


def _files(folder: Path) -> Iterator[Path]:
    with suppress(OSError):
        for path in (*folder.iterdir(), *folder.glob("*/*")):
            if path.is_file() and not path.is_symlink():
                yield path
