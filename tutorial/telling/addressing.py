"""Whom an emit was addressed to and who got it, in pieces of a sentence; `audience` says the same in plain text."""

from __future__ import annotations

from tracer.trace import Address, Emit
from tutorial.telling.audience import is_direct, missed, why_nobody
from tutorial.telling.said import Spoken, listing, name, term, value, who


def reach(emit: Emit) -> Spoken:
    """To whom an emit went: `to Ada`, `to the room billing: Ada and Grace`, `to nobody: nobody is in room '1'`."""
    if not emit.to:
        return _nobody(emit)
    gone = "".join(f"; {reason}" for reason in missed(emit, ("lost", "leaving")))
    if is_direct(emit):
        return "to ", listing(map(who, emit.to)), gone
    return "to ", addressed(emit), ": ", listing(map(who, emit.to)), gone


def addressed(emit: Emit) -> Spoken:
    """To whom an emit was addressed, whoever was there: `the room billing but not Ada`."""
    left_out = listing(who(one.client) for one in emit.unreached if one.why == "left out")
    if not emit.addressed:
        return (listing(map(who, emit.to)),)
    *first, last = map(_address, emit.addressed)
    told: Spoken = (*((one, ", ") for one in first[:-1]), *first[-1:], " and " if first else "", last)
    return told, (" but not ", left_out) if left_out else ""


def _nobody(emit: Emit) -> Spoken:
    why = why_nobody(emit)
    reason = f": {why}" if why else ""
    if emit.addressed and all(one.there for one in emit.addressed) and not is_direct(emit):
        return "to ", addressed(emit), ", and nobody gets it", reason
    return "to nobody", reason


def _address(one: Address) -> Spoken:
    if one.kind == "namespace":
        there = "" if one.name == "/" else (" in the ", term("namespace"), " ", name(str(one.name)))
        return "everybody (a ", term("broadcast"), ")", there
    if one.kind == "room":
        return "the ", term("room"), " ", value(one.name)
    owner = one.there[0] if one.there else one.client
    return who(owner) if owner else ("the ", term("sid"), " ", value(one.name))
