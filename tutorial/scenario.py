"""The scenario: how an author writes what the clients do, and the actions that come of it."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, BeforeValidator, Field, Strict, ValidationInfo
from pydantic_core import PydanticCustomError

from tutorial.action import ACTIONS, Action
from tutorial.written import DEFAULT_CLIENT, Known, known, misplaced, mistake, quoted, shown, suggest

MOST_ACTIONS = 200
RESERVED_EVENTS = ("connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener")
"""Event names that Socket.IO keeps for itself."""

_SIBLINGS: dict[str, tuple[str, ...]] = {
    "connect": (),
    "disconnect": (),
    "send": ("ack",),
    "emit": ("data", "args", "ack"),
}
_HOW = {
    "connect": "write `- connect`",
    "disconnect": "write `- disconnect`",
    "send": "write the message: `- send: Hello`",
    "emit": "write the event's name: `- emit: chat`, and under it `data: ...`",
}
_Mistakes = list[tuple[tuple[str | int, ...], PydanticCustomError]]


def _read_action(written: Any, info: ValidationInfo) -> Any:
    """An action's fields from its written form: `connect`, `{send: Hello}`, `{Ada: {emit: chat, data: 1}}`.

    Without a loader's context, what is an action already is left as it is.
    """
    if isinstance(written, Action) or (info.context is None and isinstance(written, dict) and "kind" in written):
        return written
    found: _Mistakes = []
    names = known(info)
    client, what, loc = _client(written, names, found)
    fields = _fields(what, names, loc, found)
    if found:
        raise misplaced(found, written)
    return {"client": client, **fields}


class Stuck(NamedTuple):
    """An action that cannot be done where it stands; `place` counts from 0."""

    place: int
    why: str
    instead: str


def impossible(actions: tuple[Action, ...]) -> list[Stuck]:
    """The actions that no client can do where they stand, such as a message before its connection."""
    since: dict[str, int | None] = {}
    found = []
    for index, action in enumerate(actions):
        who = "the client" if action.client == DEFAULT_CLIENT else action.client
        connected = since.get(action.client)
        if action.kind == "connect" and connected is not None:
            why = f"{who} is connected already, since step {connected + 1}"
            found.append(Stuck(index, why, "disconnect before connecting again"))
        elif action.kind != "connect" and connected is None:
            now = "has disconnected" if action.client in since else "is not connected yet"
            found.append(Stuck(index, f"{who} cannot {action.kind} here: it {now}", "put a `connect` before it"))
        # What follows is judged as if the missing connection were there: one mistake, one report.
        since[action.client] = None if action.kind == "disconnect" else index if connected is None else connected
    return found


def _check_order(actions: tuple[Action, ...]) -> tuple[Action, ...]:
    if len(actions) > MOST_ACTIONS:
        raise mistake(f"{len(actions):,} actions are more than {MOST_ACTIONS}", "make two lessons of it")
    found: _Mistakes = [((stuck.place,), mistake(stuck.why, stuck.instead)) for stuck in impossible(actions)]
    if found:
        raise misplaced(found, actions)
    return actions


Scenario = Annotated[
    tuple[Annotated[Action, BeforeValidator(_read_action)], ...],
    Strict(False),
    AfterValidator(_check_order),
    # Last, or pydantic would call a list empty all of whose items are wrong.
    Field(min_length=1, description="a list of actions, such as `- send: Hello`"),
]


def _client(written: Any, names: Known, found: _Mistakes) -> tuple[str, Any, tuple[str, ...]]:
    """Who acts, what is written of the action, and its way from the item; mistakes go to `found`."""
    alone = next(iter(written)) if isinstance(written, dict) and len(written) == 1 else None
    if alone is not None and alone not in ACTIONS and (alone in names.clients or _is_action(written[alone])):
        if alone not in names.clients:
            found.append(((alone,), _unknown_client(alone, names)))
        return alone, written[alone], (alone,)
    if len(names.clients) > 1 and _is_action(written):
        example = written if isinstance(written, str) else f"{{{next(iter(written))}: ...}}"
        what = "this does not say which client acts"
        found.append(((), mistake(what, f"write its name first: `- {names.clients[0]}: {example}`")))
    return names.clients[0], written, ()


def _is_action(written: Any) -> bool:
    if isinstance(written, str):
        return written in ACTIONS
    return isinstance(written, dict) and any(key in ACTIONS for key in written)


def _unknown_client(name: str, names: Known) -> PydanticCustomError:
    if names.clients == (DEFAULT_CLIENT,):
        return mistake(
            f"unknown client {quoted(name)}", f"add `clients: [{quoted(name)[1:-1]}]` to the lesson", key=True
        )
    return mistake(f"unknown client {quoted(name)}", suggest(name, names.clients, "the clients are"), key=True)


def _fields(written: Any, names: Known, loc: tuple[str, ...], found: _Mistakes) -> dict[str, Any]:
    """The fields of an action but its client's."""
    if isinstance(written, str):
        written = {written: None}
        key_loc = loc
    elif isinstance(written, dict) and written:
        key_loc = (*loc, next(iter(written)))
    else:
        found.append(
            (
                loc,
                mistake(
                    f"an action is a word or a mapping, not {shown(written)}", "write, for example, `- send: Hello`"
                ),
            )
        )
        return {}
    kinds = [key for key in written if key in ACTIONS]
    if len(kinds) != 1:
        found.append(_not_one(written, kinds, names, loc, key_loc))
        return {}
    kind = kinds[0]
    for key in written:
        if key != kind and key not in _SIBLINGS[kind]:
            found.append(((*loc, key), _unknown_sibling(key, kind)))
    arguments = _arguments(kind, written, loc, found)
    if not isinstance(ack := written.get("ack", False), bool):
        found.append(((*loc, "ack"), mistake(f"'ack' must be true or false, not {shown(ack)}")))
    return {"kind": kind, **arguments, "ack": ack}


