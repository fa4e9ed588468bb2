"""Two runs side by side: the rows of both, aligned, and what differs in each, by a sign and a word.

It is made of two runs, and not of a lesson's material: whoever has them passes its view to the template as `compared`.
"""

from __future__ import annotations

from dataclasses import dataclass

from tutorial.telling.alignment import AlignedKind, AlignedRow, Alignment
from tutorial.telling.narration import ColumnKey, Mark, Row
from tutorial.telling.words import visible
from web.parts.table import LABELS

SIGNS: dict[AlignedKind, str] = {"same": "=", "changed": "≠", "gone": "−", "new": "+"}
"""A sign for what became of a row."""

_NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class ComparedCell:
    """A cell, or a variable, of one run; `differs` says that the other run has another text there."""

    label: str
    text: str
    differs: bool
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class ComparedSide:
    """A row as one of the runs has it: what sets the step off, and its cells."""

    number: int
    trigger: ComparedCell
    cells: tuple[ComparedCell, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A row of both runs. `elsewhere` is the step of the other run in which the same happens at another place."""

    kind: AlignedKind
    sign: str
    before: ComparedSide | None
    after: ComparedSide | None
    elsewhere: int | None


@dataclass(frozen=True, slots=True)
class ComparedView:
    """The rows, the names of both runs, and what differs in a few words."""

    before: str
    after: str
    rows: tuple[ComparedRow, ...]
    summary: str


def compared(alignment: Alignment, before: str, after: str) -> ComparedView:
    """Two aligned runs under these names, such as “This lesson” and “Without step 2”."""
    return ComparedView(before, after, tuple(map(_row, alignment.rows)), alignment.summary)


def _row(row: AlignedRow) -> ComparedRow:
    return ComparedRow(
        kind=row.kind,
        sign=SIGNS[row.kind],
        before=_side(row, row.before, [value.before for value in row.other_values]),
        after=_side(row, row.after, [value.after for value in row.other_values]),
        elsewhere=row.elsewhere,
    )


def _side(row: AlignedRow, here: Row | None, values: list[str | None]) -> ComparedSide | None:
    if here is None:
        return None
    cells = [_cell(row, here, key, label) for key, label in LABELS.items() if _tells(row, key)]
    cells += [
        ComparedCell(visible(value.name), visible(text or _NOTHING), differs=True, is_name=True)
        for value, text in zip(row.other_values, values, strict=True)
    ]
    return ComparedSide(here.number, _cell(row, here, "trigger", ""), tuple(cells), tuple(here.marks.values()))


def _tells(row: AlignedRow, key: ColumnKey) -> bool:
    """The state before a step is that after the step before; it is shown where it differs."""
    return key != "before" or key in row.columns


def _cell(row: AlignedRow, here: Row, key: ColumnKey, label: str) -> ComparedCell:
    return ComparedCell(label, visible(here.cells[key]), differs=key in row.columns)
