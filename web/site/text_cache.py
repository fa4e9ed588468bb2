"""A cache of texts that is bounded by the room that they take, not by their number."""

from __future__ import annotations

import sys
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

_Key = TypeVar("_Key", bound=Hashable)

_BESIDE = 1_000
"""Bytes that a key and its place take, about."""


class TextCache(Generic[_Key]):
    """Makes a text once, and keeps it as long as there is room. Those asked for longest ago give way."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._texts: OrderedDict[_Key, str] = OrderedDict()
        self._lock = Lock()
        self.size = 0

    def text(self, key: _Key, make: Callable[[], str]) -> str:
        """The text of this key: the one that is kept, or a new one."""
        with self._lock:
            if key in self._texts:
                self._texts.move_to_end(key)
                return self._texts[key]
        text = make()
        with self._lock:
            if key not in self._texts:
                self._texts[key] = text
                self.size += _room(text)
            while self.size > self._most and len(self._texts) > 1:
                self.size -= _room(self._texts.popitem(last=False)[1])
        return text


def _room(text: str) -> int:
    return sys.getsizeof(text) + _BESIDE
