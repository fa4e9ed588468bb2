"""A table in which one cell is not true: find its row."""

from __future__ import annotations

from random import Random

from tracer.trace import Step
from tutorial.practice.because import because_of_calls
from tutorial.practice.exercise import Sheet, Sketch
from tutorial.practice.grounds import Grounds
from tutorial.practice.sheets import SheetCell, cell_of, columns_of, could_stand_for, heading, told, window
from tutorial.quiz.answered import Option
from tutorial.telling import narration
from tutorial.telling.words import as_read, code, short, visible

_ROWS = 4


def find_the_lie(grounds: Grounds, draw: Random) -> Sketch | None:
    """Some rows in a row; one cell has the text of another step."""
    if len(grounds.settled) < 3:
        return None
    steps = window(grounds.settled, _ROWS, draw.randrange(len(grounds.settled)))
    lies = [
        (cell, text)
        for step in steps
        for column in columns_of(grounds)
        if (cell := cell_of(grounds, step, column)) and cell.is_exact
        for text in _untrue(grounds, cell)
    ]
    if not lies:
        return None
    # Cells that change teach most, and a lie that reads like what came in is not seen at a glance.
    best = max(cell.telling for cell, _ in lies)
    cell, text = draw.choice([(cell, text) for cell, text in lies if cell.telling == best])
    columns = _columns(grounds, cell, steps, draw)
    return Sketch(
        words="One cell of this table is not what the run shows. In which row?",
        form="one",
        steps=(cell.step,),
        options=tuple(_option(step, cell, text) for step in steps),
        sheet=_sheet(grounds, steps, columns, cell, text),
        because=because_of_calls(grounds, grounds.trace.steps[cell.step - 1], draw),
        about=(cell.column,),
    )


def _untrue(grounds: Grounds, cell: SheetCell) -> list[str]:
    """What other steps have in the column of a cell, and this one has not."""
    others = (cell_of(grounds, step, cell.column) for step in grounds.settled)
    texts = {as_read(one.text): one.text for one in others if one and one.is_exact}
    return [text for text in texts.values() if not could_stand_for(text, cell)]


def _columns(grounds: Grounds, cell: SheetCell, steps: tuple[Step, ...], draw: Random) -> list[str]:
    """The column of the lie, and another one."""
    names = columns_of(grounds)
    shown = [name for name in names if name != cell.column and all(cell_of(grounds, step, name) for step in steps)]
    second = draw.choice(shown) if shown else ""
    return [name for name in names if name in (cell.column, second)]


def _option(step: Step, cell: SheetCell, lie: str) -> Option:
    if step.number != cell.step:
        return Option(f"Step {step.number}", False, f"All that stands in row {step.number} is so. {told(cell)}")
    return Option(f"Step {step.number}", True, f"{told(cell)} Not {code(short(visible(lie)))}.")


def _sheet(grounds: Grounds, steps: tuple[Step, ...], columns: list[str], lie: SheetCell, text: str) -> Sheet:
    def shown(step: Step, column: str) -> str:
        if (step.number, column) == (lie.step, lie.column):
            return text
        cell = cell_of(grounds, step, column)
        return cell.text if cell else grounds.rows[step.number - 1].cells["receives"]

    rows = tuple(
        (str(step.number), narration.trigger(step), *(shown(step, column) for column in columns)) for step in steps
    )
    place = ([step.number for step in steps].index(lie.step), 2 + columns.index(lie.column))
    headings = (narration.COLUMNS["step"], narration.COLUMNS["trigger"], *map(heading, columns))
    return Sheet(headings, rows, place, lie.text)
