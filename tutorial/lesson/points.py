"""Places on a lesson's page, as an author names them, and the hints that point to them."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, Strict, model_validator

from tutorial.lesson.fields import AfterStep, Block, StepNumber, VariableName
from tutorial.lesson.model import Model, mistake
from tutorial.telling.narration import ColumnKey


class Point(Model):
    """A place on the page: a row (`step`), a column, a cell (both), or a tracker cell (`variable`, `after`).

    A `variable` without `after` means its whole row; `after: 0` means the tracker's start.
    """

    step: StepNumber | None = None
    column: ColumnKey | None = None
    variable: VariableName | None = None
    after: AfterStep | None = None

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        in_table = self.step is not None or self.column is not None
        if in_table == (self.variable is not None) or (self.after is not None and self.variable is None):
            raise mistake(
                "a point is one place, in the table or in the tracker",
                "write, for example, `{step: 2, column: receives}` or `{variable: last_message, after: 2}`",
            )
        return self


Points = Annotated[tuple[Point, ...], Strict(False), Field(description="a list of places, such as `[{step: 2}]`")]


class Hint(Model):
    """One stage of help: a Markdown text, and the places that it points to."""

    text: Block
    points: Points = ()


def _read_hint(written: Any) -> Any:
    return {"text": written} if isinstance(written, str) else written


Hints = Annotated[
    tuple[Annotated[Hint, BeforeValidator(_read_hint)], ...],
    Strict(False),
    Field(description="a list of hints, each a text or `{text: ..., points: [...]}`"),
]
