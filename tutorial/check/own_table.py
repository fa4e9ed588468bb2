"""Compare the rows that an author expects with the run's table, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator

from tracer.trace import Trace
from tutorial.check.comparing import cell, diff, variable
from tutorial.lesson.expected import ExpectedStep
from tutorial.lesson.positions import Loc
from tutorial.project.happenings import reads
from tutorial.telling import narration
from tutorial.telling.literals import literal, plain
from tutorial.telling.words import quoted

_WORTH_A_DIFF = 12


def compare(expected: ExpectedStep, trace: Trace) -> Iterator[tuple[Loc, str, str]]:
    """Find every cell and value that differs in the run: its place in the row, the difference, and what to do."""
    if expected.step > len(trace.steps):
        yield ("step",), f"the run has no step {expected.step}", f"it has steps 1 to {len(trace.steps)}"
        return
    number = expected.step
    if number:
        real = narration.row(trace.steps[number - 1]).cells
        for column, text in expected.cells().items():
            if text.strip() != real[column]:
                yield (column,), *_differs(cell(number, column), text.strip(), real[column])
    values = trace.steps[number - 1].variables if number else trace.start
    for name, written in expected.variables.items():
        if name in values and not reads(written, values[name]):
            text = written if isinstance(written, str) else literal(written)
            yield ("variables", name), *_differs(variable(name, number), text, plain(values[name]))


def _differs(place: str, expected: str, real: str) -> tuple[str, str]:
    what = f"{place} is {quoted(real)}, not {quoted(expected)}"
    changes = diff(expected, real)
    if min(len(expected), len(real)) >= _WORTH_A_DIFF and changes.count("[-") < len(expected.split()):
        what += f" ({changes})"
    return what, "correct the table if the run is right, the code or the scenario if it is not"
