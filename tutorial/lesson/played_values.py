"""Values of a payload that stand for what a client has by then: a session id, or something that it received.

    {sid: Grace}                        the session id of Grace's connection, in the namespace of the action
    {sid: Grace, namespace: /chat}      that of another namespace
    {received: created, path: code}     from the last `created` that the acting client received, the value at `code`
    {received: created, client: Ada}    what another client received
    {literally: {sid: Grace}}           the mapping itself: nothing in it stands for anything

They may stand anywhere in a payload, and in the `auth` of a connection. `tutorial.run.played` finds the values.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from tutorial.lesson.action_values import Notes, emitted_events, read_namespace
from tutorial.lesson.positions import Loc
from tutorial.telling.words import closest, described, did_you_mean, quoted, suggest

_WRITTEN = re.compile(r"‹(?P<client>[^‹›]+)'s (?:\w+ )?sid(?: on (?P<namespace>/[^›]*))?›")
_PathPart = str | int


@dataclass(frozen=True, slots=True)
class SidOf:
    """The session id of a client's last connection; None is the namespace of the action."""

    client: str
    namespace: str | None = None


@dataclass(frozen=True, slots=True)
class ReceivedValue:
    """What a client last received with an event, or as the answer to an event of its own; None is who acts."""

    event: str
    path: tuple[_PathPart, ...] = ()
    client: str | None = None


@dataclass(frozen=True, slots=True)
class Literally:
    """A value that stands for itself."""

    value: Any


PlayedValue = SidOf | ReceivedValue | Literally


def played_value(written: Any, clients: tuple[str, ...]) -> PlayedValue | None:
    """What a part of a payload stands for; None for itself."""
    if not isinstance(written, dict):
        return None
    keys = set(written)
    if keys == {"literally"}:
        return Literally(written["literally"])
    if {"sid"} <= keys <= {"sid", "namespace"} and written["sid"] in clients:
        return SidOf(written["sid"], written.get("namespace"))
    if {"received"} <= keys <= {"received", "path", "client"} and isinstance(written["received"], str):
        path = written.get("path", ())
        return ReceivedValue(written["received"], _path(path), written.get("client"))
    return None


def check_played(written: Any, loc: Loc, notes: Notes) -> None:
    """Note the mistakes in the values of a payload that stand for something else, and in texts that try to."""
    clients = notes.facts.clients
    value = played_value(written, clients)
    if isinstance(value, Literally):
        return
    if isinstance(value, SidOf):
        if value.namespace is not None:
            notes.attempt((*loc, "namespace"), lambda: read_namespace(value.namespace))
    elif isinstance(value, ReceivedValue):
        _check_received(written, value, loc, notes)
    elif isinstance(written, str):
        _check_text(written, loc, notes)
    elif isinstance(written, (dict, list)):
        _check_sid(written, loc, notes)
        for key, part in written.items() if isinstance(written, dict) else enumerate(written):
            check_played(part, (*loc, key), notes)


def _check_sid(written: Any, loc: Loc, notes: Notes) -> None:
    """Note a client's name that is misspelt. Any other `sid` may be a payload of the program's own."""
    if not isinstance(written, dict) or not {"sid"} <= set(written) <= {"sid", "namespace"}:
        return
    close = closest(written["sid"], notes.facts.clients) if isinstance(written["sid"], str) else None
    if close or "namespace" in written:
        next_step = suggest(written["sid"], notes.facts.clients, "the clients are")
        notes.wrong((*loc, "sid"), f"unknown client {quoted(written['sid'])}", next_step)


def _check_received(written: dict[str, Any], value: ReceivedValue, loc: Loc, notes: Notes) -> None:
    clients, code = notes.facts.clients, notes.facts.code or ""
    if value.client is not None and value.client not in clients:
        next_step = suggest(value.client, clients, "the clients are")
        notes.wrong((*loc, "client"), f"unknown client {quoted(value.client)}", next_step)
    if "path" in written and not _is_path(written["path"]):
        what = f"'path' must be a name, a number or a list of these, not {described(written['path'])}"
        notes.wrong((*loc, "path"), what, "write, for example, `path: code` or `path: [rooms, 0]`")
    close = closest(value.event, emitted_events(code))
    if close and value.event not in code:
        notes.wrong((*loc, "received"), f"the code does not emit {quoted(value.event)}", did_you_mean(close))


def _check_text(text: str, loc: Loc, notes: Notes) -> None:
    """Note the name of a session id, as tables write it: sent as it stands, it would be a text like any other."""
    for found in _WRITTEN.finditer(text):
        client = found["client"] if found["client"] in notes.facts.clients else "CLIENT"
        namespace = f", namespace: {found['namespace']}" if found["namespace"] else ""
        what = f"{quoted(found[0])} is a name in tables, and no session id"
        next_step = f"write `{{sid: {client}{namespace}}}` in its place: it stands for the id when this is played"
        notes.wrong(loc, what, next_step)


def _path(written: Any) -> tuple[_PathPart, ...]:
    if isinstance(written, list | tuple):
        return tuple(written)
    return (written,)


def _is_path(written: Any) -> bool:
    parts = written if isinstance(written, list) else [written]
    return bool(parts) and all(isinstance(part, str | int) and not isinstance(part, bool) for part in parts)
