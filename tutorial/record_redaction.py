"""Takes secrets out of all that a recording would write: each gets a marker, the same wherever it stands.

A lesson whose secrets are replaced alike in its code, its scenario and its table runs as the app did.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any, TypeVar

from tracer.trace import Phase, Step
from tracer.values import Value
from tutorial.record_names import PATTERNS, is_address, is_secret_name

MARKER = "REDACTED"

_T = TypeVar("_T")
_TRIVIAL = frozenset({"true", "false", "none", "null", "yes", "off"})
_ANYWHERE, _AS_A_WORD, _NUMBER = 8, 3, 4
"""How many characters a secret has that is replaced inside of words, as a word, and as a number."""

_PATTERN = re.compile("|".join(f"(?P<p{n}>{pattern})" for n, pattern in enumerate(PATTERNS.values())), re.IGNORECASE)
_WHAT = {f"p{number}": what for number, what in enumerate(PATTERNS)}
_NOT_TEXT = frozenset(
    {"kind", "direction", "client", "to", "skipped", "function", "before", "after", "reason", "number", "line", "size"}
)
"""Fields of a step that the tracer writes itself."""


@dataclass(slots=True)
class Finding:
    """One secret: what stands for it, what it is, and where it stood."""

    text: str
    marker: str
    what: dict[str, None] = field(default_factory=dict)
    places: dict[str, None] = field(default_factory=dict)


class Redactor:
    """Secrets that are known, and their markers. Learn all of them first, then redact."""

    def __init__(self) -> None:
        self._found: dict[str, Finding] = {}
        self._known: re.Pattern[str] | None = None
        self._numbers = 0

    # -- learning

    def learn(self, value: object, what: str, marker: str | None = None) -> None:
        """Keep a value, or every value inside it, from being written."""
        if isinstance(value, dict):
            for part in value.values():
                self.learn(part, what)
        elif isinstance(value, (list, tuple)):
            for part in value:
                self.learn(part, what)
        elif isinstance(value, bytes):
            self.learn(value.decode("utf-8", "ignore"), what)
        elif (text := _text(value)) is not None and text.strip():
            self._finding(text, what, marker)
            self._known = None

    def learn_named(self, value: object, what: str) -> None:
        """The same of what stands under a secret's name somewhere inside a value."""
        if isinstance(value, dict):
            for key, part in value.items():
                if isinstance(key, str) and is_secret_name(key):
                    self.learn(part, f"{key!r} in {what}")
                else:
                    self.learn_named(part, what)
        elif isinstance(value, (list, tuple)):
            for part in value:
                self.learn_named(part, what)

    # -- redacting

    def text(self, text: str, where: str) -> str:
        """A text without its secrets."""
        if self._known is None:
            self._known = _alternatives(one.text for one in self._found.values())
        taken = self._known.sub(lambda found: self._marked(found[0], where), text)
        return _PATTERN.sub(lambda found: self._matched(found, where), taken)

    def value(self, value: Any, where: str, *, secret: bool = False) -> Any:
        """A value without its secrets; the whole of it, when it is `secret` itself."""
        if isinstance(value, dict):
            if value.get("~") == "bytes":
                kept = self.data(bytes.fromhex(value["hex"]), where)
                return {**value, "hex": kept.hex(), "length": value["length"] + len(kept) - len(value["hex"]) // 2}
            return {
                self.text(key, where) if isinstance(key, str) else key: self.value(
                    part, where, secret=secret or (isinstance(key, str) and is_secret_name(key))
                )
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
        """Bytes without the secrets in them."""
        try:
            return self.text(data.decode(), where).encode()
        except UnicodeDecodeError:
            secrets = sorted((one.text for one in self._found.values()), key=len, reverse=True)
        for secret in secrets:
            if len(secret) >= _NUMBER and secret.encode() in data:
                data = data.replace(secret.encode(), self._marked(secret, where).encode())
        return data

    def step(self, step: Step) -> Step:
        """A step of a trace without its secrets; what a connection authenticates with is one."""
        where = f"step {step.number}"
        if step.trigger.kind != "connect":
            return self._record(step, where)
        auth = step.trigger.arguments
        trigger = replace(step.trigger, arguments=self.value(auth, where, secret=True))
        phases = tuple(self._calling(phase, auth, where) for phase in step.phases)
        return self._record(replace(step, trigger=trigger, phases=phases), where)

    def findings(self) -> list[Finding]:
        """What was taken out, and where it stood."""
        return [found for found in self._found.values() if found.places]

    def _calling(self, phase: Phase, auth: tuple[Value, ...], where: str) -> Phase:
        """A handler's call with the auth of its connection among its arguments."""
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
            if marker is None:
                self._numbers += 1
            found = self._found[text.casefold()] = Finding(text, marker or f"{MARKER}-{self._numbers}")
        found.what[what] = None
        return found

    def _marked(self, text: str, where: str) -> str:
        if text.startswith((f"{MARKER}-", "‹")):
            return text  # it is one already
        found = self._finding(text, "a secret") if text.casefold() not in self._found else self._found[text.casefold()]
        found.places[where] = None
        return found.marker

    def _matched(self, found: re.Match[str], where: str) -> str:
        """What looks like a secret, marked; the name before a named one stays."""
        what, whole = _WHAT[str(found.lastgroup)], found[0]
        if what == "an address" and not is_address(whole):
            return whole
        secret = found["named"] or whole
        if secret.startswith((f"{MARKER}-", "‹")):
            return whole
        finding = self._finding(secret, what)
        finding.places[where] = None
        return whole.removesuffix(secret) + finding.marker


def _text(value: object) -> str | None:
    """A value that may be a secret, as text; truth and nothing are none."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _alternatives(secrets: Iterable[str]) -> re.Pattern[str]:
    """What finds any of the secrets: long ones anywhere, shorter ones as words, and the shortest not at all."""
    patterns = []
    for secret in sorted(secrets, key=len, reverse=True):
        escaped = re.escape(secret)
        if len(secret) >= _ANYWHERE or (len(secret) >= _NUMBER and not secret.isalpha()):
            patterns.append(escaped)
        elif len(secret) >= _AS_A_WORD and secret.lower() not in _TRIVIAL:
            patterns.append(rf"(?<!\w){escaped}(?!\w)")
    return re.compile("|".join(patterns) or r"(?!)", re.IGNORECASE)
