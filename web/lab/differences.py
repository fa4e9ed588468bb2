"""What differs between two runs, cell by cell, as data for the page."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from tracer.trace import Trace
from tutorial.telling import narration
from tutorial.telling.alignment import AlignedRow, align

_MOST = 400
_MOST_TEXT = 300


def differences(lesson: Trace, yours: Trace) -> list[dict[str, Any]]:
    """The cells and values that read otherwise, and the rows that only one run has.

    Each has a `kind` (`changed`, `gone` or `new`), the `step` (of your run; of the lesson's where a row is gone), the
    heading of its `column`, or the name of a variable, and the texts of both runs, empty where a run has no such row.
    """
    found = (one for row in align(lesson, yours).differing for one in _of(row))
    return list(islice(found, _MOST))


def _of(row: AlignedRow) -> Iterator[dict[str, Any]]:
    if row.before is None or row.after is None:
        here = row.before or row.after
        if here is None:
            return
        texts = [side.cells["trigger"] if side else "" for side in (row.before, row.after)]
        yield _difference(row.kind, here.number, narration.COLUMNS["trigger"], *texts)
        return
    for key in row.columns:
        texts = [row.before.cells[key], row.after.cells[key]]
        yield _difference("changed", row.after.number, narration.COLUMNS[key], *texts)
    for value in row.other_values:
        yield _difference("changed", row.after.number, value.name, value.before or "", value.after or "")


def _difference(kind: str, step: int, column: str, lesson: str, yours: str) -> dict[str, Any]:
    return {"kind": kind, "step": step, "column": column, "lesson": lesson[:_MOST_TEXT], "yours": yours[:_MOST_TEXT]}
