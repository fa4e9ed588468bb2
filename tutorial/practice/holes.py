"""A table with holes, to be filled from a list of texts."""

from __future__ import annotations

from random import Random

from tracer.trace import Step
from tutorial.practice.because import because_of_calls
from tutorial.practice.exercise import Sheet, Sketch
from tutorial.practice.grounds import Grounds
from tutorial.practice.sheets import SheetCell, cell_of, columns_of, could_stand_for, elsewhere, heading, told, window
from tutorial.quiz.answered import Option
from tutorial.telling import narration
from tutorial.telling.words import as_read, short

_ROWS = 4
_HOLES = 3
_MOST_TEXTS = 6
_COLUMNS = 2


def fill_the_table(grounds: Grounds, draw: Random) -> Sketch | None:
    """Some rows in a row, two columns of them, and three cells left out."""
    if len(grounds.settled) < 2:
        return None
    steps = window(grounds.settled, _ROWS, draw.randrange(len(grounds.settled)))
    columns = _two_columns(grounds, steps, draw)
    cells = [cell for column in columns for step in steps if (cell := cell_of(grounds, step, column))]
    holes = _holes([cell for cell in cells if cell.is_exact], draw)
    if len(holes) < 2:
        return None
    everywhere = [cell for name in columns for one in grounds.settled if (cell := cell_of(grounds, one, name))]
    texts = _texts(holes, [cell for cell in everywhere if cell.is_exact], draw)
    if len(texts) < 3:
        return None
    read = [as_read(text) for text in texts]
    step = grounds.trace.steps[holes[0].step - 1]
    return Sketch(
        words="Fill the holes in this part of the run.",
        form="match",
        steps=tuple(dict.fromkeys(hole.step for hole in holes)),
        options=tuple(Option(text, False, "") for text in texts),
        key=tuple(read.index(as_read(hole.text)) for hole in holes),
        sides=tuple(f"Step {hole.step}, {heading(hole.column)}" for hole in holes),
        whys=tuple(tuple(_why(text, hole, everywhere) for text in texts) for hole in holes),
        sheet=_sheet(grounds, steps, columns, holes),
        because=because_of_calls(grounds, step, draw),
        about=tuple(dict.fromkeys(hole.column for hole in holes)),
    )


def _two_columns(grounds: Grounds, steps: tuple[Step, ...], draw: Random) -> list[str]:
    """Two columns in which these steps differ most, with some chance."""

    def change(column: str) -> float:
        cells = [cell for step in steps if (cell := cell_of(grounds, step, column))]
        return len({cell.text for cell in cells if cell.is_exact and cell.telling}) + draw.random()

    names = columns_of(grounds)
    best = sorted(names, key=change, reverse=True)[:_COLUMNS]
    return [name for name in names if name in best]


def _holes(cells: list[SheetCell], draw: Random) -> list[SheetCell]:
    """Cells to be left out, with no text among them that would fit another one's place, too."""
    drawn = sorted(cells, key=lambda cell: draw.random() + cell.telling, reverse=True)
    holes: list[SheetCell] = []
    for cell in drawn:
        if len(holes) < _HOLES and not any(_confusable(cell, other) for other in holes):
            holes.append(cell)
    return sorted(holes, key=lambda cell: (cell.step, cells.index(cell)))


def _confusable(one: SheetCell, other: SheetCell) -> bool:
    same = as_read(one.text) == as_read(other.text)
    return not same and (could_stand_for(one.text, other) or could_stand_for(other.text, one))


def _texts(holes: list[SheetCell], others: list[SheetCell], draw: Random) -> list[str]:
    """The texts to choose from: those of the holes, and wrong ones of the same columns."""
    texts = list({as_read(hole.text): hole.text for hole in holes}.values())
    known = {as_read(text) for text in texts}
    columns = {hole.column for hole in holes}
    for cell in draw.sample(others, len(others)):
        fits = any(could_stand_for(cell.text, hole) for hole in holes)
        if len(texts) < _MOST_TEXTS and cell.column in columns and not fits and as_read(cell.text) not in known:
            known.add(as_read(cell.text))
            texts.append(cell.text)
    draw.shuffle(texts)
    return texts


def _why(text: str, hole: SheetCell, everywhere: list[SheetCell]) -> str:
    if as_read(text) == as_read(hole.text):
        return told(hole)
    return f"{elsewhere(text, hole.column, everywhere)} {told(hole)}"


def _sheet(grounds: Grounds, steps: tuple[Step, ...], columns: list[str], holes: list[SheetCell]) -> Sheet:
    places = {(hole.step, hole.column): number for number, hole in enumerate(holes)}

    def shown(step: Step, column: str) -> str | int:
        if (step.number, column) in places:
            return places[step.number, column]
        if column in step.variables:
            cell = cell_of(grounds, step, column)
            return short(cell.text) if cell else ""
        return grounds.rows[step.number - 1].cells[next(key for key in narration.COLUMNS if key == column)]

    rows = tuple(
        (str(step.number), narration.trigger(step), *(shown(step, column) for column in columns)) for step in steps
    )
    headings = (narration.COLUMNS["step"], narration.COLUMNS["trigger"], *map(heading, columns))
    return Sheet(headings, rows)
