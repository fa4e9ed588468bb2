"""Remove a folder with all that a program may have put into it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def remove(folder: Path) -> None:
    """Remove a folder, however deep what is in it is nested, and whatever its files are. Without an error.

    Folders below it are moved up into it before they are emptied, so no path gets long, and nothing recurs.
    """
    waiting, emptied = [folder], list[Path]()
    while waiting:
        here = waiting.pop()
        emptied.append(here)
        with suppress(OSError):
            here.chmod(0o700)  # the program may have shut it
            for entry in list(os.scandir(here)):
                with suppress(OSError):
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(_moved_up(Path(entry.path), folder, len(emptied) + len(waiting)))
                    else:
                        Path(entry.path).unlink()
    for one in reversed(emptied):
        with suppress(OSError):
            one.rmdir()


def _moved_up(inner: Path, folder: Path, number: int) -> Path:
    inner.chmod(0o700)
    return inner.rename(folder / f".stepwire-{number}")
