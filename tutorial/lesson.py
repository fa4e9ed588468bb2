"""What a lesson's YAML says, typed and frozen.

Each part is checked as it is read: by itself, and (where the loader tells what the file has) against the
scenario's steps, the clients and the watched variables. A `description` is what the value must be, in words
that follow "must be"; error messages and the editor's schema both use it.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Discriminator, Field, Strict, Tag, ValidationInfo, WrapValidator, model_validator

from tracer.building import CORE_VARIABLES
from tracer.trace import PhaseKind
from tutorial.action import Action
from tutorial.action_values import read_payload
from tutorial.claims import Claim
from tutorial.expecting import ExpectedStep
from tutorial.fields import (
    ActionStep,
    AfterStep,
    ClientName,
    Code,
    EventName,
    Line,
    StepNumber,
    Text,
    VariableName,
    not_blank,
    unique,
    watched_expression,
    watched_name,
)
from tutorial.narration import ColumnKey
from tutorial.payloads import Payload
from tutorial.scenario import Scenario
from tutorial.written import DEFAULT_CLIENT, Model, known, mistake

__all__ = [
    "ANSWERS",
    "DEFAULT_CLIENT",
    "Action",
    "Hint",
    "KeyMoment",
    "Lesson",
    "MissingStep",
    "Model",
    "Point",
    "Question",
    "StepWhere",
    "VariableAfter",
    "Watch",
    "Without",
]


class Watch(Model):
    """A tracked variable: a built-in one, a global of the program, or an expression over its globals."""

    name: str
    expression: str | None = None


def _read_watch(written: Any, info: ValidationInfo) -> Any:
    """A watch from its written form: `last_message`, `users` or `{online: len(users)}`."""
    if isinstance(written, Watch) or (info.context is None and isinstance(written, dict) and "name" in written):
        return written
    if isinstance(written, str):
        return {"name": watched_name(written, known(info).code)}
    if isinstance(written, dict) and len(written) == 1:
        (name, expression), *_ = written.items()
        not_blank(name)
        return {"name": name, "expression": watched_expression(name, expression)}
    raise mistake(
        "a watched variable is a name, or one `{name: expression}`", "write, for example, `- {online: len(users)}`"
    )


class Point(Model):
    """A place on the page: a row (`step`), a column, a cell (both), or a tracker cell (`variable`, `after`).

    A `variable` without `after` is its whole row; `after: 0` is the tracker's start.
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
    """One stage of help: Markdown, and the places that it points to."""

    text: Text
    points: Points = ()


def _read_hint(written: Any) -> Any:
    return {"text": written} if isinstance(written, str) else written


class KeyMoment(Model):
    """A question a student may have, with its answer (both Markdown) and the steps and places that show it."""

    question: Text
    answer: Text
    steps: Annotated[
        tuple[StepNumber, ...], Strict(False), Field(description="a list of step numbers, such as `[2, 3]`")
    ] = ()
    points: Points = ()
    claims: Annotated[
        tuple[Claim, ...],
        Strict(False),
        Field(description="a list of claims, such as `[{calls: handle_message, at: [2]}]`"),
    ] = ()


class VariableAfter(Model):
    """Answered by a variable's value after a step; `after: 0` is the start."""

    variable: VariableName
    after: AfterStep


class StepWhere(Model):
    """Answered by the one step whose cells read as given."""

    step_where: Annotated[
        dict[ColumnKey, str],
        Field(
            min_length=1, description='columns with the text of their cells, such as `{receives: "Received: Hello"}`'
        ),
    ]


class Without(Model):
    """A changed run: the scenario without the action that makes this step."""

    without: ActionStep


class MissingStep(Model):
    """Answered by running the lesson without an action: the step that the changed run lacks."""

    missing_step: Annotated[Without, Field(description="a changed run, such as `{without: 4}`")]


ANSWERS = {
    "variable": "VariableAfter",
    "after": "VariableAfter",
    "step_where": "StepWhere",
    "missing_step": "MissingStep",
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
    | Annotated[MissingStep, Tag("MissingStep")],
    Discriminator(_answer_kind),
]


