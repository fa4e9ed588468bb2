"""Slots: the places of a page that differ between visitors. All other bytes are the same for everybody."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

_MARK = secrets.token_hex(16)
"""No lesson can contain it: each process has another one."""

_SLOTS = re.compile(rf"\[{_MARK}:([^\]]*)\]")


def slot(name: str) -> Markup:
    """The placeholder that a template writes for text that differs between visitors."""
    return Markup("[{}:{}]").format(_MARK, name)


@dataclass(frozen=True, slots=True)
class Slotted:
    """A text with slots: `names` are the slots, `texts` the text around them, one more than the slots."""

    texts: tuple[str, ...]
    names: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Slotted:
        """Find the slots in a text written by templates."""
        pieces = _SLOTS.split(text)
        return cls(tuple(pieces[::2]), tuple(pieces[1::2]))

    def filled(self, fill: Callable[[str], str]) -> str:
        """The text with each slot filled; `fill` gets a slot's name and returns its text."""
        filled = [self.texts[0]]
        for name, text in zip(self.names, self.texts[1:], strict=True):
            filled += [fill(name), text]
        return "".join(filled)
