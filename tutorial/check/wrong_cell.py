"""Check `why`: its program plays, and goes wrong in the cell that it names, in which the lesson's does not."""

from __future__ import annotations

from collections.abc import Iterator

from tracer.trace import Trace
from tutorial.check.subject import Subject
from tutorial.lesson.changed_lesson import UnchangeableError
from tutorial.lesson.positions import Loc
from tutorial.lesson.problems import LessonError, Problem
from tutorial.lesson.why import Why, WhyCell
from tutorial.run.replays import Replays
from tutorial.telling import narration
from tutorial.telling.alignment import COMPARED, align
from tutorial.telling.narration import ColumnKey
from tutorial.telling.words import quoted


def check_why(subject: Subject, replays: Replays) -> Iterator[Problem]:
    """Find what does not hold of the program that fails."""
    why = subject.lesson.why
    if why is None:
        return
    try:
        trace = replays.why()
    except UnchangeableError as error:
        yield subject.error(("why", "change"), error.what, error.next_step)
    except LessonError as error:
        yield from error.problems
    else:
        yield from _cells(subject, why, trace)


def goes_wrong(why: Why, own: Trace, failing: Trace) -> bool:
    """Whether the cell that `why` names reads otherwise than in the lesson's run."""
    return (why.wrong.step, why.wrong.column) in different(own, failing)


def different(own: Trace, failing: Trace) -> list[tuple[int, ColumnKey]]:
    """The cells of a failing run that read otherwise than in the lesson's run, in the order of reading.

    All cells of a step that the lesson's run does not have are among them.
    """
    rows = align(own, failing).rows
    return [(row.after.number, key) for row in rows if row.after for key in (row.columns if row.before else COMPARED)]


def _cells(subject: Subject, why: Why, trace: Trace) -> Iterator[Problem]:
    cells: list[tuple[Loc, WhyCell]] = [(("why", "wrong"), why.wrong)]
    cells += [(("why", "others", index), one) for index, one in enumerate(why.others)]
    for loc, cell in cells:
        if cell.step > len(trace.steps):
            what, instead = f"the run of `why` has no step {cell.step}", f"it has steps 1 to {len(trace.steps)}"
            yield subject.error((*loc, "step"), what, instead)
            return
    differing = different(subject.trace, trace)
    if not differing:
        yield subject.error(("why",), "the run of `why` is the lesson's own, cell by cell", "let it go wrong")
    elif (why.wrong.step, why.wrong.column) not in differing:
        text = narration.row(trace.steps[why.wrong.step - 1]).cells[why.wrong.column]
        what = f"this cell reads {quoted(text)} in the lesson's run, too"
        yield subject.error(("why", "wrong"), what, f"the first that differs is {_named(*differing[0])}")
    else:
        yield from _earlier(subject, why, differing)


def _earlier(subject: Subject, why: Why, differing: list[tuple[int, ColumnKey]]) -> Iterator[Problem]:
    """A step before the wrong cell's that differs, too, and of which nothing is said."""
    told = {one.step for one in why.others}
    unsaid = [cell for cell in differing if cell[0] < why.wrong.step and cell[0] not in told]
    if unsaid:
        what = f"the run of `why` differs before, in {_named(*unsaid[0])}"
        yield subject.warning(("why", "wrong"), what, "take that cell, or say under `others` why it is not there")


def _named(step: int, column: ColumnKey) -> str:
    return f"`{{step: {step}, column: {column}}}`"
