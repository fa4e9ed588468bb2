"""Which run of a lesson something is said of: the lesson's own, the one of `why`, or one with a thing changed."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Strict, Tag

from tutorial.lesson.changes import Change
from tutorial.lesson.claims import Claim
from tutorial.lesson.model import Model

_WORD = "word"


def _form(written: object) -> str:
    return Change.__name__ if isinstance(written, dict | Model) else _WORD


WhichRun = Annotated[
    Annotated[Literal["lesson", "why"], Tag(_WORD)] | Annotated[Change, Tag(Change.__name__)],
    Discriminator(_form),
    Field(description="`lesson`, `why`, or a change such as `{without: 4}`"),
]

RunStep = Annotated[int, Field(ge=1, description="the number of a step, such as 2")]

RunSteps = Annotated[tuple[RunStep, ...], Strict(False), Field(description="a list of step numbers, such as `[2, 3]`")]


class RunClaim(Claim):
    """A claim about a run that may have other steps than the lesson's own; only the run itself tells which."""

    at: RunSteps | None = None
    only: RunSteps | None = None


RunClaims = Annotated[
    tuple[RunClaim, ...],
    Strict(False),
    Field(min_length=1, description="a list of claims, such as `[{calls: handle_message, at: [2]}]`"),
]
