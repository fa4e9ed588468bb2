"""What a question asks the run: an answer names where its truth stands, and never says which choice is right."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Discriminator, Field, Strict, Tag, ValidationInfo, field_validator

from tutorial.lesson.changes import Change
from tutorial.lesson.fields import AfterStep, Inline, StepNumber, Text, VariableName
from tutorial.lesson.model import Model, known, misplaced, mistake
from tutorial.telling.narration import COLUMNS, ColumnKey
from tutorial.telling.words import quoted, suggest


def _client(name: str, info: ValidationInfo) -> str:
    clients = known(info).clients
    if info.context is not None and name not in clients:
        raise mistake(f"unknown client {quoted(name)}", suggest(name, clients, "the clients are"))
    return name


Client = Annotated[str, AfterValidator(_client), Field(description="the name of a client")]


class Query(Model):
    """What every answer may have: a changed run to ask instead, and for true or false what it is said to be."""

    when: Annotated[Change | None, Field(description="a change, such as `{without: 4}`")] = None
    reads: Annotated[Text | None, Field(description="the value that the question states, such as Closed")] = None


class VariableAfter(Query):
    """Answered by a variable's value after a step; `after: 0` is the start."""

    variable: VariableName
    after: AfterStep


class StepWhere(Query):
    """Answered by the step, or the steps, whose cells and variables read as given."""

    step_where: Annotated[
        dict[str, str],
        Field(
            min_length=1, description='columns with the text of their cells, such as `{receives: "Received: Hello"}`'
        ),
    ]

    @field_validator("step_where")
    @classmethod
    def _columns_or_variables(cls, wanted: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        names = (*COLUMNS, *(known(info).variables or ()))
        found = [
            ((name,), mistake(f"unknown column {quoted(name)}", suggest(name, names, "the columns are"), key=True))
            for name in wanted
            if name not in names and info.context is not None
        ]
        if found:
            raise misplaced(found, wanted)
        return wanted


class MissingStep(Query):
    """Answered by running the lesson with a change: the step that the changed run lacks."""

    missing_step: Annotated[Change, Field(description="a changed run, such as `{without: 4}`")]


class Differs(Query):
    """Answered by the steps that a changed run lacks, or shows otherwise."""

    differs: Annotated[Change, Field(description="a changed run, such as `{swapped: [2, 3]}`")]


Counted = Literal["steps", "calls", "emits", "packets", "deliveries"]


class Count(Query):
    """Answered by a number: how many there are, of one step, one client, one name or one direction, or in all.

    `of` is the function of calls, and the event of everything else. The end row is no step here.
    """

    count: Annotated[Counted, Field(description="steps, calls, emits, packets or deliveries")]
    of: Text | None = None
    client: Client | None = None
    step: StepNumber | None = None
    direction: Annotated[Literal["to server", "to client"] | None, Field(description="`to server` or `to client`")] = (
        None
    )


class Received(Model):
    """What reached a client: in a step, as an event, with a text."""

    step: StepNumber | None = None
    event: Text | None = None
    message: Text | None = None


class WhoReceived(Query):
    """Answered by the clients that received it."""

    who_received: Annotated[Received, Field(description="what was received, such as `{step: 3}`")]


class WhoMissed(Query):
    """Answered by the clients that did not receive it."""

    who_missed: Annotated[Received, Field(description="what was received by others, such as `{step: 3}`")]


class ReceivedBy(Query):
    """Answered by what one client received in a step."""

    received_by: Client
    step: StepNumber


class OrderOf(Query):
    """Answered by the order of things: of steps (all, or these), of handler calls, or of a step's phases."""

    order: Annotated[Literal["steps", "calls", "phases"], Field(description="steps, calls or phases")]
    steps: Annotated[
        tuple[StepNumber, ...], Strict(False), Field(description="a list of steps, such as `[2, 3, 4]`")
    ] = ()


class Matching(Query):
    """Answered by which client received what in a step, or sent what in the whole run."""

    match: Annotated[Literal["received", "sent"], Field(description="received or sent")]
    step: StepNumber | None = None


class ExceptionIn(Query):
    """Answered by the exception that a handler raised in a step: its type, its message, or the line."""

    exception: Annotated[Literal["type", "message", "line"], Field(description="type, message or line")]
    step: StepNumber


class LineOf(Query):
    """Answered by the line of the code where something of a step happens."""

    line: Annotated[
        Literal["handler", "emit", "exception", "room"], Field(description="handler, emit, exception or room")
    ]
    step: StepNumber


class PacketOf(Query):
    """Answered by a packet of a step, as it was written to the wire; `number` counts those of its direction."""

    packet: Annotated[Literal["to server", "to client"], Field(description="`to server` or `to client`")]
    step: StepNumber
    number: Annotated[int, Field(ge=1, description="which of them, counted from 1")] = 1


class CellOf(Query):
    """Answered by a cell of the execution table."""

    cell: ColumnKey
    step: StepNumber


class Typed(Query):
    """Answered by the author: the run cannot check it, and it is reported as unchecked."""

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
"""The kind of answer that a key tells."""


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
