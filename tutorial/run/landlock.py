"""Landlock: the kernel's own limits on what one process and its children may touch.

The words are those of docs.kernel.org/userspace-api/landlock. Python
has no names for it, so these are the system calls. What the kernel is too old for is left out.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path

_CREATE, _ADD, _RESTRICT = 444, 445, 446
"""The numbers of the three calls: the same on every machine but Alpha."""

_PR_SET_NO_NEW_PRIVS = 38
_VERSION = 1
_BENEATH = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_FILE_ONLY = _EXECUTE | _WRITE_FILE | _READ_FILE | 1 << 14 | 1 << 15
_ACCESSES = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
"""All rights on files that each version knows."""

_SCOPES = {6: 0b11}
"""No signal to a process outside, and no connection to its abstract sockets."""


def restrict(read: Iterable[str], write: Iterable[str]) -> bool:
    """Hold this process and all that it starts to these files and folders, for good. Whether the kernel does so.

    A held process cannot read the memory or the environment of others either. It must have one thread.
    """
    version = _version()
    if version < 1:
        return False
    files = max(rights for since, rights in _ACCESSES.items() if since <= version)
    scopes = next((scopes for since, scopes in _SCOPES.items() if since <= version), 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    rules = _call(_CREATE, struct.pack("=QQQ", files, 0, scopes)[:size], size, 0)
    if rules < 0:
        return False
    try:
        for path in read:
            _allow(rules, path, _EXECUTE | _READ_FILE | _READ_DIR)
        for path in write:
            _allow(rules, path, files)
        _libc().prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        return _call(_RESTRICT, rules, 0) == 0
    finally:
        os.close(rules)


def _version() -> int:
    return _call(_CREATE, None, 0, _VERSION) if sys.platform == "linux" else 0


def _allow(rules: int, path: str, rights: int) -> None:
    with suppress(OSError):  # what is not there needs no rule
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            if not Path(path).is_dir():
                rights &= _FILE_ONLY
            _call(_ADD, rules, _BENEATH, struct.pack("=Qi", rights, place), 0)
        finally:
            os.close(place)


def _call(number: int, *arguments: object) -> int:
    return int(_libc().syscall(number, *arguments))


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
