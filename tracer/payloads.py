"""Reads the arguments in packets and emits of Socket.IO, as values."""

from __future__ import annotations

import json
import re
from typing import Any

from tracer.values import Value, detach, detach_all

_CONNECT_ERROR = re.compile(r"4(?:/[^,]*,)?(.*)", re.DOTALL)
_ACK_PACKET = re.compile(r"[36](?:\d+-)?(?:/[^,]*,)?\d*(\[.*\])", re.DOTALL)


def payload(data: object) -> tuple[Value, ...]:
    """The arguments of an emit: a tuple holds several, None means none (socketio.Server.emit)."""
    if isinstance(data, tuple):
        return detach_all(data)
    return () if data is None else (detach(data),)


def as_received(value: Value) -> Value:
    """A value as a client gets it, once it has gone through JSON: tuples are lists, and all keys are texts."""
    if isinstance(value, list):
        return [as_received(item) for item in value]
    if not isinstance(value, dict):
        return value
    kind = value.get("~")
    if kind is None:
        return {key: as_received(item) for key, item in value.items()}
    if kind == "tuple" or (kind == "list" and "items" in value):
        items = [as_received(item) for item in value["items"]]
        return items if value["length"] == len(items) else {"~": "list", "items": items, "length": value["length"]}
    if kind == "dict":
        pairs = [[_json_key(key), as_received(item)] for key, item in value["items"]]
        whole = value["length"] == len(value["items"]) and all(key != "~" for key, _ in pairs)
        return dict(pairs) if whole else {"~": "dict", "items": pairs, "length": value["length"]}
    return value


def _json_key(key: Value) -> Value:
    """A key as JSON writes it: `1` is `"1"`, `None` is `"null"`."""
    return key if isinstance(key, (str, dict)) else json.dumps(key)


def acknowledged(text: str) -> tuple[Value, ...]:
    """The arguments of an ACK packet: `3["done"]` or `31["done"]`, with a namespace `3/chat,1["done"]`."""
    found = _ACK_PACKET.fullmatch(text)
    return tuple(detach(argument) for argument in json.loads(found[1])) if found else ()


def addressed(to: Any) -> tuple[Value, ...]:
    """The clients or rooms that `to=` or `skip_sid=` names: none, one, or a list."""
    if to is None:
        return ()
    return tuple(map(detach, to)) if isinstance(to, (list, tuple, set)) else (detach(to),)


def refusal(text: str) -> tuple[Value, ...]:
    """The reason in a CONNECT_ERROR packet (`4{"message":"no"}`): the message, and the data if there is any."""
    found = _CONNECT_ERROR.fullmatch(text)
    given = json.loads(found[1]) if found and found[1] else None
    if not isinstance(given, dict):
        return () if given is None else (detach(given),)
    return tuple(detach(given[key]) for key in ("message", "data") if key in given)


def event_name(event: Any) -> str:
    """The name of an event as it goes over the wire, within the bounds of any text. No code of the name is called."""
    copy = detach(event)
    if isinstance(copy, dict):
        copy = copy.get("head", copy.get("type", copy["~"]))
    return copy if isinstance(copy, str) else json.dumps(copy)
