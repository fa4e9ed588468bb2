"""Read the forms in which an author writes an action: `connect`, `{send: Hello}`, `{Ada: {emit: chat, data: 1}}`."""

from __future__ import annotations

from typing import Any

from tutorial.lesson.action import ACTIONS
from tutorial.lesson.action_values import (
    PAYLOADS,
    Mistakes,
    Notes,
    read_connection,
    read_event,
    read_namespace,
    read_payload,
    read_wait,
)
from tutorial.lesson.model import DEFAULT_CLIENT, LessonFacts
from tutorial.lesson.played_values import check_played
from tutorial.lesson.positions import Loc
from tutorial.telling.words import described, quoted, suggest, visible_word

_SAYING = ("send", "emit")
_CLIENTLESS = ("wait", "together")
_BESIDE: dict[str, tuple[str, ...]] = {"send": ("ack", "namespace"), "emit": (*PAYLOADS, "ack", "namespace")}
_INSIDE: dict[str, tuple[str, ...]] = {
    "connect": ("namespaces", "namespace", "auth", "query"),
    "disconnect": ("namespace",),
    "wait": ("task", "event", "times"),
}
_HOW = {
    "connect": "write `- connect` or `- connect: {namespace: /chat}`",
    "reconnect": "write `- reconnect`",
    "send": "write the message: `- send: Hello`",
    "emit": "write the event's name: `- emit: chat`, and under it `data: ...`",
    "disconnect": "write `- disconnect` or `- disconnect: {namespace: /chat}`",
    "drop": "write `- drop`",
    "wait": "write `- wait: {task: countdown}` or `- wait: {event: tick, times: 3}`",
    "together": "write `- together: [{send: a}, {send: b}]`",
}
_Fields = dict[str, Any]


def read_action(written: Any, facts: LessonFacts) -> tuple[_Fields, Mistakes]:
    """Read an action: its fields, and the mistakes in its written form, each with its place in that form."""
    notes = Notes(facts)
    return _item(written, (), notes), notes.mistakes


def _item(written: Any, loc: Loc, notes: Notes, *, together: bool = False) -> _Fields:
    """Read one item of a scenario. An item of a `together` can only send or emit."""
    client, what, loc = _client(written, loc, notes)
    if isinstance(what, str):
        what, key_loc = {what: None}, loc
    elif isinstance(what, dict) and what:
        key_loc = (*loc, next(iter(what)))
    else:
        what_is_wrong = f"an action is a word or a mapping, not {described(what)}"
        notes.wrong(loc, what_is_wrong, "write, for example, `- send: Hello`")
        return {}
    kinds = [key for key in what if key in ACTIONS]
    if len(kinds) != 1:
        _not_one(what, kinds, loc, key_loc, notes)
        return {}
    if together and kinds[0] not in _SAYING:
        notes.wrong(key_loc, f"'{kinds[0]}' cannot be done together with others", "write it before or after", key=True)
        return {}
    return {"kind": kinds[0], **_acting(client, kinds[0], what, loc, notes), **_fields(kinds[0], what, loc, notes)}


def _client(written: Any, loc: Loc, notes: Notes) -> tuple[str | None, Any, Loc]:
    """Split an item into the client's name (if it has one), the action below that name, and the action's place."""
    clients = notes.facts.clients
    name = next(iter(written)) if isinstance(written, dict) and len(written) == 1 else None
    if name is None or name in ACTIONS or not (name in clients or _is_action(written[name])):
        return None, written, loc
    if name not in clients:
        add = f"add `clients: [{visible_word(name)}]` to the lesson"
        next_step = add if clients == (DEFAULT_CLIENT,) else suggest(name, clients, "the clients are")
        notes.wrong((*loc, name), f"unknown client {quoted(name)}", next_step, key=True)
    return name, written[name], (*loc, name)


def _is_action(written: Any) -> bool:
    if isinstance(written, str):
        return written in ACTIONS
    return isinstance(written, dict) and any(key in ACTIONS for key in written)


def _not_one(written: dict[str, Any], kinds: list[str], loc: Loc, key_loc: Loc, notes: Notes) -> None:
    """Note a mapping that holds no action, or two."""
    if kinds:
        both = " and ".join(f"'{kind}'" for kind in kinds)
        next_step = "write each action as an item of its own, after a `-`"
        notes.wrong((*loc, kinds[1]), f"one item holds {both}", next_step, key=True)
        return
    word, clients = next(iter(written)), notes.facts.clients
    named = bool(loc) and loc[-1] in clients
    others = () if named or clients == (DEFAULT_CLIENT,) else clients
    notes.wrong(
        key_loc, f"unknown action {quoted(word)}", suggest(word, (*ACTIONS, *others), "the actions are"), key=True
    )


