"""A step as a heading and as a few sentences in which each thing that happened is said once."""

from __future__ import annotations

from collections.abc import Iterator

from tracer.trace import Phase, RoomChange, Step
from tutorial.telling.phases import at, calls, phase_sentence
from tutorial.telling.said import Said, SaidPiece, Spoken, name, said, term, value, values, who

_LEAVES = {
    "transport close": ("The connection of ", " is lost"),
    "transport error": ("The connection of ", " is lost"),
    "ping timeout": ("", " answers no more pings"),
    "server disconnect": ("", " is disconnected by the server"),
}

_MOST_ALOUD = 6
"""How many sentences of one step are read aloud."""


def heading(step: Step) -> Said:
    """What set the step off: `Ada emits login with Grace`."""
    what = step.trigger
    client, given, there = who(what.client), values(what.arguments), at(what.namespace)
    if what.kind == "end":
        return said("No more events")
    if what.kind == "server":
        source = (name(what.task),) if what.task else ("The server",)
        if what.event is None:
            return said(*source, " works outside any event")
        return said(*source, " emits ", name(what.event), *_with(given), *there)
    if what.kind == "ack":
        return said(client, " acknowledges", *_with(given), *there)
    if what.kind == "connect":
        return said(client, " connects", " again" if what.again else "", *there)
    if what.kind == "disconnect":
        if what.reason == "server disconnect" and what.task:
            return said(client, " is disconnected by ", name(what.task), ", a background task", *there)
        before, after = _LEAVES.get(what.reason or "", ("", " disconnects"))
        return said(before, client, after, *there)
    if what.event == "message":
        return said(client, " sends ", given or "a message", *there)
    return said(client, " emits ", name(what.event or ""), *_with(given), *there)


def step_sentences(step: Step) -> tuple[Said, ...]:
    """The step in sentences. An emit says who gets it, so what they receive is not said again."""
    if step.trigger.kind == "end":
        return (said("No more events: the scenario is over."),)
    return tuple(_story(step)) or (said(heading(step).pieces, "."),)


def aloud(step: Step) -> str:
    """The step for reading aloud, in six sentences at most; the table and the transcript have the others."""
    everything = step_sentences(step)
    more = len(everything) - _MOST_ALOUD
    rest = f" And {more} more." if more > 0 else ""
    return " ".join(sentence.aloud for sentence in everything[:_MOST_ALOUD]) + rest


def _story(step: Step) -> Iterator[Said]:
    given = step.trigger.arguments if step.trigger.kind in ("event", "ack") else ()
    rooms = [*step.rooms]
    for number, phase in enumerate(step.phases):
        while rooms and rooms[0].after <= number:
            yield _room(rooms.pop(0))
        if phase.call is not None:
            yield calls(step, phase.call, " with it" if given and phase.call.arguments == given else None)
        elif not (phase.kind == "receives" and step.calls) and not _is_told(step, phase):
            yield phase_sentence(step, phase)
    yield from map(_room, rooms)


def _room(change: RoomChange) -> Said:
    room = (term("room"), " ", value(change.room), *at(change.namespace))
    if change.kind == "closed":
        return said("The server closes the ", *room, ".")
    return said(who(change.client), " joins the " if change.kind == "joined" else " leaves the ", *room, ".")


def _is_told(step: Step, phase: Phase) -> bool:
    """Whether an emit of the step says already that this client gets this."""
    got = phase.delivery
    return got is not None and any(
        got.client in emit.to and emit.kind == got.kind and (emit.kind == "ack" or emit.event == got.event)
        for emit in step.emits
    )


def _with(given: tuple[SaidPiece, ...]) -> tuple[Spoken, ...]:
    return (" with ", *given) if given else ()
