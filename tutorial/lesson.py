"""What a lesson's YAML says, typed and frozen.

Each part is checked as it is read: by itself, and (where the loader tells what the file has) against the
scenario's steps, the clients and the watched variables. A `description` is what the value must be, in words
that follow "must be"; error messages and the editor's schema both use it.
"""

from __future__ import annotations

import keyword
import re
import warnings
from collections.abc import Callable
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    Strict,
    Tag,
    ValidationInfo,
    model_validator,
)

from tracer.trace import PhaseKind
from tutorial.narration import ColumnKey
from tutorial.scenario import ACTIONS, Action, check_order, impossible, read_action
from tutorial.written import DEFAULT_CLIENT, Model, known, misplaced, mistake, suggest

__all__ = [
    "BUILT_IN",
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

BUILT_IN = ("connection_status", "last_message", "response_sent")
"""The variables that the tracer itself keeps."""


def _not_blank(text: str) -> str:
    if not text.strip():
        raise mistake("this text is empty", "write a few words")
    return text


def _one_line(text: str) -> str:
    if len(text.strip().splitlines()) > 1:
        raise mistake("this text must fit one line", "shorten it, or write it without `|`")
    return text.strip()


def _unique(what: str) -> Callable[[tuple[str, ...]], tuple[str, ...]]:
    def check(texts: tuple[str, ...]) -> tuple[str, ...]:
        stripped = [text.strip() for text in texts]
        twice = [index for index, text in enumerate(stripped) if text in stripped[:index]]
        if twice:
            raise misplaced(
                [((index,), mistake(f"the {what} '{texts[index]}' is there twice", "change one")) for index in twice],
                texts,
            )
        return texts

    return check


def _step(number: int, info: ValidationInfo) -> int:
    """A row of the execution table: one an action makes, or the end row."""
    actions = known(info).actions
    if number < 1:
        raise mistake(f"there is no step {number}", "steps count from 1")
    if actions is not None and number > actions + 1:
        end = actions + 1
        raise mistake(f"there is no step {number}", f"the scenario makes steps 1 to {actions}; step {end} is the end row")
    return number


def _action_step(number: int, info: ValidationInfo) -> int:
    """A step that an action of the scenario makes."""
    actions = known(info).actions
    if actions is not None and number == actions + 1:
        raise mistake(f"step {number} is the end row: no action makes it", f"choose a step from 1 to {actions}")
    return _step(number, info)


def _after(number: int, info: ValidationInfo) -> int:
    """A column of the variable tracker: 0 is its start."""
    return number if number == 0 else _step(number, info)


def _variable(name: str, info: ValidationInfo) -> str:
    variables = known(info).variables
    if variables is not None and name not in variables:
        raise mistake(f"unknown variable '{name}'", suggest(name, variables, "the lesson watches"))
    return name


def _client(name: str) -> str:
    if name in ACTIONS:
        raise mistake(f"a client cannot be named '{name}'", "that word is an action; choose another name")
    return _one_line(_not_blank(name))


def _code(code: str) -> str:
    """Refuse code that Python cannot compile; nothing of it is run."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            compile(code, "<lesson>", "exec", dont_inherit=True)
    except SyntaxError as error:
        line = min(error.lineno or 1, code.count("\n") + 1)
        found = mistake(f"Python cannot read this code: {error.msg}", "correct the code")
        raise misplaced([(("line", line, error.offset or 1), found)], code) from error
    except (ValueError, OverflowError, RecursionError, MemoryError) as error:
        raise mistake(f"Python cannot read this code: {error or 'it is nested too deep'}", "correct the code") from error
    return code


Text = Annotated[str, AfterValidator(_not_blank)]
Line = Annotated[str, AfterValidator(_not_blank), AfterValidator(_one_line)]
StepNumber = Annotated[int, AfterValidator(_step), Field(description="the number of a step, such as 2")]
VariableName = Annotated[str, AfterValidator(_variable), Field(description="the name of a watched variable")]


class Watch(Model):
    """A tracked variable: a built-in one, a global of the program, or an expression over its globals."""

    name: str
    expression: str | None = None


def _read_watch(written: Any, info: ValidationInfo) -> Any:
    """A watch from its written form: `last_message`, `users` or `{online: len(users)}`."""
    if isinstance(written, Watch) or (info.context is None and isinstance(written, dict) and "name" in written):
        return written
    if isinstance(written, str):
        return {"name": _watched_name(written, known(info).code)}
    if isinstance(written, dict) and len(written) == 1:
        (name, expression), *_ = written.items()
        _not_blank(name)
        return {"name": name, "expression": _expression(name, expression)}
    raise mistake("a watched variable is a name, or one `{name: expression}`", "write, for example, `- {online: len(users)}`")


def _watched_name(name: str, code: str | None) -> str:
    if name in BUILT_IN:
        return name
    if not name.isidentifier() or keyword.iskeyword(name):
        raise mistake(f"'{name}' is not a variable's name", f"write an expression under a name: `{{name: {name}}}`")
    if code is not None and not re.search(rf"\b{name}\b", code) and (close := suggest(name, BUILT_IN)).startswith("did"):
        raise mistake(f"unknown variable '{name}': the code does not have it", close)
    return name


def _expression(name: str, expression: Any) -> str:
    if not isinstance(expression, str):
        raise misplaced([((name,), mistake("an expression must be text", f'put it in quotes: "{expression}"'))], expression)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            compile(expression.strip(), "<watch>", "eval", dont_inherit=True)
    except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError) as error:
        why = error.msg if isinstance(error, SyntaxError) else str(error) or "it is nested too deep"
        found = mistake(f"this is not a Python expression: {why}", "write one, such as `len(users)`")
        raise misplaced([((name,), found)], expression) from error
    return expression.strip()


def _unique_watch(watches: tuple[Watch, ...]) -> tuple[Watch, ...]:
    _unique("variable")(tuple(watch.name for watch in watches))
    return watches


class Point(Model):
    """A place on the page: a row (`step`), a column, a cell (both), or a tracker cell (`variable`, `after`).

    A `variable` without `after` is its whole row; `after: 0` is the tracker's start.
    """

    step: StepNumber | None = None
    column: ColumnKey | None = None
    variable: VariableName | None = None
    after: Annotated[int, AfterValidator(_after)] | None = None

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        in_table = self.step is not None or self.column is not None
        if in_table == (self.variable is not None) or (self.after is not None and self.variable is None):
            raise mistake(
                "a point is one place, in the table or in the tracker",
                "write `{step: 2}`, `{column: receives}`, `{step: 2, column: receives}` or `{variable: last_message, after: 2}`",
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
    steps: Annotated[tuple[StepNumber, ...], Strict(False), Field(description="a list of step numbers, such as `[2, 3]`")] = ()
    points: Points = ()


class VariableAfter(Model):
    """Answered by a variable's value after a step; `after: 0` is the start."""

    variable: VariableName
    after: Annotated[int, AfterValidator(_after), Field(description="the number of a step, such as 2")]


class StepWhere(Model):
    """Answered by the one step whose cells read as given."""

    step_where: Annotated[
        dict[ColumnKey, str],
        Field(min_length=1, description="columns with the text of their cells, such as `{receives: \"Received: Hello\"}`"),
    ]


class Without(Model):
    """A changed run: the scenario without the action that makes this step."""

    without: Annotated[int, AfterValidator(_action_step), Field(description="the number of a step, such as 4")]


class MissingStep(Model):
    """Answered by running the lesson without an action: the step that the changed run lacks."""

    missing_step: Annotated[Without, Field(description="a changed run, such as `{without: 4}`")]


ANSWERS = {"variable": "VariableAfter", "after": "VariableAfter", "step_where": "StepWhere", "missing_step": "MissingStep"}
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
        AfterValidator(_unique("choice")),
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
        """`hint: ...` is a list of one."""
        if not isinstance(written, dict) or "hint" not in written:
            return written
        if "hints" in written:
            raise misplaced([(("hint",), mistake("'hint' and 'hints' together", "move it into `hints`", key=True))], written)
        return {**{key: value for key, value in written.items() if key != "hint"}, "hints": [written["hint"]]}


class Lesson(Model):
    """A whole lesson. Only `title`, `code` and `scenario` are required of the author."""

    title: Annotated[Line, Field(description="the lesson's title in one line")]
    code: Annotated[
        str,
        AfterValidator(_not_blank),
        AfterValidator(_code),
        Field(description="the program, indented under `code: |`"),
    ]
    scenario: Annotated[
        tuple[Annotated[Action, BeforeValidator(read_action)], ...],
        Strict(False),
        AfterValidator(check_order),
        Field(min_length=1, description="a list of actions, such as `- send: Hello`"),
    ]
    track: Annotated[Line, Field(description="the track's name, such as Flask")] = "Flask"
    minutes: Annotated[int, Field(ge=1, le=600, description="a number of minutes, such as 10")] = 10
    summary: str = ""
    clients: Annotated[
        tuple[Annotated[str, AfterValidator(_client)], ...],
        Strict(False),
        AfterValidator(_unique("client")),
        Field(min_length=1, max_length=12, description="a list of names, such as `[Ada, Grace]`"),
    ] = (DEFAULT_CLIENT,)
    watch: Annotated[
        tuple[Annotated[Watch, BeforeValidator(_read_watch)], ...],
        Strict(False),
        AfterValidator(_unique_watch),
        Field(description="a list of names, such as `[last_message, users]`"),
    ] = tuple(Watch(name=name) for name in BUILT_IN)
    concept_flow: Annotated[dict[PhaseKind, Line], Field(description="phases with their words, such as `connects: Client connects`")] = {}
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
    snapshot: Annotated[tuple[Text, ...], Strict(False), Field(description="a list of short texts")] = ()
    transcript: str = ""

    @model_validator(mode="after")
    def _changed_runs_can_be_played(self) -> Self:
        """A question may leave out an action only if the others can do without it."""
        found = []
        for index, question in enumerate(self.quiz):
            if isinstance(question.answer, MissingStep):
                number = question.answer.missing_step.without
                rest = self.scenario[: number - 1] + self.scenario[number:]
                if stuck := impossible(rest):
                    what = f"without step {number} the rest cannot be played: {stuck[0][1]}"
                    loc = ("quiz", index, "answer", "missing_step", "without")
                    found.append((loc, mistake(what, "leave out another step")))
        if found:
            raise misplaced(found, self)
        return self
