"""Read the values in an action: events, payloads, namespaces, and what to wait for."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pydantic_core import PydanticCustomError

from tutorial.lesson.model import LessonFacts, mistake
from tutorial.lesson.positions import Loc
from tutorial.telling.words import closest, described, did_you_mean, quoted, suggest

MOST_TIMES = 1_000
PAYLOADS = ("data", "args", "bytes", "hex")
RESERVED_EVENTS = ("connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener")
"""Socket.IO uses these event names itself."""

_HEX = 'write pairs of 0-9 and a-f in quotes, such as "00ff"'
_NOT_IN_A_NAMESPACE = re.compile(r"[\s,?]")
_EMITTED = re.compile(r"""\bemit\(\s*['"]([^'"\n]+)['"]""")
_DEFINED = re.compile(r"\bdef\s+(\w+)")

Mistakes = list[tuple[Loc, PydanticCustomError]]


@dataclass(slots=True)
class Notes:
    """What the lesson has (`facts`), and the mistakes found so far in one item of its scenario."""

    facts: LessonFacts
    mistakes: Mistakes = field(default_factory=list)

    def wrong(self, loc: Loc, what: str, next_step: str = "", *, key: bool = False) -> None:
        self.mistakes.append((loc, mistake(what, next_step, key=key)))

    def attempt(self, loc: Loc, read: Callable[[], Any]) -> Any:
        """Call `read` and return its value. When it raises a mistake, note the mistake at `loc` and return None."""
        try:
            return read()
        except PydanticCustomError as error:
            self.mistakes.append((loc, error))
            return None


def read_event(event: Any, how: str) -> str:
    """Read the name of an event that a program may emit.

    Raises:
        PydanticCustomError: this is no name, or Socket.IO uses the name itself.
    """
    if not isinstance(event, str) or not event.strip():
        raise mistake(f"an event's name must be text, not {described(event)}", how)
    if event in RESERVED_EVENTS:
        raise mistake(f"Socket.IO keeps the event name '{event}' for itself", "choose another name")
    return event


def read_payload(written: dict[str, Any]) -> tuple[Any, ...]:
    """Read the arguments below `data`, `args`, `bytes` or `hex`; none when the action has none of these keys.

    Raises:
        PydanticCustomError: the value does not fit its key.
    """
    if "args" in written:
        if not isinstance(args := written["args"], list):
            raise mistake(f"'args' must be a list, not {described(args)}", "write `data:` for one payload")
        return tuple(args)
    if "bytes" in written:
        if not isinstance(text := written["bytes"], str):
            raise mistake(f"'bytes' must be text, not {described(text)}", "put it in quotes, or write `hex:`")
        return (text.encode(),)
    if "hex" in written:
        return (_from_hex(written["hex"]),)
    return (written["data"],) if "data" in written else ()


def _from_hex(written: Any) -> bytes:
    if not isinstance(written, str):
        raise mistake(f"'hex' must be text, not {described(written)}", _HEX)
    try:
        return bytes.fromhex(written)
    except ValueError:
        raise mistake(f"{quoted(written)} is not hexadecimal", _HEX) from None


def read_namespace(given: Any) -> str:
    """Read the name of a namespace.

    Raises:
        PydanticCustomError: this is no name of a namespace.
    """
    if not isinstance(given, str):
        raise mistake(f"a namespace must be text, not {described(given)}", "write, for example, `/chat`")
    if not given.startswith("/"):
        raise mistake(f"the namespace {quoted(given)} does not begin with /", did_you_mean("/" + given))
    if _NOT_IN_A_NAMESPACE.search(given):
        raise mistake(f"{quoted(given)} is not a namespace", "take spaces, commas and question marks away")
    return given


def read_connection(given: dict[str, Any], loc: Loc, notes: Notes) -> dict[str, Any]:
    """Read the fields of a `connect`: `namespaces`, `auth` and `query`, as far as the author gives them."""
    fields: dict[str, Any] = {}
    if "namespaces" in given:
        fields["namespaces"] = _namespaces(given["namespaces"], (*loc, "namespaces"), notes)
        if "namespace" in given:
            what = "'namespace' and 'namespaces' together"
            notes.wrong((*loc, "namespace"), what, "write all in `namespaces`", key=True)
    elif "namespace" in given:
        loc_of_one = (*loc, "namespace")
        fields["namespaces"] = (notes.attempt(loc_of_one, lambda: read_namespace(given["namespace"])),)
    for key, example in (("auth", "`auth: {token: secret}`"), ("query", "`query: {name: Ada}`")):
        if key in given:
            fields[key] = given[key]
            if not isinstance(given[key], dict):
                what = f"'{key}' must be a mapping, not {described(given[key])}"
                notes.wrong((*loc, key), what, f"write, for example, {example}")
    query = fields.get("query")
    for name, value in query.items() if isinstance(query, dict) else ():
        if not isinstance(value, str):
            notes.wrong(
                (*loc, "query", name), f"{quoted(name)} must be text, not {described(value)}", "put it in quotes"
            )
    return fields


def _namespaces(given: Any, loc: Loc, notes: Notes) -> tuple[str, ...]:
    if not isinstance(given, list) or not given:
        notes.wrong(loc, f"'namespaces' must be a list, not {described(given)}", "write, for example, `[/, /chat]`")
        return ()
    for index, namespace in enumerate(given):
        notes.attempt((*loc, index), lambda one=namespace: read_namespace(one))  # type: ignore[misc]  # mypy infers no default
        if namespace in given[:index]:
            notes.wrong((*loc, index), f"the namespace {quoted(namespace)} is there twice", "take one away")
    return tuple(given)


def read_wait(given: dict[str, Any], loc: Loc, notes: Notes) -> dict[str, Any]:
    """Read the fields of a `wait`: `task`, or `event` and `times`."""
    if "task" in given:
        for key in ("event", "times"):
            if key in given:
                notes.wrong((*loc, key), f"'{key}' stands beside 'task'", "wait for a task, or for an event", key=True)
        return {"task": notes.attempt((*loc, "task"), lambda: _task(given["task"], notes.facts.code))}
    if "event" not in given:
        notes.wrong(loc, "this does not say what to wait for", "write `task: countdown` or `event: tick`")
        return {}
    times = given.get("times", 1)
    if not isinstance(times, int) or isinstance(times, bool) or not 1 <= times <= MOST_TIMES:
        what = f"'times' must be a whole number, not {described(times)}"
        notes.wrong((*loc, "times"), what, f"write a number from 1 to {MOST_TIMES:,}")
    event = notes.attempt((*loc, "event"), lambda: _awaited(given["event"], notes.facts.code))
    return {"event": event, "times": times}


def _task(name: Any, code: str | None) -> str:
    """Read the name of a function that the code may run as a task."""
    if not isinstance(name, str) or not name.isidentifier():
        raise mistake(f"a task is a function's name, not {described(name)}", "write, for example, `task: countdown`")
    if code is not None and not re.search(rf"\b{name}\b", code):
        next_step = suggest(name, _DEFINED.findall(code), "its functions are")
        raise mistake(f"unknown task {quoted(name)}: the code does not have it", next_step)
    return name


def emitted_events(code: str) -> list[str]:
    """The events that a program emits under names that stand in its text."""
    return _EMITTED.findall(code)


def _awaited(event: Any, code: str | None) -> str:
    """Read the name of an event to wait for. The code may build the name, so only a near miss is a mistake."""
    read_event(event, "write, for example, `event: tick`")
    close = closest(event, _EMITTED.findall(code or ""))
    if code is not None and close and event not in code:
        raise mistake(f"the code does not emit {quoted(event)}", did_you_mean(close))
    return str(event)
