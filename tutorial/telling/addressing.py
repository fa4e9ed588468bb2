"""Whom an emit was addressed to, and whom it reached, in pieces of a sentence."""

from __future__ import annotations

import re

from tracer.trace import Emit
from tracer.values import Value
from tutorial.telling.said import Said, SaidPiece, Spoken, listing, name, said, term, value, who

_SID = re.compile(r"‹(?P<client>.+)'s (?:\w+ )?sid›")


def reach(emit: Emit) -> tuple[SaidPiece, ...]:
    """To whom an emit was sent and who got it: `to Ada`, `to the room billing: Ada and Grace`."""
    if not emit.to:
        return said("to ", *_rooms(emit), ", and nobody gets it").pieces
    got = listing(map(who, emit.to))
    if emit.kind == "ack" or _is_direct(emit):
        return said("to ", got).pieces
    return said("to ", *_rooms(emit), ": ", got, *_without(emit)).pieces


def nobody(emit: Emit) -> Said:
    """Why an emit reached nobody: `Nobody is in the room '1'.`"""
    if emit.kind == "ack":
        return said(who(None), " is gone.")
    return said("Nobody is ", *_place(emit), *_without(emit), ".")


def _rooms(emit: Emit) -> tuple[Spoken, ...]:
    at = _at(emit.namespace)
    if not emit.rooms:
        return ("everybody (a ", term("broadcast"), ")", *at)
    clients = [client for room in emit.rooms if (client := sid_owner(room))]
    rooms = [room for room in emit.rooms if sid_owner(room) is None]
    told: list[Spoken] = []
    if rooms:
        told += ["the ", *_named_rooms(rooms)]
    if clients:
        told += [*([" and "] if rooms else []), listing(map(who, clients))]
    return (*told, *at)


def _place(emit: Emit) -> tuple[Spoken, ...]:
    if not emit.rooms:
        return ("in the ", term("namespace"), " ", name(emit.namespace))
    clients = [client for room in emit.rooms if (client := sid_owner(room))]
    rooms = [room for room in emit.rooms if sid_owner(room) is None]
    if not rooms:
        return ("there under the ", term("sid"), " of ", listing(map(who, clients)), *_at(emit.namespace))
    return ("in the ", *_named_rooms(rooms), *_at(emit.namespace))


def _named_rooms(rooms: list[Value]) -> tuple[Spoken, ...]:
    word = term("room", "rooms" if len(rooms) > 1 else "room")
    return (word, " ", listing([value(room) for room in rooms]))


def _at(namespace: str) -> tuple[Spoken, ...]:
    return () if namespace == "/" else (" in the ", term("namespace"), " ", name(namespace))


def _without(emit: Emit) -> tuple[Spoken, ...]:
    return (", but not ", listing(map(who, emit.skipped))) if emit.skipped else ()


def _is_direct(emit: Emit) -> bool:
    """Whether the program named the clients themselves, by their sids, and all of them got it."""
    owners = [sid_owner(room) for room in emit.rooms]
    return bool(owners) and None not in owners and set(owners) == set(emit.to) and emit.namespace == "/"


def sid_owner(room: Value) -> str | None:
    """The client whose session id a room's name is."""
    match = _SID.fullmatch(room) if isinstance(room, str) else None
    return match["client"] if match else None