def _acting(client: str | None, kind: str, written: dict[str, Any], loc: Loc, notes: Notes) -> _Fields:
    """Find out who acts. An only client needs no name; a `wait` and a `together` have no client."""
    clients = notes.facts.clients
    if kind in _CLIENTLESS:
        if client is not None:
            what = f"'{kind}' is not done by one client"
            notes.wrong((*loc, kind), what, f"write it without {quoted(client)}: `- {kind}: ...`", key=True)
        return {}
    if client is None and len(clients) > 1:
        first = next(iter(written))
        example = first if written == {first: None} else f"{{{first}: ...}}"
        next_step = f"write its name first: `- {clients[0]}: {example}`"
        notes.wrong(loc, "this does not say which client acts", next_step)
    return {"client": client or clients[0]}


def _fields(kind: str, written: dict[str, Any], loc: Loc, notes: Notes) -> _Fields:
    """Read the fields of an action, except for its kind and client."""
    for key in written:
        if key != kind and key not in _BESIDE.get(kind, ()):
            notes.wrong((*loc, key), *_unknown_beside(key, kind), key=True)
    if kind in _SAYING:
        return _message(kind, written, loc, notes)
    given, loc = written[kind], (*loc, kind)
    if kind == "together":
        return _together(given, loc, notes)
    if kind == "wait" and isinstance(given, str):
        given = {"event": given}
    if given is None and kind != "wait":
        return {"namespaces": ()} if kind == "disconnect" else {}
    if not _is_mapping(kind, given, loc, notes):
        return {}
    if kind == "disconnect":
        namespace = notes.attempt((*loc, "namespace"), lambda: read_namespace(given.get("namespace", "/")))
        return {"namespace": namespace, "namespaces": (namespace,)}
    return read_wait(given, loc, notes) if kind == "wait" else _connection(given, loc, notes)


def _connection(given: dict[str, Any], loc: Loc, notes: Notes) -> _Fields:
    """Read the fields of a `connect`."""
    for key in ("auth", "query"):
        check_played(given.get(key), (*loc, key), notes)
    return read_connection(given, loc, notes)


def _unknown_beside(key: str, kind: str) -> tuple[str, str]:
    if key in _INSIDE.get(kind, ()):
        return f"'{key}' stands beside '{kind}'", f"write it inside: `- {kind}: {{{key}: ...}}`"
    if kind == "send" and key in PAYLOADS:
        return f"'{key}' stands beside 'send'", f"write `- emit: message`, and under it `{key}: ...`"
    if kind not in _BESIDE:
        return f"'{kind}' takes no {quoted(key)}", _HOW[kind]
    return f"unknown key {quoted(key)} beside '{kind}'", suggest(key, _BESIDE[kind], "it may have")


def _is_mapping(kind: str, given: Any, loc: Loc, notes: Notes) -> bool:
    """Whether an action has a mapping as its value; note any other value that it cannot have."""
    if kind not in _INSIDE:
        notes.wrong(loc, f"'{kind}' takes no value", _HOW[kind])
        return False
    if not isinstance(given, dict) or not given:
        cannot = "needs a value" if given is None else f"cannot be given {described(given)}"
        notes.wrong(loc, f"'{kind}' {cannot}", _HOW[kind])
        return False
    unknown = [key for key in given if key not in _INSIDE[kind]]
    for key in unknown:
        what, next_step = f"unknown key {quoted(key)} in '{kind}'", suggest(key, _INSIDE[kind], "it may have")
        notes.wrong((*loc, key), what, next_step, key=True)
    return len(unknown) < len(given)


def _message(kind: str, written: dict[str, Any], loc: Loc, notes: Notes) -> _Fields:
    """Read the fields of a `send` or `emit`."""
    given, ack = written[kind], written.get("ack", False)
    if given is None:
        notes.wrong((*loc, kind), f"'{kind}' needs a value", _HOW[kind])
    elif kind == "emit":
        notes.attempt((*loc, kind), lambda: read_event(given, _HOW[kind]))
    if not isinstance(ack, bool):
        notes.wrong((*loc, "ack"), f"'ack' must be true or false, not {described(ack)}")
    namespace = notes.attempt((*loc, "namespace"), lambda: read_namespace(written.get("namespace", "/")))
    arguments = (given,) if kind == "send" else _payload(written, loc, notes)
    for key in (kind, "data", "args", "bytes"):
        if key in written and key != "emit":
            check_played(written[key], (*loc, key), notes)
    event = "message" if kind == "send" else given
    return {"event": event, "arguments": arguments, "ack": ack, "namespace": namespace}


def _payload(written: dict[str, Any], loc: Loc, notes: Notes) -> Any:
    keys = [key for key in written if key in PAYLOADS]
    if len(keys) > 1:
        next_step = "`data` is one payload, `args` a list of several, `bytes` a text as bytes, `hex` any bytes"
        notes.wrong((*loc, keys[1]), f"'{keys[0]}' and '{keys[1]}' together", next_step, key=True)
        return None
    return notes.attempt((*loc, *keys), lambda: read_payload(written))


def _together(given: Any, loc: Loc, notes: Notes) -> _Fields:
    """Read the actions of a `together`."""
    if not isinstance(given, list) or len(given) < 2:
        notes.wrong(loc, "'together' needs a list of at least two actions", _HOW["together"])
        return {}
    items = [_item(item, (*loc, index), notes, together=True) for index, item in enumerate(given)]
    return {"actions": tuple(items)}
