"""`expect`: the author's own execution table, or a part of it; the run must have the same cells.

    expect:
      - {step: 2, trigger: Client sends 'Hello', receives: "Received: Hello"}
      - {step: 3, variables: {last_message: How are you?, response_sent: "Received: How are you?"}}

Step 0 is the start; it has only variables.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, JsonValue, model_validator

from tutorial.lesson.fields import AfterStep, VariableName
from tutorial.lesson.model import Model, mistake
from tutorial.telling.narration import ColumnKey

_CELLS: tuple[ColumnKey, ...] = ("trigger", "before", "action", "after", "receives")


class ExpectedStep(Model):
    """A row of the author's table: some of its cells, and some of the variables after it."""

    step: AfterStep
    trigger: str | None = None
    before: str | None = None
    action: str | None = None
    after: str | None = None
    receives: str | None = None
    variables: Annotated[
        dict[VariableName, JsonValue], Field(description="variables with values, such as `last_message: Hello`")
    ] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _start_has_no_cells(self) -> Self:
        if self.step == 0 and self.cells():
            raise mistake("step 0 is the start: it has no cells", "expect `variables` of it")
        return self

    def cells(self) -> dict[ColumnKey, str]:
        """The cells that the author wrote, by column."""
        written = {column: getattr(self, column) for column in _CELLS}
        return {column: text for column, text in written.items() if text is not None}
