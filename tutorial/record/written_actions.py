"""Write what clients say as actions of a scenario, and tell what no scenario can write."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from pydantic_core import PydanticCustomError

from tutorial.lesson.action_values import RESERVED_EVENTS, read_namespace
from tutorial.telling.words import listed, quoted

Written = dict[str, Any]
"""An action as an author writes it."""

_LONGEST, _DEEPEST = 20_000, 20


def message(event: str, payload: tuple[Any, ...]) -> Written:
    """Write a message in its shortest form."""
    if event == "message" and len(payload) == 1 and payload[0] is not None and not isinstance(payload[0], bytes):
        return {"send": payload[0]}
    if len(payload) == 1:
        return {"emit": event, "data": payload[0]}
    return {"emit": event, "args": list(payload)} if payload else {"emit": event}


def shortest(action: Written) -> Written:
    """Write an action in its shortest form."""
    if connect := action.get("connect"):
        namespaces = connect["namespaces"]
        spaces = {"namespaces": namespaces} if len(namespaces) > 1 else {"namespace": namespaces[0]}
        rest = {key: value for key, value in connect.items() if key != "namespaces"}
        return {"connect": (spaces if namespaces != ["/"] else {}) | rest or None}
    data = action.get("data")
    if isinstance(data, bytes):
        rest = {key: value for key, value in action.items() if key not in ("emit", "data")}
        return {"emit": action["emit"], **_bytes(data), **rest}
    return action


def _bytes(data: bytes) -> Written:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return {"hex": data.hex()}
    return {"bytes": text} if text.isprintable() else {"hex": data.hex()}


def answer(given: tuple[Any, ...]) -> Any:
    """Write an acknowledgement's arguments as `answers` has them."""
    if len(given) != 1 or (isinstance(given[0], dict) and len(given[0]) == 1):
        return {"args": list(given)}
    return _bytes(given[0]) if isinstance(given[0], bytes) else given[0]


def unsayable_event(event: str) -> str | None:
    """Why no client can emit this event; None when one can."""
    if not event.strip() or event in RESERVED_EVENTS:
        return f"no event may be called {quoted(event)}"
    return None


def sayable_namespace(namespace: str) -> bool:
    """Whether a scenario can name this namespace."""
    try:
        return read_namespace(namespace) == namespace
    except PydanticCustomError:
        return False


def unsayable(value: object) -> str | None:
    """Why a payload cannot be written in a scenario; None when it can."""
    if isinstance(value, bytes):
        return None if len(value) <= _LONGEST else f"{len(value):,} bytes are too many"
    if len(repr(value)) > _LONGEST:
        return f"{len(repr(value)):,} characters are too many"
    found = dict.fromkeys(filter(None, _inside(value, 0)))
    return listed(found) if found else None


def _inside(value: object, depth: int) -> Iterator[str | None]:
    if isinstance(value, (dict, list, tuple)):
        if depth > _DEEPEST:
            yield "it is nested too deep"
            return
        for part in (*value, *value.values()) if isinstance(value, dict) else value:
            yield from _inside(part, depth + 1)
    elif isinstance(value, bytes):
        yield "bytes inside another value"
    elif isinstance(value, float) and not math.isfinite(value):
        yield f"the number {value}"
    elif isinstance(value, str) and re.search("[\ud800-\udfff]", value):
        yield "half a character"
