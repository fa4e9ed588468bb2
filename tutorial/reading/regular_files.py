"""Reads files that people and other processes may have put anything in the place of."""

from __future__ import annotations

import os
import stat
from pathlib import Path


def regular_bytes(path: Path, most: int) -> bytes:
    """The first `most` bytes of a regular file. A FIFO is not waited for, and no device is read.

    Raises:
        OSError: it cannot be read, or is no regular file.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(0, "it is no regular file", str(path))
        return file.read(most)
