"""The variable tracker: the variables as rows, with a column for the start and one for each step."""

from __future__ import annotations

from dataclasses import dataclass

from tutorial.telling import narration
from web.parts.material import Material
from web.parts.part import Part
from web.parts.steps import tracked


@dataclass(frozen=True, slots=True)
class TrackedCell:
    """A variable's value after a step, and whether that step changed it."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class TrackedRow:
    """A tracked variable through all steps."""

    name: str
    cells: tuple[TrackedCell, ...]


@dataclass(frozen=True, slots=True)
class TrackerView:
    """The headings of the columns, and the rows."""

    columns: tuple[str, ...]
    rows: tuple[TrackedRow, ...]


def _tracker(material: Material) -> TrackerView:
    told = narration.tracker(material.trace)
    rows = []
    for name, values in told.rows.items():
        texts = [tracked(name, value) for value in values]
        cells = (
            TrackedCell(text, changed=number > 0 and text != texts[number - 1]) for number, text in enumerate(texts)
        )
        rows.append(TrackedRow(name, tuple(cells)))
    return TrackerView(told.columns, tuple(rows))


TRACKER = Part("tracker", _tracker)
