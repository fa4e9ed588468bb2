"""`project`: a task for the lab, with tests that are scenarios, hints in stages, and a solution.

    project:
      task: Greet everybody who connects.
      tests:
        - says: A greeting
          scenario: [connect]
          claims:
            - {receives: Welcome!, client: Grace, after: 1}
            - {receives: Welcome!, nobody_but: [Grace]}
      hints: [Which function is called when a client connects?]
      solution: |
        ...
      tries:
        - {change: {line: 9, becomes: pass}, message: receives nothing}

The start is the lesson's program, if no other is written. Every test is played with the lesson's clients.
"""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import Field, Strict, model_validator

from tutorial.lesson.answers import Client
from tutorial.lesson.changes import CodeChange
from tutorial.lesson.claims import Happening
from tutorial.lesson.fields import Block, Meant, OneLine, PythonCode, Text
from tutorial.lesson.model import Model, mistake
from tutorial.lesson.scenario import ScenarioOfAnyProgram
from tutorial.lesson.which_run import RunStep, RunSteps

MOST_TESTS, MOST_CLAIMS, MOST_HINTS, MOST_TRIES = 8, 20, 6, 30


class ProjectClaim(Happening):
    """What a test demands: something happens in steps, by the end of a step, or to nobody but some clients."""

    nobody_but: Annotated[
        tuple[Client, ...] | None, Strict(False), Field(description="a list of clients, such as `[Grace]`")
    ] = None
    at: RunSteps | None = None
    only: RunSteps | None = None
    after: RunStep | None = None
    says: OneLine | None = None

    @model_validator(mode="after")
    def _one_time(self) -> Self:
        said = [name for name in ("at", "only", "after") if getattr(self, name) is not None]
        if self.nobody_but is not None and (self.kind != "receives" or self.client is not None):
            raise mistake("`nobody_but` stands beside `receives`, without a `client`", "write two claims")
        if self.nobody_but is not None and self.only is not None:
            raise mistake("`nobody_but` has no `only` beside it", "write `at` or `after`, or neither: the whole run")
        if len(said) != 1 and not (self.nobody_but is not None and not said):
            raise mistake("a claim of a test says when, once", "write one of `at: [2]`, `only: [2]` and `after: 2`")
        if self.at == ():
            raise mistake("`at` names no step", "write `only: []` to say that it never happens")
        return self


class ProjectTest(Model):
    """A test: what the clients do, and what must come of it."""

    says: OneLine
    scenario: ScenarioOfAnyProgram
    claims: Annotated[
        tuple[ProjectClaim, ...],
        Strict(False),
        Field(
            min_length=1, max_length=MOST_CLAIMS, description="a list of claims, such as `[{receives: Hi, after: 2}]`"
        ),
    ]


class ProjectTry(Model):
    """A wrong program that a student may write: a whole one, or the solution with one line changed.

    Its failure has the words of `message` in it.
    """

    code: PythonCode | None = None
    change: Annotated[
        CodeChange | None, Field(description="a line of the solution and what it becomes: `{line: 9, becomes: pass}`")
    ] = None
    message: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_program(cls, written: Any) -> Any:
        if isinstance(written, dict) and (written.get("code") is None) == (written.get("change") is None):
            raise mistake(
                "a try is a whole program, or the solution with one line changed",
                "write, for example, `change: {line: 9, becomes: pass}`",
            )
        return written


class Project(Model):
    """A task, the tests that a student's program must pass, hints in stages, the solution, and wrong tries."""

    task: Block
    start: PythonCode | None = None
    tests: Annotated[
        tuple[ProjectTest, ...],
        Strict(False),
        Field(
            min_length=1,
            max_length=MOST_TESTS,
            description="a list of tests, each with `says`, `scenario` and `claims`",
        ),
    ]
    hints: Annotated[
        tuple[Block, ...], Strict(False), Field(max_length=MOST_HINTS, description="a list of texts, one a stage")
    ] = ()
    solution: PythonCode
    so: Block | None = None
    tries: Annotated[
        tuple[ProjectTry, ...],
        Strict(False),
        Field(max_length=MOST_TRIES, description="a list, such as `[{change: {line: 9, becomes: pass}}]`"),
    ] = ()
    meant: Meant = None
