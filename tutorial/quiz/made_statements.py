"""Statements about the wire to judge true or false, made from a trace, for a lesson whose author wrote none."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from tracer.trace import Step, Trace
from tutorial.telling.words import code, counted, listed, visible


@dataclass(frozen=True, slots=True)
class JudgedStatement:
    """A statement, whether it holds in its run, and why (both texts are Markdown).

    `step` shows it; 0 is no step. `other_run` is the run that its texts speak of; None is the lesson's own.
    """

    id: str
    says: str
    holds: bool
    why: str
    step: int = 0
    other_run: Trace | None = None


@dataclass(frozen=True, slots=True)
class _Sayable:
    """What can be said of a step: something true, something false, and what the run shows."""

    id: str
    step: int
    true: str
    false: str
    why: str


def made_statements(trace: Trace) -> tuple[JudgedStatement, ...]:
    """Statements about a run, one of each kind that it has something for. The same trace always makes the same."""
    return tuple(_chosen(trace, one) for one in _sayable(trace))


def _chosen(trace: Trace, one: _Sayable) -> JudgedStatement:
    """The true form or the false one, as a digest of the program and the statement has it."""
    holds = hashlib.sha256(f"{trace.provenance.code} {one.id} {one.step}".encode()).digest()[0] % 2 == 0
    return JudgedStatement(one.id, one.true if holds else one.false, holds, one.why, one.step)


def _sayable(trace: Trace) -> Iterator[_Sayable]:
    connect = next((step for step in trace.steps if step.trigger.kind == "connect"), None)
    if connect is not None:
        yield _accepted(connect)
    sent = next((step for step in trace.steps if step.trigger.kind == "event" and _packets(step)), None)
    if sent is not None:
        yield _counted(sent)
    several = next((step for step in trace.steps if any(len(emit.to) > 1 for emit in step.emits)), None)
    if several is not None:
        yield _each(several)
    local = next((step for step in trace.steps if any(one.local for one in step.deliveries)), None)
    if local is not None:
        yield _local(local)


def _accepted(step: Step) -> _Sayable:
    without = f"The server handles the connection in step {step.number} without calling any handler of the program."
    with_one = f"In step {step.number} the server calls a handler of the program."
    called = listed(dict.fromkeys(code(visible(call.function)) for call in step.calls)) if step.calls else ""
    why = f"It calls {called}." if called else "No handler is called: the libraries do it by themselves."
    true, false = (with_one, without) if called else (without, with_one)
    return _Sayable("accepted", step.number, true, false, why)


def _counted(step: Step) -> _Sayable:
    count = _packets(step)
    told = "{} on the wire in step " + str(step.number) + "."
    here = [counted(number, "packet") + (" is" if number == 1 else " are") for number in (count, count + 1)]
    directions = [packet.direction for phase in step.phases for packet in phase.packets]
    why = f"{counted(directions.count('to server'), 'packet')} to the server, {directions.count('to client')} from it."
    return _Sayable("packets", step.number, told.format(here[0]), told.format(here[1]), why)


def _each(step: Step) -> _Sayable:
    emit = next(emit for emit in step.emits if len(emit.to) > 1)
    name = code(visible(emit.event))
    true = f"In step {step.number} {name} crosses the wire {len(emit.to)} times, once for each client that gets it."
    false = f"In step {step.number} {name} crosses the wire once, and all clients read the same packet."
    why = f"It goes to {listed(map(visible, emit.to))}, and each has a connection of its own."
    return _Sayable("each", step.number, true, false, why)


def _local(step: Step) -> _Sayable:
    client = visible(next(one.client for one in step.deliveries if one.local))
    true = f"In step {step.number} no packet tells {client} that its connection is closed."
    false = f"In step {step.number} the server sends {client} a packet that says that the connection is closed."
    return _Sayable("local", step.number, true, false, "The client’s own library tells the client’s program.")


def _packets(step: Step) -> int:
    return sum(len(phase.packets) for phase in step.phases)
