"""The types of a lesson's fields: texts, step numbers, names, and code that Python can compile."""

from __future__ import annotations

import keyword
import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
)

from tracer.building import CORE_VARIABLES
from tutorial.lesson.action import ACTIONS
from tutorial.lesson.action_values import read_event
from tutorial.lesson.model import facts_of, merged, misplaced, mistake
from tutorial.telling.words import closest, described, did_you_mean, quoted, suggest


@dataclass(frozen=True, slots=True)
class Markdown:
    """Marks a field whose text is Markdown: whole paragraphs (a `block`), or a text inside a line."""

    block: bool


def not_blank(text: str) -> str:
    """Refuse a text without a word in it."""
    if not text.strip():
        raise mistake("this text is empty", "write a few words")
    return text


def _one_line(text: str) -> str:
    if len(text.strip().splitlines()) > 1:
        raise mistake("this text must fit one line", "shorten it, or write it without `|`")
    return text.strip()


def unique(what: str) -> Callable[[Any, ValidatorFunctionWrapHandler], Any]:
    """Make a check that no item of a list is there twice; `what` names an item. An item is a text or a single key."""

    def check(written: Any, read: ValidatorFunctionWrapHandler) -> Any:
        twice = [
            ((index,), mistake(f"the {what} {quoted(text)} is there twice", "change one"))
            for index, text in _repeated(written)
        ]
        try:
            items = read(written)
        except ValidationError as error:
            raise merged(error, misplaced(twice, written)) from error
        if twice:
            raise misplaced(twice, written)
        return items

    return check


def _repeated(written: Any) -> Iterator[tuple[int, str]]:
    """The items of a list that repeat an earlier one."""
    seen: set[str] = set()
    for index, item in enumerate(written if isinstance(written, list) else ()):
        name = next(iter(item)) if isinstance(item, dict) and len(item) == 1 else item
        if isinstance(name, str):
            if name.strip() in seen:
                yield index, name
            seen.add(name.strip())


def _step(number: int, info: ValidationInfo) -> int:
    """Check the number of a row: one that an action makes, or the end row."""
    steps = facts_of(info).steps
    if number < 1:
        raise mistake(f"there is no step {number}", "steps count from 1")
    if steps is not None and number > steps + 1:
        end = steps + 1
        raise mistake(f"there is no step {number}", f"the scenario makes steps 1 to {steps}; step {end} is the end row")
    return number


def _action_step(number: int, info: ValidationInfo) -> int:
    """Check the number of a step that an action of the scenario makes."""
    facts = facts_of(info)
    if facts.steps is not None and number == facts.steps + 1:
        raise mistake(f"step {number} is the end row: no action makes it", f"choose a step from 1 to {facts.steps}")
    if facts.steps is None and facts.told is not None and number > facts.told:
        choose = f"choose a step from 1 to {facts.told}" if facts.told else "ask about something else"
        raise mistake(f"the scenario does not tell what makes step {number}", choose)
    if why := facts.needed.get(number):
        raise mistake(f"without step {number} the rest cannot be played: {why}", "leave out another step")
    return _step(number, info)


@dataclass(frozen=True, slots=True)
class Identifier:
    """Checks a name for addresses and for other parts of the file; `example` is one."""

    example: str

    def __call__(self, name: str) -> str:
        """The name, if it is one."""
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) or len(name) > 60:
            better = f"write small letters, digits and single hyphens: `{self.example}`"
            raise mistake(f"{quoted(name)} is not an id", better)
        return name


def _after(number: int, info: ValidationInfo) -> int:
    """Check the number of a column of the variable tracker; 0 is the start."""
    return number if number == 0 else _step(number, info)


def _variable(name: str, info: ValidationInfo) -> str:
    variables = facts_of(info).variables
    if variables is not None and name not in variables:
        raise mistake(f"unknown variable {quoted(name)}", suggest(name, variables, "the lesson watches"))
    return name


