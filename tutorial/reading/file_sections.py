"""Find the section of a lesson file that a line belongs to, even when the file is no valid YAML."""

from __future__ import annotations

import re
from dataclasses import dataclass

_KEY = re.compile(r"([a-z_]+) *:")
_ITEM = re.compile(r"( *)- ")


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a lesson file: a key at the top of the file, and an item of its list, counted from 0."""

    key: str
    item: int | None = None


def section_at(text: str, line: int) -> Section | None:
    """Find the section of a line (counted from 1); None before the first key."""
    key, indents = "", list[int]()
    for written in text.splitlines()[: max(line, 0)]:
        if begins := _KEY.match(written):
            key, indents = begins[1], []
        elif item := _ITEM.match(written):
            indents.append(len(item[1]))
    if not key:
        return None
    items = indents.count(indents[0]) if indents else 0
    return Section(key, items - 1 if items else None)
