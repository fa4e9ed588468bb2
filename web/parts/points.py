"""The places that key moments and hints point to: their words, and their elements on the page."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tracer.trace import Trace
from tutorial.lesson.lesson import Point
from tutorial.lesson.markdown import Link, Refer
from tutorial.lesson.references import Reference, missing, value
from tutorial.telling.narration import COLUMNS


@dataclass(frozen=True, slots=True)
class Target:
    """A pressable place: its words, the `id` of its element, and the step that it can go to."""

    words: str
    id: str
    step: int | None


def target(point: Point, variables: tuple[str, ...]) -> Target:
    """Where a point is. `variables` are the tracked names in the order of the tracker's rows."""
    if point.variable is not None:
        return _tracker(point.variable, point.after, variables)
    if point.step is None:
        column = point.column or "step"
        return Target(f"column “{COLUMNS[column]}”", f"column-{column}", None)
    if point.column is None:
        return Target(f"step {point.step}", f"row-{point.step}", point.step)
    return Target(f"step {point.step}, “{COLUMNS[point.column]}”", f"cell-{point.step}-{point.column}", point.step)


def refer(trace: Trace) -> Refer:
    """The places that references in a lesson's prose lead to, with the run's text at each place."""

    def link(reference: Reference) -> Link | None:
        if reference.lines:
            first, last = reference.lines
            words = f"line {first}" if first == last else f"lines {first} to {last}"
            return Link(words, f"line-{first}", None, value=False, lines=reference.lines)
        if missing(reference.point, trace):
            return None
        place = target(reference.point, tuple(trace.start))
        real = value(reference.point, trace)
        return Link(real[0] if real else place.words, place.id, place.step, value=bool(real))

    return link


def refer_elsewhere(trace: Trace) -> Refer:
    """References in texts about a run that is not on the page: their words and the run's values, without links."""
    whole = refer(trace)

    def link(reference: Reference) -> Link | None:
        found = whole(reference)
        return replace(found, id="") if found else None

    return link


def _tracker(name: str, after: int | None, variables: tuple[str, ...]) -> Target:
    row = variables.index(name) if name in variables else 0
    if after is None:
        return Target(name, f"variable-{row}", None)
    if after == 0:
        return Target(f"{name} at the start", f"variable-{row}-0", None)
    return Target(f"{name} after step {after}", f"variable-{row}-{after}", after)
