"""Which lines of the program act in a step: those that ran, and those that made what the server sends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tracer.trace import Raised, Step
from tutorial.course.studied import Studied
from tutorial.telling.narration import failure
from web.parts.lines.line_cache import LineCache, LinesOf, Numbers


@dataclass(frozen=True, slots=True)
class Acting:
    """The lines that act in one step.

    `ran` are the lines of the program that were executed. `leaves` says of a phase that sends something during which
    line it left: the phase of the call, and the line's place in it, counted from 1. `answers` says of a phase that
    sends an acknowledgement which line returned it. `raises` says of a call's phase which line ended it by which
    exception.
    """

    ran: tuple[int, ...] = ()
    leaves: dict[int, Numbers] = field(default_factory=dict)
    answers: dict[int, int] = field(default_factory=dict)
    raises: dict[int, tuple[int, str]] = field(default_factory=dict)


def acting_lines(studied: Studied, line_cache: LineCache) -> dict[int, Acting]:
    """What acts in each step that has lines, by the step's number."""
    found = {step.number: _acting(studied, line_cache, step) for step in studied.trace.steps}
    return {number: acting for number, acting in found.items() if acting.ran}


def _acting(studied: Studied, line_cache: LineCache, step: Step) -> Acting:
    acting, walk = Acting(), list(_walk(studied, line_cache, step))
    place = 0
    for number, phase in enumerate(step.phases, 1):
        if phase.emit is None:
            continue
        if phase.emit.kind == "ack":
            left = _return(walk, number)
            if left is not None:
                acting.answers[number] = walk[left].number
        else:
            left = next((at for at in range(place, len(walk)) if walk[at].number == phase.emit.line), None)
            place = place if left is None else left + 1
        if left is not None:
            acting.leaves[number] = walk[left].phase, walk[left].place
    ran = tuple(sorted({line.number for line in walk}))
    return Acting(ran, acting.leaves, acting.answers, dict(_raises(step)))


def _raises(step: Step) -> Iterator[tuple[int, tuple[int, str]]]:
    for number, phase in enumerate(step.phases, 1):
        failed = phase.call.outcome if phase.call else None
        if isinstance(failed, Raised) and failed.line:
            yield number, (failed.line, failure(failed))


@dataclass(frozen=True, slots=True)
class _Walked:
    """A line of a phase's call: its number in the program and its place in the call, counted from 1."""

    phase: int
    place: int
    number: int
    ends: bool


def _walk(studied: Studied, line_cache: LineCache, step: Step) -> Iterator[_Walked]:
    for phase in range(1, len(step.phases) + 1):
        where: LinesOf = step.number, phase
        story = line_cache.story(studied, where)
        if story is None:
            continue
        for place, (number, event, depth) in enumerate(story.walked(), 1):
            if event in ("line", "return"):
                yield _Walked(phase, place, number, ends=event == "return" and depth == 0)


def _return(walk: list[_Walked], before: int) -> int | None:
    """Where the call returned that an acknowledgement in the phase `before` is made of."""
    return next((at for at in reversed(range(len(walk))) if walk[at].ends and walk[at].phase < before), None)
