"""Words for whom an emit reaches: to whom it was addressed, who got it, who did not, and why."""

from __future__ import annotations

from collections.abc import Iterable

from tracer.trace import Address, Emit
from tracer.values import Value
from tutorial.telling.literals import literal
from tutorial.telling.words import listed

_KINDS = {str: "a text", int: "a number", float: "a number", bool: "a bool"}


def reach(emit: Emit) -> str:
    """Say whom an emit reached: `Ada`, `room 'red': Ada, Grace`, `nobody: nobody is in room '1'`."""
    names = emit.to
    where = "" if is_direct(emit) else f"{addressed(emit)}: "
    if not names:
        why = why_nobody(emit)
        return f"nobody: {why}" if why else "nobody"
    return where + ", ".join(names) + "".join(f"; {said}" for said in missed(emit, ("lost", "leaving")))


def addressed(emit: Emit) -> str:
    """Say to whom an emit was addressed: `everybody`, `everybody on /chat`, `room 'red' but Grace`, `Ada`."""
    left_out = _not_reached(emit, "left out")
    return listed(map(_address, emit.addressed)) + (f" but {listed(left_out)}" if left_out else "")


def why_nobody(emit: Emit) -> str:
    """Say why nobody got an emit, as far as the server knows."""
    reasons = [_why_empty(one, emit.namespace) for one in emit.addressed if not one.there]
    reasons += missed(emit, ("left out", "lost", "leaving"))
    return "; ".join(dict.fromkeys(reasons))


def _address(one: Address) -> str:
    if one.kind == "namespace":
        return "everybody" if one.name == "/" else f"everybody on {one.name}"
    if one.kind == "room":
        return f"room {literal(one.name)}"
    return one.there[0] if one.there else _sid(one)


def is_direct(emit: Emit) -> bool:
    """Whether those who got an emit are just those that it was addressed to, one by one."""
    return all(one.kind == "sid" and one.there for one in emit.addressed)


def _sid(one: Address) -> str:
    return str(one.name) if one.client else f"the session id {literal(one.name)}"


def _why_empty(one: Address, namespace: str) -> str:
    any_more = " any more" if one.before else ""
    elsewhere = f" on {listed(one.namespaces)}" if one.namespaces else ""
    if one.kind == "namespace":
        return f"nobody is in namespace {one.name}{any_more}"
    if one.kind == "sid" and one.before:
        return f"the connection {one.name} is gone"
    if one.kind == "sid" and elsewhere:
        return f"{one.name} is a session id{elsewhere}, and this was emitted on {namespace}"
    if one.kind == "sid":
        return f"the session id {literal(one.name)} is nobody's"
    said = f"nobody is in room {literal(one.name)}{any_more}"
    if one.alike:
        return f"{said} (there is {listed(_room(other, one.name) for other in one.alike)})"
    if elsewhere:
        return f"{said} on {namespace} (there is one{elsewhere})"
    return said


def _room(other: Value, name: Value) -> str:
    """A room that could be meant: `a room 1, a number`."""
    kind = _KINDS.get(type(other)) if type(other) is not type(name) else None
    return f"a room {literal(other)}" + (f", {kind}" if kind else "")


def _not_reached(emit: Emit, *why: str) -> list[str]:
    return [one.client for one in emit.unreached if one.why in why]


def missed(emit: Emit, reasons: Iterable[str]) -> list[str]:
    """Sentences about those who were there and did not get it."""
    said = {"left out": "left out", "lost": "gone", "leaving": "leaving, and no longer listens"}
    found = {why: _not_reached(emit, why) for why in reasons}
    return [
        f"{listed(names)} {'is' if len(names) == 1 else 'are'} {said[why]}" for why, names in found.items() if names
    ]
