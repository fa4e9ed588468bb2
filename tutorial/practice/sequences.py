"""Shuffled things to be put in the order of the run: steps, or what happens within one step."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from tracer.trace import Phase, Step
from tutorial.practice.because import because_of_order, chosen
from tutorial.practice.exercise import Cause, Sketch
from tutorial.practice.grounds import Grounds
from tutorial.quiz.answered import Option
from tutorial.telling import narration
from tutorial.telling.phases import phase_sentence
from tutorial.telling.words import as_read, code, short, visible

_FEWEST, _MOST = 3, 5
_CAUSAL = ("connects", "accepts", "sends", "receives", "handles", "responds", "delivers")
"""Kinds of phases of which each must come before the next, within one step."""


def put_in_order(grounds: Grounds, draw: Random) -> Sketch | None:
    """Steps of the run whose beginnings differ, or the phases of a step, whichever the run has; both in turn."""
    makers = [_steps, _phases] if draw.random() < 0.5 else [_phases, _steps]
    return next((made for maker in makers if (made := maker(grounds, draw))), None)


def _steps(grounds: Grounds, draw: Random) -> Sketch | None:
    steps = grounds.distinct(grounds.settled)
    if len(steps) < _FEWEST:
        return None
    count = min(_MOST, len(steps))
    first = draw.randrange(len(steps) - count + 1)
    chosen_steps = steps[first : first + count]
    texts = [narration.trigger(step) for step in chosen_steps]
    return _sketch(
        "Put these steps in the order in which they happen in the run.",
        texts,
        [
            f"{code(short(visible(text)))} is step {step.number}."
            for text, step in zip(texts, chosen_steps, strict=True)
        ],
        tuple(step.number for step in chosen_steps),
        draw,
        because=_after_connecting(chosen_steps, draw),
    )


def _after_connecting(steps: Sequence[Step], draw: Random) -> tuple[Cause, ...]:
    """Why nothing of a client comes before its connection: from which step on the connection is open."""
    opened = [(step, step.trigger.client) for step in steps if step.trigger.kind == "connect"]
    open_now = [(step, client) for step, client in opened if client and step.after.get(client) == "Open"]
    if not open_now:
        return ()
    step, client = draw.choice(open_now)
    if step.before.get(client) == "Open":
        return ()
    words = "The connection of {} opens in step {}; before it, nothing of {} reaches the server."
    who = code(visible(client))
    others = [words.format(who, other.number, who) for other in steps if other.number != step.number]
    return chosen(words.format(who, step.number, who), others, f"Before step {step.number} it is not open", draw)


def _phases(grounds: Grounds, draw: Random) -> Sketch | None:
    fitting = [(step, phases) for step in grounds.settled if len(phases := _chain(step)) >= _FEWEST]
    if not fitting:
        return None
    step, phases = draw.choice(fitting)
    texts = [str(phase_sentence(step, phase)) for phase in phases]
    places = range(1, len(texts) + 1)
    return _sketch(
        f"{grounds.begins(step)} Put what happens then in order.",
        texts,
        [f"In step {step.number} that is number {place} of these." for place in places],
        (step.number,),
        draw,
        because=because_of_order(step, [phase.kind for phase in phases], draw),
    )


def _chain(step: Step) -> list[Phase]:
    """One phase of each kind that must follow the one before; none of several that happen side by side."""
    kinds = [phase.kind for phase in step.phases]
    chain = [phase for phase in step.phases if phase.kind in _CAUSAL and kinds.count(phase.kind) == 1]
    ranks = [_CAUSAL.index(phase.kind) for phase in chain]
    texts = {as_read(str(phase_sentence(step, phase))) for phase in chain}
    return chain if ranks == sorted(ranks) and len(texts) == len(chain) else []


def _sketch(
    words: str,
    texts: list[str],
    whys: list[str],
    steps: tuple[int, ...],
    draw: Random,
    because: tuple[Cause, ...] = (),
) -> Sketch:
    """The things shuffled, and never in order from the first."""
    count = len(texts)
    order = draw.sample(range(count), count)
    if order == sorted(order):
        order = [*order[1:], order[0]]
    return Sketch(
        words=words,
        form="order",
        steps=steps,
        options=tuple(Option(texts[place], False, whys[place]) for place in order),
        key=tuple(order.index(place) for place in range(count)),
        whys=tuple(tuple(f"{whys[other]} Here stands: {whys[place]}" for other in order) for place in range(count)),
        because=because,
        about=("order",),
    )
