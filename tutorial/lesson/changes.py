"""Changes of a lesson, as an author writes them: leave out, move, replace or add an action, or replace a line."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, Strict, model_validator

from tutorial.lesson.fields import ActionStep, AfterStep, StepNumber, not_blank
from tutorial.lesson.model import Model, mistake
from tutorial.lesson.scenario import ScenarioAction

_EXAMPLE = "write, for example, `{without: 4}`, `{swapped: [2, 3]}` or `{code: {line: 9, becomes: pass}}`"


class Insertion(Model):
    """One more action, after the one that makes this step; `after: 0` puts it first."""

    after: AfterStep
    action: Annotated[ScenarioAction, Field(description="an action, such as `send: Hello`")]


class Alteration(Model):
    """Another action in place of the one that makes this step."""

    step: StepNumber
    action: Annotated[ScenarioAction, Field(description="an action, such as `send: Hello`")]


class CodeChange(Model):
    """Another text for a line of the code; the line keeps its indentation."""

    line: Annotated[int, Field(ge=1, description="the number of a line of the code, such as 9")]
    becomes: str

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        not_blank(self.becomes)
        return self


class Change(Model):
    """The one thing that a changed run changes.

    `without` leaves out the action that makes this step. `swapped` exchanges the actions that make two steps.
    """

    without: ActionStep | None = None
    swapped: Annotated[
        tuple[StepNumber, ...] | None,
        Strict(False),
        Field(min_length=2, max_length=2, description="a list of two steps, such as `[2, 3]`"),
    ] = None
    inserted: Annotated[
        Insertion | None, Field(description="an action and its place, such as `{after: 2, action: {send: Hi}}`")
    ] = None
    altered: Annotated[
        Alteration | None, Field(description="a step and its new action, such as `{step: 2, action: {send: Hi}}`")
    ] = None
    code: Annotated[
        CodeChange | None, Field(description="a line and what it becomes, such as `{line: 9, becomes: pass}`")
    ] = None

    @model_validator(mode="after")
    def _one_change(self) -> Self:
        said = [name for name in type(self).model_fields if getattr(self, name) is not None]
        if len(said) != 1:
            what = f"'{said[0]}' and '{said[1]}' are two changes" if said else "a changed run needs a change"
            raise mistake(what, "make one change at a time" if said else _EXAMPLE)
        return self
