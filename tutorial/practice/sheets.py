"""The cells of which exercises make tables: those whose text is exact, so that no other text is also true there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tracer.trace import Step
from tutorial.practice.grounds import Grounds
from tutorial.telling import narration
from tutorial.telling.literals import literal
from tutorial.telling.words import as_read, code, short, visible

_LONGEST_CELL = 80
_COLUMNS: tuple[narration.ColumnKey, ...] = ("action", "receives")


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell of a step: `column` is a key of the execution table, or a variable. `telling` cells show a change."""

    step: int
    column: str
    text: str
    telling: bool

    @property
    def is_exact(self) -> bool:
        """Whether the text is short, so that readers see all of it."""
        return len(self.text) <= _LONGEST_CELL


def heading(column: str) -> str:
    """What stands above a column."""
    return next((name for key, name in narration.COLUMNS.items() if key == column), column)


def columns_of(grounds: Grounds) -> tuple[str, ...]:
    """The columns whose cells exercises may ask for: two of the execution table, and the variables."""
    return (*_COLUMNS, *grounds.trace.start)


def cell_of(grounds: Grounds, step: Step, column: str) -> SheetCell | None:
    """A cell of a step; None, where more than its own text could be called true."""
    row = grounds.rows[step.number - 1]
    if column == "receives" and (row.marks.get("receives") == "local" or any(one.local for one in step.deliveries)):
        return None  # nothing crosses the wire: "No message" would be true, too
    if key := next((key for key in _COLUMNS if key == column), None):
        text = row.cells[key]
        return SheetCell(step.number, column, text, telling=text not in ("No action", "No message"))
    was = grounds.trace.steps[step.number - 2].variables if step.number > 1 else grounds.trace.start
    value = step.variables.get(column)
    return SheetCell(step.number, column, literal(value), telling=literal(was.get(column)) != literal(value))


def could_stand_for(text: str, cell: SheetCell) -> bool:
    """Whether a text is true of a cell: its own text, or a part of it."""
    own, other = _parts(cell.text), _parts(text)
    return other <= own


def told(cell: SheetCell) -> str:
    """Say in a sentence what a cell has."""
    shown = code(short(visible(cell.text)))
    if cell.column in _COLUMNS:
        return f"In step {cell.step}, “{heading(cell.column)}” reads {shown}."
    return f"After step {cell.step} {code(visible(cell.column))} is {shown}."


def elsewhere(text: str, column: str, cells: Iterable[SheetCell]) -> str:
    """Say where a text stands in a column, if it does."""
    steps = [cell.step for cell in cells if cell.column == column and as_read(cell.text) == as_read(text)]
    return f"That is so in step {steps[0]}." if steps else "That stands in another column."


def window(steps: Sequence[Step], most: int, start: int) -> tuple[Step, ...]:
    """As many steps in a row as there are, `most` of them, from a place that leaves room for them."""
    first = min(start, max(0, len(steps) - most))
    return tuple(steps[first : first + most])


def _parts(text: str) -> set[str]:
    return {as_read(part) for part in text.split("; ")}
