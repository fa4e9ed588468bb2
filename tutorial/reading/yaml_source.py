"""Read a lesson file: YAML becomes plain data, with the position of every key and value.

The reader takes the parser's events one by one, and makes dicts, lists, text, numbers, booleans and None by the core
rules of YAML 1.2 alone: `on` and `No` are text, and so is a date. It refuses what makes a file unsafe or unclear: tags,
keys written twice, numbers that JSON does not have, and more bytes, values or levels than any lesson needs.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import AliasEvent, MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent
from ruamel.yaml.reader import ReaderError

from tutorial.lesson.positions import Comment, Loc, Position, Where
from tutorial.lesson.problems import LessonError, Problem
from tutorial.reading.regular_files import regular_bytes
from tutorial.reading.yaml_errors import plain_words
from tutorial.telling.words import quoted, visible_word

MOST_BYTES = 1_500_000
"""Enough for a message of a megabyte; a long lesson has a hundredth of that."""
MOST_VALUES = 20_000
MOST_LEVELS = 30
MOST_DIGITS = 300

_SURROGATE = re.compile("[\ud800-\udfff]")
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NO_NUMBER = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_WORDS = {word: value for value, words in {
    None: ("", "~", "null", "Null", "NULL"),
    True: ("true", "True", "TRUE"),
    False: ("false", "False", "FALSE"),
}.items() for word in words}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a file holds, for the messages about it: its noun, and what the shortest one needs."""

    noun: str
    least: str


LESSON = FileKind("lesson", "a lesson needs at least title, code and scenario")


def read(path: Path, kind: FileKind = LESSON) -> tuple[Any, Where]:
    """Read the data of a YAML file, and the positions of that data.

    Raises:
        LessonError: the file cannot be read, or is no YAML that a lesson may use.
    """
    text = _text(path)
    reader = _YamlReader(Where(str(path), text), text, kind)
    try:
        data = reader.document()
    except _UnreadableError as error:
        raise LessonError([*reader.problems, error.problem]) from error
    if reader.problems:
        raise LessonError(reader.problems)
    return data, reader.where


