"""Reasons to choose from after a right answer: one is so in the run, the others are not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from random import Random

from tracer.trace import Call, Emit, PhaseKind, Raised, RoomChange, Step
from tutorial.practice.exercise import Cause
from tutorial.practice.grounds import Grounds
from tutorial.telling.audience import addressed, reach
from tutorial.telling.literals import literal
from tutorial.telling.words import as_read, code, listed, listed_few, short, visible

_MOST_WRONG = 2


def because_of_calls(grounds: Grounds, step: Step, draw: Random) -> tuple[Cause, ...]:
    """Why a step comes out as it does: which of the program's functions runs, and how it ends."""
    others = [_called(one) for one in grounds.trace.steps if one.trigger.kind != "end"]
    return chosen(_called(step), [*others, _NO_FUNCTION, *_failures(step)], f"In step {step.number} that is so", draw)


def because_of_address(step: Step, emit: Emit, emits: Iterable[Emit], draw: Random) -> tuple[Cause, ...]:
    """Why these clients receive an emit: to whom its line sends."""
    line = f"line {emit.line}" if emit.line else "the program"
    right = f"{line[0].upper()}{line[1:]} sends to {code(addressed(emit))}."
    texts = [addressed(one) for one in emits] + ["everybody", *_own(step)]
    wrong = [f"{line[0].upper()}{line[1:]} sends to {code(text)}." for text in texts]
    return chosen(right, wrong, f"In step {step.number} it goes to {code(reach(emit))}", draw)


def because_of_listening(grounds: Grounds, step: Step, draw: Random) -> tuple[Cause, ...]:
    """Why this function is called, or none: what it listens for. No reasons, where the program's text does not say."""
    event = (step.trigger.event or "") if step.trigger.kind == "event" else step.trigger.kind
    heard = {one.event: one.function for one in grounds.listening}
    called = step.calls[0].function if step.calls else None
    if heard.get(event) != called:
        return ()
    right = f"{code(called)} listens for {code(event)}." if called else f"No function listens for {code(event)}."
    wrong = [f"{code(name)} listens for {code(event)}." for name in heard.values() if name != called]
    if called:
        wrong += [f"{code(called)} listens for {code(other)}." for other in heard if other != event]
        wrong += ["All functions that listen are called with every event."] if len(heard) > 1 else []
    return chosen(right, wrong, f"So it is in the program, and {code(short(visible(event)))} came in", draw)


def because_of_order(step: Step, kinds: Sequence[PhaseKind], draw: Random) -> tuple[Cause, ...]:
    """Why what happens within a step comes in this order: what one thing needs of the one before."""
    needed = [_NEEDS[kind] for kind in kinds[1:] if kind in _NEEDS]
    if not needed:
        return ()
    return chosen(draw.choice(needed), _NEEDS_NOT, f"So it is in step {step.number}", draw)


_NEEDS: Mapping[PhaseKind, str] = {
    "accepts": "The server opens a connection only for a client that asked for it.",
    "receives": "The server receives only what a client has sent.",
    "handles": "A handler is called only after something has come in for it.",
    "responds": "What a handler sends leaves only after the handler was called.",
    "delivers": "A client receives only what has left the server.",
}
_NEEDS_NOT = (
    "All of this happens at once, and its order is a matter of chance.",
    "The client decides the order of it.",
    "The server tells the client what comes next, and the client waits for that.",
)


def because_of_effects(grounds: Grounds, step: Step, draw: Random) -> tuple[Cause, ...]:
    """Why other steps depend on a step, or do not: what it leaves behind."""
    own, others = _effects(grounds, step), [_effects(grounds, one) for one in grounds.settled]
    wrong = [_left_behind(step, effects) for effects in others if not set(effects) <= set(own)]
    wrong += [_left_behind(step, [])] if own else []
    return chosen(_left_behind(step, own), wrong, f"After step {step.number} that is so", draw)


def _left_behind(step: Step, effects: list[str]) -> str:
    if not effects:
        return f"No connection, no room and no variable is otherwise after step {step.number} than before."
    return f"New after step {step.number}: {listed_few(effects)}."


def _effects(grounds: Grounds, step: Step) -> list[str]:
    """What of a step lasts: connections, rooms, variables. What it sent is over with it."""
    was = grounds.trace.steps[step.number - 2].variables if step.number > 1 else grounds.trace.start
    found = [
        f"{code(visible(client))} is {'connected' if status == 'Open' else 'not connected any more'}"
        for client, status in step.after.items()
        if status != step.before.get(client)
    ]
    found += [_room_change(one) for one in step.rooms]
    found += [
        f"{code(visible(name))} is {code(short(visible(literal(value))))}"
        for name, value in step.variables.items()
        if name not in _MOMENTARY and literal(was.get(name)) != literal(value)
    ]
    return list(dict.fromkeys(found))


_MOMENTARY = ("response_sent", "connection_status")
"""Variables that last no longer than their step, and those that are told in other words."""


def _room_change(change: RoomChange) -> str:
    room = code(short(visible(literal(change.room))))
    if change.client is None:
        return f"the room {room} is closed"
    return f"{code(visible(change.client))} {'is in' if change.kind == 'joined' else 'is not in'} the room {room}"


def chosen(right: str, wrong: Iterable[str], told: str, draw: Random) -> tuple[Cause, ...]:
    """The right reason and two wrong ones at most, shuffled; no reasons, when nothing is wrong."""
    known = {as_read(right)}
    others = []
    for text in wrong:
        if as_read(text) not in known:
            known.add(as_read(text))
            others.append(text)
    picked = draw.sample(others, min(_MOST_WRONG, len(others)))
    if not picked:
        return ()
    reasons = [
        Cause(right, True, f"{told}."),
        *(Cause(text, False, f"That is not so here. {right}") for text in picked),
    ]
    draw.shuffle(reasons)
    return tuple(reasons)


_NO_FUNCTION = "None of the program’s functions runs; the library answers by itself."


def _called(step: Step) -> str:
    """What runs in a step, in a sentence that says neither what it sends nor what it changes."""
    if step.calls:
        return f"The program runs {listed(_call(call) for call in _distinct(step.calls))}."
    if step.trigger.kind == "event":
        return f"No handler listens for {code(short(visible(step.trigger.event or '')))}, so nothing runs."
    return _NO_FUNCTION if step.trigger.kind != "server" else f"{_task(step)} runs by itself, outside any handler."


def _distinct(calls: Iterable[Call]) -> list[Call]:
    return list({call.function: call for call in calls}.values())


def _call(call: Call) -> str:
    failed = f", which raises {code(call.outcome.type)}" if isinstance(call.outcome, Raised) else ""
    return f"{code(call.function)} for {_occasion(call)}{failed}"


def _occasion(call: Call) -> str:
    if call.event in ("connect", "disconnect"):
        return f"the {call.event}"
    return {"error": "an exception", "callback": "an acknowledgement"}.get(
        call.event, f"the event {code(short(visible(call.event)))}"
    )


def _task(step: Step) -> str:
    return code(step.trigger.task) if step.trigger.task else "The program"


def _failures(step: Step) -> Iterator[str]:
    """What would be said of the step, if its handler had failed."""
    for call in step.calls[:1]:
        if not isinstance(call.outcome, Raised):
            yield f"The program runs {code(call.function)} for {_occasion(call)}, which raises {code('TypeError')}."


def _own(step: Step) -> list[str]:
    return [step.trigger.client] if step.trigger.client else []
