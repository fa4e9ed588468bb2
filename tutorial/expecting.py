"""`expect`: the author's own execution table, whole or in part, which the run's must equal cell by cell.

    expect:
      - {step: 2, trigger: Client sends 'Hello', receives: "Received: Hello"}
      - {step: 3, variables: {last_message: How are you?, response_sent: "Received: How are you?"}}

Step 0 is the start, which has variables only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import Field, JsonValue, model_validator

from tracer.trace import Trace
from tutorial import narration
from tutorial.claims import reads
from tutorial.comparing import cell, diff, variable
from tutorial.fields import AfterStep, VariableName
from tutorial.narration import ColumnKey
from tutorial.where import Loc
from tutorial.written import Model, mistake, quoted

_CELLS: tuple[ColumnKey, ...] = ("trigger", "before", "action", "after", "receives")
_WORTH_A_DIFF = 12


class ExpectedStep(Model):
    """A row of the author's table: as many of its cells, and of the variables after it, as the author cares for."""

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


def compare(expected: ExpectedStep, trace: Trace) -> Iterator[tuple[Loc, str, str]]:
    """Every cell and value that the run has otherwise: the place within the row, what differs, and what to do."""
    if expected.step > len(trace.steps):
        yield ("step",), f"the run has no step {expected.step}", f"it has steps 1 to {len(trace.steps)}"
        return
    number = expected.step
    if number:
        real = narration.row(trace.steps[number - 1]).cells
        for column, text in expected.cells().items():
            if text.strip() != real[column]:
                yield (column,), *_differs(cell(number, column), text.strip(), real[column])
    values = trace.steps[number - 1].variables if number else trace.start
    for name, written in expected.variables.items():
        if name in values and not reads(written, values[name]):
            text = written if isinstance(written, str) else narration.literal(written)
            yield ("variables", name), *_differs(variable(name, number), text, narration.plain(values[name]))


def _differs(place: str, expected: str, real: str) -> tuple[str, str]:
    what = f"{place} is {quoted(real)}, not {quoted(expected)}"
    changes = diff(expected, real)
    if min(len(expected), len(real)) >= _WORTH_A_DIFF and changes.count("[-") < len(expected.split()):
        what += f" ({changes})"
    return what, "correct the table if the run is right, the code or the scenario if it is not"
