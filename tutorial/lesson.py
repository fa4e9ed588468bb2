"""What a lesson's YAML says, typed and frozen."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, Strict

from tracer.trace import PhaseKind
from tutorial.narration import ColumnKey

DEFAULT_CLIENT = "Client"


class Model(BaseModel):
    """A part of a lesson: no unknown keys, no silent conversions, nothing changes after loading."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class Action(Model):
    """One thing a client does. `arguments` is the event's payload; `ack` says that it asks to be answered."""

    kind: Literal["connect", "send", "emit", "disconnect"]
    client: str = DEFAULT_CLIENT
    event: str | None = None
    arguments: Annotated[tuple[Any, ...], Strict(False)] = ()
    ack: bool = False
    namespace: str = "/"


class Watch(Model):
    """A tracked variable: a built-in one, a global of the program, or an expression over its globals."""

    name: str
    expression: str | None = None


class Point(Model):
    """A place on the page: a row (`step`), a column, a cell (both), or a tracker cell (`variable`, `after`)."""

    step: int | None = None
    column: ColumnKey | None = None
    variable: str | None = None
    after: int | None = None


class Hint(Model):
    """One stage of help: Markdown, and the places that it points to."""

    text: str
    points: Annotated[tuple[Point, ...], Strict(False)] = ()


class KeyMoment(Model):
    """A question a student may have, with its answer (both Markdown) and the steps and places that show it."""

    question: str
    answer: str
    steps: Annotated[tuple[int, ...], Strict(False)] = ()
    points: Annotated[tuple[Point, ...], Strict(False)] = ()


class VariableAfter(Model):
    """Answered by a variable's value after a step."""

    variable: str
    after: int


class StepWhere(Model):
    """Answered by the one step whose cells read as given."""

    step_where: Annotated[dict[ColumnKey, str], Field(min_length=1)]


class Without(Model):
    """A changed run: the scenario without the action that makes this step."""

    without: int


class MissingStep(Model):
    """Answered by running the lesson without an action: the step that the changed run lacks."""

    missing_step: Without


class Question(Model):
    """A quiz question with its choices; the trace, not the author, says which is right."""

    question: str
    choices: Annotated[tuple[str, ...], Strict(False), Field(min_length=2, max_length=8)]
    answer: VariableAfter | StepWhere | MissingStep
    hints: Annotated[tuple[Hint, ...], Strict(False)] = ()


class Lesson(Model):
    """A whole lesson. Only `title`, `code` and `scenario` are required of the author."""

    title: str
    code: str
    scenario: Annotated[tuple[Action, ...], Strict(False), Field(min_length=1)]
    track: str = "Flask"
    minutes: Annotated[int, Field(ge=1, le=600)] = 10
    summary: str = ""
    clients: Annotated[tuple[str, ...], Strict(False)] = (DEFAULT_CLIENT,)
    watch: Annotated[tuple[Watch, ...], Strict(False)] = (
        Watch(name="connection_status"),
        Watch(name="last_message"),
        Watch(name="response_sent"),
    )
    concept_flow: dict[PhaseKind, str] = {}
    flow_note: str = ""
    code_note: str = ""
    key_moments: Annotated[tuple[KeyMoment, ...], Strict(False)] = ()
    quiz: Annotated[tuple[Question, ...], Strict(False)] = ()
    snapshot: Annotated[tuple[str, ...], Strict(False)] = ()
    transcript: str = ""
