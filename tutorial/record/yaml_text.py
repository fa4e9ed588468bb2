"""Write YAML as an author would: values on one line, mappings over several, texts in quotes if needed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from textwrap import wrap
from typing import Any

_PLAIN = re.compile(r"[A-Za-z][\w/.-]*( [\w/.()'-]+)*", re.ASCII)
_WORDS = frozenset({"null", "true", "false"})
_WIDTH = 110


def flow(value: Any) -> str:
    """Write a value on one line; the value must be JSON data."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flow(key)}: {flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(flow, value))}]"
    if isinstance(value, str):
        return _text(value)
    return (
        {None: "null", True: "true", False: "false"}[value] if value is None or isinstance(value, bool) else repr(value)
    )


def rows(values: list[dict[str, Any]]) -> Iterator[str]:
    """Write a list of mappings, with a key on each line."""
    for value in values:
        for number, (key, part) in enumerate(value.items()):
            yield f"  {'- ' if number == 0 else '  '}{key}: {flow(part)}"


def block(key: str, text: str) -> Iterator[str]:
    """Write a text of several lines under its key."""
    lines = text.split("\n")
    if not all(line.replace("\t", " ").isprintable() for line in lines):
        yield f"{key}: {flow(text)}"
        return
    yield f"{key}: |{'2' if text[:1] in (' ', chr(10), chr(9)) else ''}"
    yield from (f"  {line}" if line else "" for line in lines)


def comment(text: str, indent: int = 0) -> Iterator[str]:
    """Write a text as lines of comment."""
    start = " " * indent + "# "
    clean = "".join(char if char.isprintable() else " " for char in text)
    further = start + ("  " if text.startswith("- ") else "")
    yield from wrap(clean, _WIDTH, initial_indent=start, subsequent_indent=further, break_on_hyphens=False)


def _text(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS and len(text) <= _WIDTH:
        return text
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    if char == "\n":
        return "\\n"
    if char.isprintable() and char != "\ufeff":
        return char
    return (
        f"\\x{ord(char):02x}"
        if ord(char) < 256
        else f"\\u{ord(char):04x}"
        if ord(char) < 65536
        else f"\\U{ord(char):08x}"
    )
