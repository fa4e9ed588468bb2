"""Keeps the key that signs session cookies between starts, so that a student's tries outlive the server."""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_LENGTH = 64
_WHOLE = re.compile(rb"[0-9a-f]{%d}\s*" % _LENGTH)
_UNKNOWN = "students who come back are not known any more"


@dataclass(frozen=True, slots=True)
class CookieKey:
    """The key, and what whoever serves should know of it; mostly nothing."""

    key: str
    note: str = ""


def kept_secret(folder: Path) -> CookieKey:
    """The key in `$STEPWIRE_SECRET`, else the key kept in this folder, which the first call makes.

    Two processes that start at once get the same key. A file that holds no key is replaced. If none can be kept
    in the folder, the key lasts as long as the process. The note says both.
    """
    if given := os.environ.get("STEPWIRE_SECRET"):
        return CookieKey(given)
    path = folder / "secret"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone_in(folder):
            return _found(path) or _made(path)
    except OSError as error:
        if kept := _found(path):  # a folder that can be read, and no more
            return kept
        why = error.strerror or str(error)
        return CookieKey(_new(), f"the key cannot be kept in {path} ({why}): at the next start {_UNKNOWN}")


def _new() -> str:
    return secrets.token_hex(_LENGTH // 2)


def _found(path: Path) -> CookieKey | None:
    """The key in a regular file that holds one and nothing else."""
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a FIFO must not stop the start
        with os.fdopen(descriptor, "rb") as file:
            if stat.S_ISREG(os.fstat(descriptor).st_mode) and _WHOLE.fullmatch(text := file.read(2 * _LENGTH)):
                return CookieKey(text.decode().strip())
    return None


def _made(path: Path) -> CookieKey:
    """Keep a new key: written aside, and put in its place as a whole."""
    made, bad = _new(), os.path.lexists(path)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as file:  # it is the owner's alone
        aside = Path(file.name)
        try:
            file.write(made)
            file.flush()
            os.fsync(file.fileno())
            if bad:
                aside.replace(path)
                return CookieKey(made, f"{path} held no whole key; there is a new one, and {_UNKNOWN}")
            os.link(aside, path)
        except FileExistsError:  # another process, where the folder takes no lock
            return _found(path) or CookieKey(made)
        finally:
            aside.unlink(missing_ok=True)
    return CookieKey(made)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Wait until no other process is here, where the file system knows locks."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
