"""What a lesson's YAML says, typed and frozen.

Reading a part also checks it: by itself, and against the scenario's steps, the clients and the watched variables if
the loader passes them. The `description` of a field completes the words "must be"; error messages and the editor's
schema both use it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    Strict,
    ValidationInfo,
    WrapValidator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from tracer.building import CORE_VARIABLES
from tracer.trace import PhaseKind
from tutorial.lesson.action import Action
from tutorial.lesson.action_values import read_payload
from tutorial.lesson.answers import ANSWERS, MissingStep, StepWhere, VariableAfter
from tutorial.lesson.beliefs import Misconception, Statement
from tutorial.lesson.changes import Change
from tutorial.lesson.claims import Claim
from tutorial.lesson.expected import ExpectedStep
from tutorial.lesson.fields import (
    Block,
    ClientName,
    EventName,
    Identifier,
    Inline,
    Markdown,
    Meant,
    OneLine,
    OneLineAtMost,
    PythonCode,
    StepNumber,
    not_blank,
    unique,
    watched_expression,
    watched_name,
)
from tutorial.lesson.json_bytes import Payload
from tutorial.lesson.model import DEFAULT_CLIENT, Model, facts_of, misplaced, mistake
from tutorial.lesson.points import Hint, Point, Points
from tutorial.lesson.project import Project
from tutorial.lesson.questions import Question
from tutorial.lesson.scenario import Scenario
from tutorial.lesson.why import Why
from tutorial.telling.words import quoted, suggest

__all__ = [
    "ANSWERS",
    "DEFAULT_CLIENT",
    "Action",
    "Change",
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
]


class Watch(Model):
    """A tracked variable: a built-in one, a global of the program, or an expression over its globals."""

    name: str
    expression: str | None = None


def _read_watch(written: Any, info: ValidationInfo) -> Any:
    """Read a watch from its written form: `last_message`, `users` or `{online: len(users)}`."""
    if isinstance(written, Watch) or (info.context is None and isinstance(written, dict) and "name" in written):
        return written
    if isinstance(written, str):
        return {"name": watched_name(written, facts_of(info).code)}
    if isinstance(written, dict) and len(written) == 1:
        (name, expression), *_ = written.items()
        not_blank(name)
        return {"name": name, "expression": watched_expression(name, expression)}
    raise mistake(
        "a watched variable is a name, or one `{name: expression}`", "write, for example, `- {online: len(users)}`"
    )


class KeyMoment(Model):
    """A question that a student may have, its answer (both are Markdown), and the steps and places that show it."""

    question: Inline
    answer: Block
    steps: Annotated[
        tuple[StepNumber, ...], Strict(False), Field(description="a list of step numbers, such as `[2, 3]`")
    ] = ()
    points: Points = ()
    claims: Annotated[
        tuple[Claim, ...],
        Strict(False),
        Field(description="a list of claims, such as `[{calls: handle_message, at: [2]}]`"),
    ] = ()
    meant: Meant = None


def _read_answer(written: Any, info: ValidationInfo) -> Any:
    """Read the arguments of an acknowledgement: `{args: [1, 2]}` has several, any other value is a single one."""
    if info.mode == "json" or isinstance(written, tuple):
        return written
    if isinstance(written, dict) and len(written) == 1 and next(iter(written)) in ("args", "bytes", "hex"):
        return read_payload(written)
    return (written,)


class Lesson(Model):
    """A whole lesson. An author must write `title`, `code` and `scenario`; all else has a default."""

    title: Annotated[OneLine, Field(description="the lesson's title in one line")]
    code: Annotated[PythonCode, Field(description="the program, indented under `code: |`")]
    scenario: Scenario
    track: Annotated[OneLine, Field(description="the track's name, such as Flask")] = "Flask"
    minutes: Annotated[int, Field(ge=1, le=600, description="a number of minutes, such as 10")] = 10
    summary: Annotated[str, Markdown(block=True)] = ""
    able_to: Annotated[
        OneLineAtMost, Markdown(block=False), Field(description="a few words, such as `send to a room`")
    ] = ""
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
        Field(max_length=200, description="a list of names, such as `[last_message, users]`"),
    ] = tuple(Watch(name=name) for name in CORE_VARIABLES)
    concept_flow: Annotated[
        dict[PhaseKind, OneLine], Field(description="phases with their words, such as `connects: Client connects`")
    ] = Field(default_factory=dict)
    flow_note: Annotated[str, Markdown(block=True)] = ""
    code_note: Annotated[str, Markdown(block=True)] = ""
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
    any_order: bool = False
    meant: Meant = None
    needs: Annotated[
        tuple[Annotated[str, AfterValidator(Identifier("first-event"))], ...],
        Strict(False),
        WrapValidator(unique("lesson")),
        Field(description="a list of lessons, such as `[first-event, rooms]`"),
    ] = ()
    learn: Annotated[str, Markdown(block=True)] = ""
    why: Annotated[Why | None, Field(description="a mapping with `problem`, `program`, `wrong` and `so`")] = None
    misconceptions: Annotated[
        tuple[Misconception, ...],
        Strict(False),
        Field(description="a list of mappings with `id`, `belief`, `counter` and `so`"),
    ] = ()
    statements: Annotated[
        tuple[Statement, ...],
        Strict(False),
        Field(description="a list of mappings with `says`, `holds`, `claims` and `why`"),
    ] = ()
    project: Annotated[Project | None, Field(description="a mapping with `task`, `tests` and `solution`")] = None
    snapshot: Annotated[tuple[Inline, ...], Strict(False), Field(description="a list of short texts")] = ()
    transcript: Annotated[str, Markdown(block=True)] = ""

    @model_validator(mode="after")
    def _names_meet(self) -> Self:
        """Check that each misconception has an id of its own, and that what names it, or a run, finds it."""
        found = [*_twice(self.misconceptions), *_unknown(self.quiz, [one.id for one in self.misconceptions])]
        if self.why is None:
            runs = [
                ("misconceptions", number, "counter", one.counter) for number, one in enumerate(self.misconceptions)
            ]
            runs += [("statements", number, "run", one.run) for number, one in enumerate(self.statements)]
            lacking = mistake("this lesson has no `why`", "write `lesson`, a change, or the key `why`")
            found += [((key, number, name), lacking) for key, number, name, run in runs if run == "why"]
        if found:
            raise misplaced(found, self)
        return self


_Mistake = tuple[tuple[str | int, ...], PydanticCustomError]


def _twice(misconceptions: tuple[Misconception, ...]) -> Iterator[_Mistake]:
    for number, one in enumerate(misconceptions):
        if any(one.id == other.id for other in misconceptions[:number]):
            yield ("misconceptions", number, "id"), mistake(f"the id {quoted(one.id)} is there twice", "change one")


def _unknown(quiz: tuple[Question, ...], ids: list[str]) -> Iterator[_Mistake]:
    for number, question in enumerate(quiz):
        for option, name in question.misconceptions.items():
            if name not in ids:
                close = suggest(name, ids, "the misconceptions are") if ids else "write it under `misconceptions`"
                yield ("quiz", number, "misconceptions", option), mistake(f"no misconception {quoted(name)}", close)
