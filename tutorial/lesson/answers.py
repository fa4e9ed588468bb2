"""What a question asks of the run. An answer names a place in the run, and never says which choice is right."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Discriminator, Field, Strict, Tag, ValidationInfo, field_validator

from tutorial.lesson.changes import Change
from tutorial.lesson.fields import AfterStep, Inline, StepNumber, Text, VariableName
from tutorial.lesson.model import Model, facts_of, misplaced, mistake
from tutorial.telling.narration import COLUMNS, ColumnKey
from tutorial.telling.words import quoted, suggest


def _client(name: str, info: ValidationInfo) -> str:
    clients = facts_of(info).clients
    if info.context is not None and name not in clients:
        raise mistake(f"unknown client {quoted(name)}", suggest(name, clients, "the clients are"))
    return name


Client = Annotated[str, AfterValidator(_client), Field(description="the name of a client")]


class Query(Model):
    """What every answer may have: a changed run to ask instead, and the statement of a true or false question."""

    when: Annotated[Change | None, Field(description="a change, such as `{without: 4}`")] = None
    reads: Annotated[Text | None, Field(description="the value that the question states, such as Closed")] = None


class VariableAfter(Query):
    """Asks for a variable's value after a step; `after: 0` is the start."""

    variable: VariableName
    after: AfterStep


class StepWhere(Query):
    """Asks for the step or steps with these cells and variables."""

    step_where: Annotated[
        dict[str, str],
        Field(
            min_length=1, description='columns with the text of their cells, such as `{receives: "Received: Hello"}`'
        ),
    ]

    @field_validator("step_where")
    @classmethod
    def _columns_or_variables(cls, wanted: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        names = (*COLUMNS, *(facts_of(info).variables or ()))
        found = [
            ((name,), mistake(f"unknown column {quoted(name)}", suggest(name, names, "the columns are"), key=True))
            for name in wanted
            if name not in names and info.context is not None
        ]
        if found:
            raise misplaced(found, wanted)
        return wanted


class MissingStep(Query):
    """Asks for the step that a changed run lacks."""

    missing_step: Annotated[Change, Field(description="a changed run, such as `{without: 4}`")]


class Differs(Query):
    """Asks for the steps that a changed run lacks or shows otherwise."""

    differs: Annotated[Change, Field(description="a changed run, such as `{swapped: [2, 3]}`")]


Counted = Literal["steps", "calls", "emits", "packets", "deliveries"]


class Count(Query):
    """Asks for a number: how many there are in all, or of one step, client, name or direction.

    `of` names the function when calls are counted, and the event otherwise. The end row does not count as a step.
    """

    count: Annotated[Counted, Field(description="steps, calls, emits, packets or deliveries")]
    of: Text | None = None
    client: Client | None = None
    step: StepNumber | None = None
    direction: Annotated[Literal["to server", "to client"] | None, Field(description="`to server` or `to client`")] = (
        None
    )


class Received(Model):
    """What a client received: in which step, as which event, with which text."""

    step: StepNumber | None = None
    event: Text | None = None
    message: Text | None = None


class WhoReceived(Query):
    """Asks which clients received something."""

    who_received: Annotated[Received, Field(description="what was received, such as `{step: 3}`")]


class WhoMissed(Query):
    """Asks which clients did not receive something."""

    who_missed: Annotated[Received, Field(description="what was received by others, such as `{step: 3}`")]


class ReceivedBy(Query):
    """Asks what one client received in a step."""

    received_by: Client
    step: StepNumber


class OrderOf(Query):
    """Asks for an order: of all steps or of these, of handler calls, or of a step's phases."""

    order: Annotated[Literal["steps", "calls", "phases"], Field(description="steps, calls or phases")]
    steps: Annotated[
        tuple[StepNumber, ...], Strict(False), Field(description="a list of steps, such as `[2, 3, 4]`")
    ] = ()


class Matching(Query):
    """Asks which client received what in a step, or sent what in the whole run."""

    match: Annotated[Literal["received", "sent"], Field(description="received or sent")]
    step: StepNumber | None = None


class ExceptionIn(Query):
    """Asks for the exception that a handler raised in a step: its type, its message, or its line."""

    exception: Annotated[Literal["type", "message", "line"], Field(description="type, message or line")]
    step: StepNumber


class LineOf(Query):
    """Asks for the line of the code where something of a step happens."""

    line: Annotated[
        Literal["handler", "emit", "exception", "room"], Field(description="handler, emit, exception or room")
    ]
    step: StepNumber


class PacketOf(Query):
    """Asks for a packet of a step, as it crossed the wire; `number` counts the packets of its direction."""

    packet: Annotated[Literal["to server", "to client"], Field(description="`to server` or `to client`")]
    step: StepNumber
    number: Annotated[int, Field(ge=1, description="which of them, counted from 1")] = 1


class CellOf(Query):
    """Asks for a cell of the execution table."""

    cell: ColumnKey
    step: StepNumber


class Typed(Query):
    """The author's own answer. No run can check it, and `stepwire check` reports it as unchecked."""

    text: Inline
    also: Annotated[tuple[Text, ...], Strict(False), Field(description="other ways to write it, such as `[HTTP]`")] = ()
    why: Inline | None = None


ANSWERS = {
    "variable": "VariableAfter",
    "after": "VariableAfter",
    "step_where": "StepWhere",
    "missing_step": "MissingStep",
    "differs": "Differs",
    "count": "Count",
    "who_received": "WhoReceived",
    "who_missed": "WhoMissed",
    "received_by": "ReceivedBy",
    "order": "OrderOf",
    "match": "Matching",
    "exception": "ExceptionIn",
    "line": "LineOf",
    "packet": "PacketOf",
    "cell": "CellOf",
    "text": "Typed",
}
"""The type of answer that each key stands for."""


def _answer_kind(written: Any) -> str:
    if isinstance(written, Model):
        return type(written).__name__
    keys = written if isinstance(written, dict) else ()
    return next((ANSWERS[key] for key in keys if key in ANSWERS), "unknown")


Answer = Annotated[
    Annotated[VariableAfter, Tag("VariableAfter")]
    | Annotated[StepWhere, Tag("StepWhere")]
    | Annotated[MissingStep, Tag("MissingStep")]
    | Annotated[Differs, Tag("Differs")]
    | Annotated[Count, Tag("Count")]
    | Annotated[WhoReceived, Tag("WhoReceived")]
    | Annotated[WhoMissed, Tag("WhoMissed")]
    | Annotated[ReceivedBy, Tag("ReceivedBy")]
    | Annotated[OrderOf, Tag("OrderOf")]
    | Annotated[Matching, Tag("Matching")]
    | Annotated[ExceptionIn, Tag("ExceptionIn")]
    | Annotated[LineOf, Tag("LineOf")]
    | Annotated[PacketOf, Tag("PacketOf")]
    | Annotated[CellOf, Tag("CellOf")]
    | Annotated[Typed, Tag("Typed")],
    Discriminator(_answer_kind),
]
