"""Whether the run is the same every time, and whether it rests on which of two threads was the faster one."""

from __future__ import annotations

from collections.abc import Iterator

from tracer.trace import Trace
from tutorial.checks.subject import Subject
from tutorial.comparing import differences
from tutorial.problems import Problem
from tutorial.written import listed, quoted


def check_again(subject: Subject, again: Trace) -> Iterator[Problem]:
    """The first cell or value in which a second run differs."""
    first = next(differences(subject.trace, again), None)
    if first is not None:
        what = f"the run is not the same twice: {first.place} is {first.before}, then {first.after}"
        yield subject.error(("code",), what, "take clocks, random numbers and racing threads out of the code")


def check_order(subject: Subject) -> Iterator[Problem]:
    """Watched variables that several steps change of which nothing says which comes first."""
    for group in _groups(subject.trace):
        for name in subject.trace.start:
            changing = [number for number in group if _changes(subject.trace, number, name)]
            if len(changing) > 1 and name != "response_sent":
                what = f"{quoted(name)} rests on the order of steps {listed(changing)}, which nothing fixes"
                remedy = "do one after the other, or do not watch it"
                yield subject.warning(("scenario",), what, remedy)


def _groups(trace: Trace) -> list[tuple[int, ...]]:
    """The steps that ran at the same time, each such set once."""
    return sorted({tuple(sorted({step.number, *step.unordered})) for step in trace.steps if step.unordered})


def _changes(trace: Trace, number: int, name: str) -> bool:
    before = trace.steps[number - 2].variables if number > 1 else trace.start
    return bool(trace.steps[number - 1].variables.get(name) != before.get(name))