def _not_one(
    written: dict[str, Any], kinds: list[str], names: Known, loc: tuple[str, ...], key_loc: tuple[str, ...]
) -> Any:
    """What is wrong with a mapping that has no action in it, or two."""
    if kinds:
        both = " and ".join(f"'{kind}'" for kind in kinds)
        return (*loc, kinds[1]), mistake(
            f"one item holds {both}", "write each action as an item of its own, after a `-`", key=True
        )
    word = next(iter(written))
    others = () if loc or names.clients == (DEFAULT_CLIENT,) else names.clients
    return key_loc, mistake(
        f"unknown action {quoted(word)}", suggest(word, (*ACTIONS, *others), "the actions are"), key=True
    )


def _unknown_sibling(key: str, kind: str) -> PydanticCustomError:
    if not _SIBLINGS[kind]:
        return mistake(f"'{kind}' takes no {quoted(key)}", _HOW[kind], key=True)
    return mistake(f"unknown key {quoted(key)} beside '{kind}'", suggest(key, _SIBLINGS[kind], "it may have"), key=True)


def _arguments(kind: str, written: dict[str, Any], loc: tuple[str, ...], found: _Mistakes) -> dict[str, Any]:
    """The event and its payload."""
    given = written[kind]
    if kind in ("connect", "disconnect"):
        if given is not None:
            found.append(((*loc, kind), mistake(f"'{kind}' takes no value", _HOW[kind])))
        return {}
    if given is None:
        found.append(((*loc, kind), mistake(f"'{kind}' needs a value", _HOW[kind])))
        return {}
    if kind == "send":
        return {"event": "message", "arguments": (given,)}
    if not isinstance(given, str) or not given.strip():
        found.append(((*loc, kind), mistake(f"an event's name must be text, not {shown(given)}", _HOW[kind])))
    elif given in RESERVED_EVENTS:
        found.append(
            ((*loc, kind), mistake(f"Socket.IO keeps the event name '{given}' for itself", "choose another name"))
        )
    return {"event": given, "arguments": _payload(written, loc, found)}


def _payload(written: dict[str, Any], loc: tuple[str, ...], found: _Mistakes) -> tuple[Any, ...]:
    if "data" in written and "args" in written:
        found.append(
            (
                (*loc, "args"),
                mistake("'data' and 'args' together", "`data` is one payload, `args` a list of several", key=True),
            )
        )
    if "args" not in written:
        return (written["data"],) if "data" in written else ()
    if not isinstance(args := written["args"], list):
        found.append(
            ((*loc, "args"), mistake(f"'args' must be a list, not {shown(args)}", "write `data:` for one payload"))
        )
        return ()
    return tuple(args)
