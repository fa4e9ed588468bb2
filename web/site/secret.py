"""Keeps the key that signs session cookies between starts, so that a student's tries outlive the server."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

_LENGTH = 64


def kept_secret(folder: Path) -> str:
    """The key in `$STEPWIRE_SECRET`, else the key kept in this folder, which the first call makes.

    If the folder is not writable, the key lasts as long as the process.
    """
    if given := os.environ.get("STEPWIRE_SECRET"):
        return given
    path = folder / "secret"
    made = secrets.token_hex(_LENGTH // 2)
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:  # the owner's alone
            file.write(made)
    with suppress(OSError):
        kept = path.read_text(encoding="ascii").strip()
        return kept if len(kept) == _LENGTH else made
    return made
