"""Slots: the places of a page that differ from visitor to visitor. Around the slots everybody gets the same bytes."""

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
    """What a template writes in place of something that is filled in for each visitor."""
    return Markup("[{}:{}]").format(_MARK, name)


@dataclass(frozen=True, slots=True)
class Slotted:
    """A text with slots: `texts` stand around the slots `names`, one more than those."""

    texts: tuple[str, ...]
    names: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Slotted:
        """Find the slots of a text that templates have written."""
        pieces = _SLOTS.split(text)
        return cls(tuple(pieces[::2]), tuple(pieces[1::2]))

    def filled(self, fill: Callable[[str], str]) -> str:
        """The text with each slot filled; `fill` is asked for a slot by its name."""
        filled = [self.texts[0]]
        for name, text in zip(self.names, self.texts[1:], strict=True):
            filled += [fill(name), text]
        return "".join(filled)
