"""Take secrets out of all that a recording writes. A secret has the same marker everywhere.

So a lesson with markers in its code, its scenario and its table runs as the app did.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any, TypeVar

from tracer.trace import Phase, Step
from tracer.values import Value
from tutorial.record.secret_names import PATTERNS, is_address, is_plain_word, is_secret_name, maps_secrets

MARKER = "REDACTED"

_T = TypeVar("_T")
_TRIVIAL = frozenset({"true", "false", "none", "null", "yes", "off"})
_ANYWHERE, _AS_A_WORD, _NUMBER = 8, 3, 4
"""The least length of a secret that is replaced inside words, as a word, and as a number."""

_PATTERN = re.compile("|".join(f"(?P<p{n}>{pattern})" for n, pattern in enumerate(PATTERNS.values())), re.IGNORECASE)
_WHAT = {f"p{number}": what for number, what in enumerate(PATTERNS)}
Span = tuple[int, int, str]
"""Where a secret begins and ends in a text, and what it is; empty for a known secret."""
_MARKED = (f"{MARKER}-", "‹")
_NOT_TEXT = frozenset(
    {"kind", "direction", "client", "to", "skipped", "function", "before", "after", "reason", "number", "line", "size"}
)
"""The fields of a step that hold the tracer's own words."""


@dataclass(slots=True)
class Finding:
    """A secret that was taken out: its marker, what it was, and where it stood."""

    text: str
    marker: str
    what: dict[str, None] = field(default_factory=dict)
    places: dict[str, None] = field(default_factory=dict)

    def is_numbered(self) -> bool:
        """Whether the marker has a number."""
        return self.marker.startswith(_MARKED[0])

    def place(self, text: str) -> int | None:
        """The first place of the marker in a text, if any. In bytes the marker is written in hexadecimal."""
        found = re.search(rf"{re.escape(self.marker)}(?!\d)|{self.marker.encode().hex()}(?!3\d)", text)
        return found.start() if found else None


class FromTheRun(dict[str, Any]):
    """A part of a payload that says where in its own run the lesson finds the value: no secret stands in it."""