class _UnreadableError(Exception):
    """The reader cannot go on after this problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def _text(path: Path) -> str:
    """Read the file's text."""
    try:
        if not path.is_file():
            raise LessonError([_no_file(path)])
        content = regular_bytes(path, MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        problem = Problem(str(path), 1, 1, f"this file cannot be read: {reason}", "check its name and permissions")
        raise LessonError([problem]) from error
    if len(content) > MOST_BYTES:
        what = f"this file is larger than {MOST_BYTES:,} bytes"
        raise LessonError([Problem(str(path), 1, 1, what, "a lesson is a few thousand: is it the right file?")])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig", errors="replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        what = f"byte 0x{content[error.start]:02x} is not UTF-8 text"
        raise LessonError([Problem(str(path), line, column, what, "save the file as UTF-8")]) from error


def _no_file(path: Path) -> Problem:
    if path.is_dir():
        return Problem(str(path), 1, 1, "this is a folder", "give the path of a lesson's .yaml file")
    if path.exists():
        return Problem(str(path), 1, 1, "this is not a regular file", "give the path of a lesson's .yaml file")
    names = [other.name for other in islice(path.parent.glob("*.y*ml"), 1_000)] if path.parent.is_dir() else []
    close = difflib.get_close_matches(path.name, names, 1)
    return Problem(
        str(path),
        1,
        1,
        "there is no such file",
        f"did you mean {path.parent / close[0]}?" if close else "check the path",
    )


class _YamlReader:
    """Reads one file: counts its values, remembers its anchors, and notes problems."""

    def __init__(self, where: Where, text: str, kind: FileKind) -> None:
        self.where = where
        self.kind = kind
        self.text = text
        self.lines = text.split("\n")
        self.problems: list[Problem] = []
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.count = 0
        self.events: Iterator[Any] = iter(())

    def document(self) -> Any:
        """Read the file's only document."""
        self.events = self._parsed()
        first = next(self.events, None)
        if first is None:
            raise self.unreadable((1, 1), "this file is empty", self.kind.least)
        data = self.node(first, (), 0)
        second = next(self.events, None)
        if second is not None:
            raise self.unreadable(
                _position(second), "a second document begins here", f"one file holds one {self.kind.noun}"
            )
        return data

    def node(self, event: Any, loc: Loc, level: int) -> Any:
        """Read the value that begins with `event`."""
        self.where.values[loc] = at = _position(event)
        if level > MOST_LEVELS:
            raise self.unreadable(at, f"values are nested more than {MOST_LEVELS} deep here", "make it flatter")
        if isinstance(event, AliasEvent):
            return self.alias(event, at)
        self.add(1, at)
        if event.tag:
            self.note(at, f"the tag {quoted(event.tag)} is not allowed", "write plain values")
        size = self.count
        data = self.content(event, loc, level)
        if event.anchor:
            self.anchors[event.anchor] = (data, self.count - size + 1)
        return data

    def content(self, event: Any, loc: Loc, level: int) -> Any:
        if isinstance(event, ScalarEvent):
            return self.scalar(event, loc)
        if isinstance(event, MappingStartEvent):
            return self.mapping(loc, level)
        items: list[Any] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            items.append(self.node(event, (*loc, len(items)), level + 1))
        return items

    def mapping(self, loc: Loc, level: int) -> dict[str, Any]:
        data: dict[str, Any] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            at = _position(event)
            key = self.key(event)
            value_loc = (*loc, key)
            if key in data:
                self.note(
                    at,
                    f"the key {quoted(key)} is written twice",
                    f"the first is in line {self.where.keys[value_loc][0]}",
                )
                value_loc = (*value_loc, f"again in line {at[0]}:{at[1]}")
            self.where.keys[value_loc] = at
            data.setdefault(key, self.node(next(self.events), value_loc, level + 1))
            if self.where.written.get(value_loc) == "" and data[key] is None:
                self.where.values[value_loc] = at  # the parser gives an empty value the position of the next one
        return data

    def key(self, event: Any) -> str:
        """Read a mapping's key, which must be text."""
        at = _position(event)
        if not isinstance(event, ScalarEvent):
            raise self.unreadable(
                at, "a key must be a plain word", "put quotes around a text that begins with [, {, ? or *"
            )
        value = self.scalar(event, None)
        if not isinstance(value, str):
            self.note(
                at, f"the key {quoted(event.value)} is not text", f'put it in quotes: "{visible_word(event.value)}"'
            )
        return str(event.value)

    def scalar(self, event: ScalarEvent, loc: Loc | None) -> Any:
        text: str = event.value
        if _SURROGATE.search(text):
            self.note(_position(event), "an escape here is half a character", "write the character itself")
        if loc is not None:
            self.where.written[loc] = text
            if event.style == "|" and (block := self.block(event)):
                self.where.blocks[loc] = block
        if event.style is not None:
            return text
        if loc is not None and (comment := self.comment(event)):
            self.where.comments[loc] = comment
        if text in _WORDS:
            return _WORDS[text]
        try:
            return _number(text)
        except (ValueError, OverflowError):
            self.note(
                _position(event), f"{quoted(text)} is a number that JSON cannot hold", "put it in quotes if it is text"
            )
            return 0

    def comment(self, event: ScalarEvent) -> Comment | None:
        """The comment that ends a text without quotes: its position, and what it says with its #."""
        line, column = event.end_mark.line, event.end_mark.column
        behind = self.lines[line][column:] if line < len(self.lines) else ""
        found = re.match(r"\s+(#.*)", behind)
        return ((line + 1, column + found.start(1) + 1), found[1].rstrip()) if found else None

    def block(self, event: ScalarEvent) -> Position | None:
        """The line of a block's `|`, and the block's indentation; None when the file's lines do not show it."""
        header = event.start_mark.line + 1
        for line, written in zip(event.value.split("\n"), self.lines[header:], strict=False):
            if line.strip():
                before = written.rstrip("\r").removesuffix(line)
                return (header, len(before)) if before != written and not before.strip() else None
        return None

    def alias(self, event: AliasEvent, at: Position) -> Any:
        if event.anchor not in self.anchors:
            next_step = "put quotes around a text that begins with *"
            raise self.unreadable(at, f"{quoted('*' + event.anchor)} repeats a value that is not there", next_step)
        data, size = self.anchors[event.anchor]
        self.add(size, at)
        return data

    def add(self, count: int, at: Position) -> None:
        """Count values; a repeated value counts each time."""
        self.count += count
        if self.count > MOST_VALUES:
            raise self.unreadable(at, f"this file holds more than {MOST_VALUES:,} values", "make it smaller")

    def note(self, at: Position, what: str, next_step: str) -> None:
        self.problems.append(Problem(self.where.path, *at, what, next_step))

    def unreadable(self, at: Position, what: str, next_step: str) -> _UnreadableError:
        return _UnreadableError(Problem(self.where.path, *at, what, next_step))

    def _parsed(self) -> Iterator[Any]:
        """The parser's events that stand for values. Its errors are told in an author's words."""
        try:
            for event in YAML(typ="safe", pure=True).parse(self.text):
                if isinstance(event, (ScalarEvent, AliasEvent)) or hasattr(event, "flow_style") or _ends(event):
                    yield event
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            at = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            raise self.unreadable(at, *plain_words(error, self.text)) from error
        except ReaderError as error:
            before = self.text[: error.position]
            at = (before.count("\n") + 1, len(before) - before.rfind("\n"))
            raise self.unreadable(
                at, "a character that YAML does not allow", "delete it, or write it as an escape in quotes"
            ) from error
        except (ValueError, OverflowError, AssertionError, TypeError, AttributeError, IndexError) as error:
            # On senseless escapes and directives ruamel.yaml raises bare exceptions.
            line = self.where.value(())[0]
            raise self.unreadable(
                (line, 1), f"this is not YAML: {error}", "look for odd escapes or % directives"
            ) from error


def _ends(event: Any) -> bool:
    return isinstance(event, (SequenceEndEvent, MappingEndEvent))


def _position(event: Any) -> Position:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _number(text: str) -> int | float | str:
    """Read a text as a number by YAML 1.2's core schema; return the text itself, if it is none.

    Raises:
        ValueError: JSON cannot hold this number.
    """
    if _NO_NUMBER.fullmatch(text):
        raise ValueError(text)
    if _INTEGER.fullmatch(text):
        if len(text) > MOST_DIGITS:
            raise ValueError(text)
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    if _FLOAT.fullmatch(text):
        number = float(text)
        if not math.isfinite(number):
            raise ValueError(text)
        return number
    return text