class Question(Model):
    """A quiz question with its choices; the trace, not the author, says which is right."""

    question: Text
    choices: Annotated[
        tuple[Line, ...],
        Strict(False),
        WrapValidator(unique("choice")),
        Field(min_length=2, max_length=8, description="a list of two to eight texts, such as `[Open, Closed]`"),
    ]
    answer: Answer
    hints: Annotated[
        tuple[Annotated[Hint, BeforeValidator(_read_hint)], ...],
        Strict(False),
        Field(description="a list of hints, each a text or `{text: ..., points: [...]}`"),
    ] = ()

    @model_validator(mode="before")
    @classmethod
    def _one_hint(cls, written: Any) -> Any:
        """`hint: ...` is a list of one; beside `hints` it is an unknown key."""
        if not isinstance(written, dict) or "hint" not in written or "hints" in written:
            return written
        return {**{key: value for key, value in written.items() if key != "hint"}, "hints": [written["hint"]]}


def _read_answer(written: Any, info: ValidationInfo) -> Any:
    """The arguments of an acknowledgement: a tuple as it is, `{args: [1, 2]}` several, anything else a single one."""
    if info.mode == "json" or isinstance(written, tuple):
        return written
    if isinstance(written, dict) and len(written) == 1 and next(iter(written)) in ("args", "bytes", "hex"):
        return read_payload(written)
    return (written,)


class Lesson(Model):
    """A whole lesson. Only `title`, `code` and `scenario` are required of the author."""

    title: Annotated[Line, Field(description="the lesson's title in one line")]
    code: Annotated[Code, Field(description="the program, indented under `code: |`")]
    scenario: Scenario
    track: Annotated[Line, Field(description="the track's name, such as Flask")] = "Flask"
    minutes: Annotated[int, Field(ge=1, le=600, description="a number of minutes, such as 10")] = 10
    summary: str = ""
    clients: Annotated[
        tuple[ClientName, ...],
        Strict(False),
        WrapValidator(unique("client")),
        Field(min_length=1, max_length=12, description="a list of names, such as `[Ada, Grace]`"),
    ] = (DEFAULT_CLIENT,)
    transport: Annotated[
        Literal["websocket", "polling", "upgrade"], Field(description="websocket, polling or upgrade")
    ] = "websocket"
    answers: Annotated[
        dict[EventName, Annotated[tuple[Payload, ...], Strict(False), BeforeValidator(_read_answer)]],
        Field(description="events with what the clients answer to them, such as `question: 42`"),
    ] = Field(default_factory=dict)
    watch: Annotated[
        tuple[Annotated[Watch, BeforeValidator(_read_watch)], ...],
        Strict(False),
        WrapValidator(unique("variable")),
        Field(description="a list of names, such as `[last_message, users]`"),
    ] = tuple(Watch(name=name) for name in CORE_VARIABLES)
    concept_flow: Annotated[
        dict[PhaseKind, Line], Field(description="phases with their words, such as `connects: Client connects`")
    ] = Field(default_factory=dict)
    flow_note: str = ""
    code_note: str = ""
    key_moments: Annotated[
        tuple[KeyMoment, ...], Strict(False), Field(description="a list of mappings with `question` and `answer`")
    ] = ()
    quiz: Annotated[
        tuple[Question, ...],
        Strict(False),
        Field(description="a list of mappings with `question`, `choices` and `answer`"),
    ] = ()
    expect: Annotated[
        tuple[ExpectedStep, ...],
        Strict(False),
        Field(description="a list of rows, such as `[{step: 2, receives: Hello}]`"),
    ] = ()
    unhandled: Annotated[
        tuple[EventName, ...],
        Strict(False),
        WrapValidator(unique("event")),
        Field(description="a list of events, such as `[dance]`"),
    ] = ()
    snapshot: Annotated[tuple[Text, ...], Strict(False), Field(description="a list of short texts")] = ()
    transcript: str = ""