class Redactor:
    """Knows secrets, and their markers. Learn all secrets first, then redact.

    Args:
        order: the secrets whose markers have the first numbers, in this order.
    """

    def __init__(self, order: Iterable[str] = ()) -> None:
        self._found: dict[str, Finding] = {}
        self._known: re.Pattern[str] | None = None
        self._order = {secret.casefold(): number for number, secret in enumerate(order, 1)}
        self._numbers = len(self._order)

    # -- learning

    def learn(self, value: object, what: str, marker: str | None = None, *, words: bool = True) -> None:
        """Learn a value, or every value inside it, as secret; plain words only with `words`."""
        if isinstance(value, dict):
            for key, part in value.items():
                self.learn(part, what, words=words or (isinstance(key, str) and is_secret_name(key)))
        elif isinstance(value, (list, tuple)):
            for part in value:
                self.learn(part, what, words=words)
        elif isinstance(value, bytes):
            self.learn(value.decode("utf-8", "ignore"), what)
        elif (text := _text(value)) is not None and text.strip() and (words or not is_plain_word(text)):
            self._finding(text, what, marker)
            self._known = None

    def learn_named(self, value: object, what: str) -> None:
        """Learn what stands under a secret's name anywhere inside a value."""
        if isinstance(value, dict):
            for key, part in value.items():
                if isinstance(key, str) and is_secret_name(key):
                    by_key = isinstance(part, dict) and maps_secrets(key, part)
                    self.learn(list(part) if by_key else (), f"a key of {key!r} in {what}")
                    for inner in part.values() if by_key else (part,):
                        self.learn(inner, f"{key!r} in {what}", words=not by_key)
                else:
                    self.learn_named(part, what)
        elif isinstance(value, (list, tuple)):
            for part in value:
                self.learn_named(part, what)

    # -- redacting

    def text(self, text: str, where: str) -> str:
        """Take the secrets out of a text."""
        pieces, done = [], 0
        for start, end, whats in _united(sorted([*self._spans_known(text), *_spans_matched(text)])):
            pieces += [text[done:start], self._marked(text[start:end], where, whats)]
            done = end
        return "".join([*pieces, text[done:]])

    def _spans_known(self, text: str) -> Iterator[Span]:
        """Where known secrets stand in a text. Of several at the same place the longest counts."""
        if self._known is None:
            self._known = _alternatives(one.text for one in self._found.values())
        yield from ((*found.span(1), "") for found in self._known.finditer(text))

    def value(self, value: Any, where: str, *, secret: bool = False) -> Any:
        """Take the secrets out of a value; all of the value is one, when it is `secret`."""
        if isinstance(value, FromTheRun):
            return value
        if isinstance(value, dict):
            if value.get("~") == "bytes":
                kept = self.data(bytes.fromhex(value["hex"]), where)
                return {**value, "hex": kept.hex(), "length": value["length"] + len(kept) - len(value["hex"]) // 2}
            return {
                self.text(key, where) if isinstance(key, str) else key: self._under(key, part, where, secret=secret)
                for key, part in value.items()
            }
        if isinstance(value, (list, tuple)):
            return type(value)(self.value(part, where, secret=secret) for part in value)
        if isinstance(value, bytes):
            return self.data(value, where)
        text = _text(value)
        if text is None or not text.strip():
            return value
        if secret:
            return self._marked(text, where)
        if isinstance(value, str):
            return self.text(value, where)
        return self._marked(text, where) if len(text) >= _NUMBER and text.casefold() in self._found else value

    def data(self, data: bytes, where: str) -> bytes:
        """Take the secrets out of bytes."""
        text = data.decode(errors="surrogateescape")
        return self.text(text, where).encode(errors="surrogateescape")

    def _under(self, key: object, value: Any, where: str, *, secret: bool) -> Any:
        """Take the secrets out of what a mapping has under a key."""
        if secret or not isinstance(key, str) or not is_secret_name(key):
            return self.value(value, where, secret=secret)
        if isinstance(value, dict) and maps_secrets(key, value):
            return {self._marked(one, where): self._beside(part, where) for one, part in value.items()}
        return self.value(value, where, secret=True)

    def _beside(self, value: Any, where: str) -> Any:
        """Take the secrets out of what a mapping has for a secret key: all of it, except for plain words."""
        if isinstance(value, dict):
            return {
                key: self.value(part, where, secret=True) if is_secret_name(str(key)) else self._beside(part, where)
                for key, part in value.items()
            }
        if isinstance(value, (list, tuple)):
            return type(value)(self._beside(part, where) for part in value)
        return self.value(value, where, secret=not is_plain_word(value))

    def step(self, step: Step) -> Step:
        """Take the secrets out of a step of a trace; the auth of a connection is one."""
        where = f"step {step.number} of the table"
        if step.trigger.kind != "connect":
            return self._record(step, where)
        auth = step.trigger.arguments
        trigger = replace(step.trigger, arguments=self.value(auth, where, secret=True))
        phases = tuple(self._calling(phase, auth, where) for phase in step.phases)
        return self._record(replace(step, trigger=trigger, phases=phases), where)

    def findings(self, text: str) -> list[Finding]:
        """The secrets whose markers a text has, in the order of the text, and where they stood."""
        places = {found.marker: found.place(text) for found in self._found.values() if found.places}
        written = (found for found in self._found.values() if places.get(found.marker) is not None)
        return sorted(written, key=lambda found: places[found.marker] or 0)

    def _calling(self, phase: Phase, auth: tuple[Value, ...], where: str) -> Phase:
        """Take the auth of its connection out of a call's arguments."""
        if phase.call is None or not auth:
            return phase
        given = tuple(self.value(one, where, secret=True) if one in auth else one for one in phase.call.arguments)
        return replace(phase, call=replace(phase.call, arguments=given))

    def _record(self, record: _T, where: str) -> _T:
        if not is_dataclass(record) or isinstance(record, type):
            return record
        update = {}
        for one in fields(record):
            part = getattr(record, one.name)
            if one.name in _NOT_TEXT:
                continue
            if isinstance(part, tuple):
                update[one.name] = tuple(
                    self._record(item, where) if is_dataclass(item) else self.value(item, where) for item in part
                )
            else:
                inner: Any = part
                update[one.name] = self._record(inner, where) if is_dataclass(part) else self.value(part, where)
        return replace(record, **update)

    # -- markers

    def _finding(self, text: str, what: str, marker: str | None = None) -> Finding:
        found = self._found.get(text.casefold())
        if found is None:
            number = self._order.get(text.casefold(), 0)
            if marker is None and not number:
                self._numbers = number = self._numbers + 1
            found = self._found[text.casefold()] = Finding(text, marker or f"{MARKER}-{number}")
        found.what[what] = None
        return found

    def _marked(self, text: str, where: str, whats: Iterable[str] = ()) -> str:
        if text.startswith(_MARKED):
            return text  # the text is a marker already
        found = self._found.get(text.casefold()) or self._finding(text, next(iter(whats), "a secret"))
        found.what.update(dict.fromkeys(whats))
        found.places[where] = None
        return found.marker


def _spans_matched(text: str) -> Iterator[Span]:
    """Where something looks like a secret; of a name with a secret only the secret."""
    for found in _PATTERN.finditer(text):
        what = _WHAT[str(found.lastgroup)]
        start, end = found.span("named") if found["named"] else found.span()
        if not text.startswith(_MARKED, start) and (what != "an address" or is_address(text[start:end])):
            yield start, end, what


def _united(spans: Iterable[Span]) -> list[tuple[int, int, list[str]]]:
    """Put spans in order, and join those that overlap: a secret inside another is not cut out of it."""
    united: list[tuple[int, int, list[str]]] = []
    for start, end, what in spans:
        whats = [what] if what else []
        if united and start < united[-1][1]:
            before = united.pop()
            united.append((before[0], max(before[1], end), before[2] + whats))
        else:
            united.append((start, end, whats))
    return united


def _text(value: object) -> str | None:
    """A value that may be a secret, as text. Truth values and None are no secrets."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _alternatives(secrets: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds the secrets: long ones anywhere, shorter ones as words, the shortest not at all."""
    patterns = []
    for secret in sorted(secrets, key=len, reverse=True):
        escaped = re.escape(secret)
        if len(secret) >= _ANYWHERE or (len(secret) >= _NUMBER and not secret.isalpha()):
            patterns.append(escaped)
        elif len(secret) >= _AS_A_WORD and secret.lower() not in _TRIVIAL:
            patterns.append(rf"(?<!\w){escaped}(?!\w)")
    return re.compile(f"(?=({'|'.join(patterns) or '(?!)'}))", re.IGNORECASE)
