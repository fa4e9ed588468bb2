"""Who receives what a line sends."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tracer.trace import Emit, Step
from tutorial.practice.because import because_of_address
from tutorial.practice.exercise import Sketch
from tutorial.practice.grounds import Grounds
from tutorial.quiz.answered import Option
from tutorial.telling.acts import event_text
from tutorial.telling.audience import addressed, why_nobody
from tutorial.telling.words import code, short, visible

NOBODY = "nobody"


def who_receives(grounds: Grounds, draw: Random) -> Sketch | None:
    """The clients, and nobody; any number of them may be right."""
    if len(grounds.trace.clients) < 2:
        return None
    every = list(_askable(grounds))
    if not every:
        return None
    # An emit that some get and others do not teaches most.
    some = [(step, emit) for step, emit in every if 0 < len(set(emit.to)) < len(grounds.trace.clients)]
    step, emit = draw.choice(some if some and draw.random() < 0.8 else every)
    line = f"Line {emit.line}" if emit.line else "The program"
    said = code(short(visible(event_text(emit.event, emit.arguments))))
    emits = [one for other in grounds.trace.steps for one in other.emits if one.kind == "event" and one.addressed]
    return Sketch(
        words=f"{grounds.begins(step)} {line} emits {said}. Who receives it?",
        form="several",
        steps=(step.number,),
        options=tuple(_options(grounds, step, emit)),
        because=because_of_address(step, emit, emits, draw),
        about=("receivers",),
    )


def _askable(grounds: Grounds) -> Iterator[tuple[Step, Emit]]:
    """Emits that are unlike all others of their step, and of which is known who got them."""
    for step in grounds.settled:
        alike = [(emit.event, repr(emit.arguments)) for emit in step.emits]
        for emit in step.emits:
            known = not any(one.why != "left out" for one in emit.unreached)
            once = alike.count((emit.event, repr(emit.arguments))) == 1
            if emit.kind == "event" and emit.failed is None and emit.addressed and known and once:
                yield step, emit


def _options(grounds: Grounds, step: Step, emit: Emit) -> Iterator[Option]:
    where = code(short(visible(addressed(emit))))
    for client in grounds.trace.clients:
        yield Option(client, client in emit.to, _why(step, emit, client, where))
    why = why_nobody(emit)
    nobody = f"In step {step.number} nobody gets it{f': {visible(why)}' if why else ''}."
    got = f"In step {step.number} it goes to {where}, and somebody is there."
    yield Option(NOBODY, not emit.to, got if emit.to else nobody)


def _why(step: Step, emit: Emit, client: str, where: str) -> str:
    name = visible(client)
    if client in emit.to:
        return f"In step {step.number} it goes to {where}, and a packet leaves for {name}."
    if any(one.client == client for one in emit.unreached):
        return f"In step {step.number} it goes to {where}: {name} is left out."
    if step.before.get(client) != "Open" and step.after.get(client) != "Open":
        return f"{name} has no open connection in step {step.number}."
    return f"In step {step.number} it goes to {where}, and {name} is not there."
