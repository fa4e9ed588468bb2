"""`why`: the problem that a lesson solves, as a program that fails or does without, and the cell where it goes wrong.

    why:
      problem: Everybody should hear of it.
      change: {code: {line: 9, becomes: pass}}
      wrong: {step: 2, column: receives}
      so: Line 9 sends the answer.
      others:
        - {step: 3, column: receives, so: Here it goes wrong, too, but not for the first time.}

The program is a whole one, or the lesson's own with one thing changed. It is played like the lesson's, by the same
clients.
"""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, Strict, model_validator

from tutorial.lesson.changes import Change
from tutorial.lesson.fields import Block, PythonCode
from tutorial.lesson.model import Model, mistake
from tutorial.lesson.scenario import Scenario
from tutorial.lesson.which_run import RunStep
from tutorial.telling.narration import ColumnKey
from tutorial.telling.words import quoted


def _told(column: ColumnKey) -> ColumnKey:
    if column == "step":
        raise mistake("the column 'step' has only numbers", "choose `action`, `after` or `receives`")
    return column


Column = Annotated[
    ColumnKey, AfterValidator(_told), Field(description="a column of the execution table, such as receives")
]


class WhyCell(Model):
    """A cell of the execution table of `why`'s run."""

    step: RunStep
    column: Column


class OtherCell(WhyCell):
    """A cell that a student may take for the wrong one, and what to say then."""

    so: Block


class Why(Model):
    """A problem, the program that has it, the cell where its run goes wrong, and the explanation."""

    problem: Block
    program: PythonCode | None = None
    change: Annotated[Change | None, Field(description="a change, such as `{code: {line: 9, becomes: pass}}`")] = None
    scenario: Scenario | None = None
    wrong: Annotated[WhyCell, Field(description="a cell, such as `{step: 2, column: receives}`")]
    so: Block
    others: Annotated[
        tuple[OtherCell, ...],
        Strict(False),
        Field(description="a list of cells with `so`, such as `[{step: 3, column: after, so: ...}]`"),
    ] = ()

    @model_validator(mode="before")
    @classmethod
    def _one_program(cls, written: Any) -> Any:
        if not isinstance(written, dict):
            return written
        if (written.get("program") is None) == (written.get("change") is None):
            raise mistake(
                "`why` has a program that fails: a whole `program`, or one `change` of the lesson's",
                "write, for example, `change: {code: {line: 9, becomes: pass}}`",
            )
        if written.get("scenario") is not None and written.get("program") is None:
            raise mistake("a `scenario` stands beside a `program`", "change the scenario with `change`")
        return written

    @model_validator(mode="after")
    def _cells_once(self) -> Self:
        taken = {(self.wrong.step, self.wrong.column)}
        for one in self.others:
            cell = (one.step, one.column)
            if cell in taken:
                what = f"step {one.step}, {quoted(one.column)} is there twice: `wrong` and `others` are different cells"
                raise mistake(what, "name each cell once")
            taken.add(cell)
        return self
