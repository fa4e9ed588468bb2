"""Reasons to choose from after a right answer: one is so in the run, the others are not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random

from tracer.trace import Call, Emit, Raised, Step
from tutorial.practice.exercise import Cause
from tutorial.practice.grounds import Grounds
from tutorial.telling.audience import addressed, reach
from tutorial.telling.words import as_read, code, listed, short, visible

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
