"""The execution table: a row for each step, and the meaning of its marks."""

from __future__ import annotations

from dataclasses import dataclass

from tutorial.telling.narration import Mark
from web.parts.material import Material
from web.parts.part import Part
from web.parts.steps import ShownStep

LEGEND: dict[Mark, str] = {
    "local": "Nothing crossed the wire: the client’s own library told the client’s program.",
    "any order": "This step and another ran at the same time, in threads whose order nothing fixes.",
    "no handler": "No function is registered for this event, so the server dropped it without a word.",
    "end": "No event: the row says how things stand when the scenario is over.",
    "error": "The handler raised an exception instead of returning.",
    "refused": "The server refused the connection.",
}


@dataclass(frozen=True, slots=True)
class TableView:
    """The steps, one for each row of the table, and the words for its marks."""

    steps: tuple[ShownStep, ...]
    legend: dict[Mark, str]


def _table(material: Material) -> TableView:
    used = {mark for step in material.steps for mark in step.row.marks.values()}
    return TableView(material.steps, {mark: words for mark, words in LEGEND.items() if mark in used})


TABLE = Part("table", _table)
