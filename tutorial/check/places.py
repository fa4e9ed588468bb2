"""Check points and references: the run has their places, and what a reference asserts stands there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tutorial.check.comparing import cell, variable
from tutorial.check.prose import Prose
from tutorial.check.subject import Subject
from tutorial.lesson import markdown
from tutorial.lesson.lesson import Point
from tutorial.lesson.positions import Loc
from tutorial.lesson.problems import Problem
from tutorial.lesson.references import Misread, Reference, missing, value
from tutorial.telling.words import quoted

_ELSEWHERE = "name it in `code_note`, `flow_note`, `transcript` or a key moment"
_ON_INDEX: dict[Loc, tuple[str, str]] = {
    (key,): (f"{what} can name no place of the run: it stands on the course's page, too", _ELSEWHERE)
    for key, what in {"summary": "a summary", "able_to": "this text"}.items()
}
"""What is wrong with a reference in a text that the course's page shows, and what to do."""


def check_places(subject: Subject) -> Iterator[Problem]:
    """Check every place that the lesson names."""
    yield from _points(subject)
    for prose in subject.prose():
        yield from _references(subject, prose)


def _points(subject: Subject) -> Iterator[Problem]:
    for loc, point in _all_points(subject):
        if wrong := missing(point, subject.trace):
            yield subject.error(loc, *wrong)


def _all_points(subject: Subject) -> Iterator[tuple[Loc, Point]]:
    for number, moment in enumerate(subject.lesson.key_moments):
        for index, step in enumerate(moment.steps):
            yield ("key_moments", number, "steps", index), Point(step=step)
        for index, point in enumerate(moment.points):
            yield ("key_moments", number, "points", index), point
    for number, question in enumerate(subject.lesson.quiz):
        for stage, hint in enumerate(question.hints):
            for index, point in enumerate(hint.points):
                yield ("quiz", number, "hints", stage, "points", index), point


def _references(subject: Subject, prose: Prose) -> Iterator[Problem]:
    met: Counter[str] = Counter()
    for reference in markdown.references(prose.text):
        nth = met[reference.written]
        met[reference.written] += 1
        wrong = _ON_INDEX.get(prose.loc) or _wrong(subject, reference)
        if wrong:
            yield subject.at_words(prose, reference.written, *wrong, nth=nth)


def _wrong(subject: Subject, reference: Reference | Misread) -> tuple[str, str] | None:
    """What is wrong with a reference, and what to do."""
    if isinstance(reference, Misread):
        return reference.what, reference.next
    if reference.lines:
        return _no_line(subject, reference.lines[1])
    if wrong := missing(reference.point, subject.trace):
        return wrong
    if reference.asserted is None:
        return None
    real = value(reference.point, subject.trace)
    if reference.asserted in {" ".join(form.split()) for form in real}:
        return None
    what = f"{_called(reference.point)} is {quoted(real[0])}, not {quoted(reference.asserted)}"
    return what, "correct it, or leave the = away: the page shows the real value"


def _no_line(subject: Subject, last: int) -> tuple[str, str] | None:
    lines = len(subject.lesson.code.rstrip("\n").split("\n"))
    return (f"the code has no line {last}", f"it has lines 1 to {lines}") if last > lines else None


def _called(point: Point) -> str:
    if point.variable is not None:
        return variable(point.variable, point.after or 0)
    return cell(point.step or 0, point.column or "step")