def _client(name: str) -> str:
    if name in ACTIONS:
        raise mistake(f"a client cannot be named '{name}'", "that word is an action; choose another name")
    return _one_line(not_blank(name))


def _event(name: str) -> str:
    return read_event(name, "write, for example, `question: 42`")


def _code(code: str) -> str:
    if wrong := _refused(code, "exec"):
        loc = ("line", min(wrong.line, code.count("\n") + 1), wrong.column)
        raise misplaced([(loc, mistake(f"Python cannot read this code: {wrong.why}", "correct the code"))], code)
    return code


def _meant(written: Any) -> Any:
    """Refuse what gives no reason."""
    reasons = written.values() if isinstance(written, dict) else [written]
    if written is None or (reasons and all(isinstance(reason, str) for reason in reasons)):
        return written
    raise mistake(
        "'meant' gives the reason why a finding is meant",
        "write a text, or words of the finding with the reason: `{never runs: it only guards}`",
    )


Text = Annotated[str, AfterValidator(not_blank)]
OneLine = Annotated[str, AfterValidator(not_blank), AfterValidator(_one_line)]
OneLineAtMost = Annotated[str, AfterValidator(_one_line)]
Inline = Annotated[Text, Markdown(block=False)]
Block = Annotated[Text, Markdown(block=True)]
Meant = Annotated[Text | dict[str, Text] | None, BeforeValidator(_meant)]
"""Why a finding of the check is meant: the reason; or words of each finding, with its reason."""
PythonCode = Annotated[str, AfterValidator(not_blank), AfterValidator(_code)]
EventName = Annotated[str, AfterValidator(_event)]
ClientName = Annotated[str, AfterValidator(_client)]
VariableName = Annotated[str, AfterValidator(_variable), Field(description="the name of a watched variable")]
StepNumber = Annotated[int, AfterValidator(_step), Field(description="the number of a step, such as 2")]
ActionStep = Annotated[int, AfterValidator(_action_step), Field(description="the number of a step, such as 4")]
AfterStep = Annotated[int, AfterValidator(_after), Field(description="the number of a step, such as 2")]


def watched_name(name: str, code: str | None) -> str:
    """Check the name of a variable to watch: a core variable, or a global that the code may have."""
    if name in CORE_VARIABLES:
        return name
    if not name.isidentifier() or keyword.iskeyword(name):
        raise mistake(
            f"{quoted(name)} is not a variable's name", f"write an expression under a name: `{{name: {name}}}`"
        )
    close = closest(name, CORE_VARIABLES)
    if code is not None and close and not re.search(rf"\b{name}\b", code):
        raise mistake(f"unknown variable {quoted(name)}: the code does not have it", did_you_mean(close))
    return name


def watched_expression(name: str, expression: Any) -> str:
    """Check the Python expression to watch under `name`."""
    if not isinstance(expression, str):
        found = mistake(
            f"an expression must be text, not {described(expression)}", "write one in quotes, such as 'len(users)'"
        )
        raise misplaced([((name,), found)], expression)
    if wrong := _refused(expression.strip(), "eval"):
        found = mistake(f"this is not a Python expression: {wrong.why}", "write one, such as `len(users)`")
        raise misplaced([((name,), found)], expression)
    return expression.strip()


class _Refusal(NamedTuple):
    """Why Python cannot compile a text, and at which line and column of it."""

    why: str
    line: int
    column: int


def _refused(code: str, mode: Literal["exec", "eval"]) -> _Refusal | None:
    """Why Python cannot compile this text; None when it can. The text is not run."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            compile(code, "<lesson>", mode, dont_inherit=True)
    except SyntaxError as error:
        return _Refusal(error.msg, max(error.lineno or 1, 1), max(error.offset or 1, 1))
    except (ValueError, OverflowError, RecursionError, MemoryError) as error:
        return _Refusal(str(error) or "it is nested too deep", 1, 1)
    return None
