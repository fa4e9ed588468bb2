"""The base of the lesson's model: strict parts, what the parts may refer to, and an author's mistakes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, ValidationInfo
from pydantic_core import InitErrorDetails, PydanticCustomError

DEFAULT_CLIENT = "Client"
MISTAKE = "mistake"
"""The type of the errors that `mistake` makes. Their context has `what`, `next` and `key`."""


class Model(BaseModel):
    """A part of a lesson. It has no unknown keys, converts no values, and never changes after loading."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


@dataclass(frozen=True, slots=True)
class LessonFacts:
    """What the parts of a lesson may refer to. None means that the file does not tell, and nothing is checked.

    `steps` counts the steps that the scenario makes, without the end row. `told` counts those, from the first on, of
    which the scenario tells what makes them. `needed` has the steps without which the rest cannot be played, and why.
    """

    steps: int | None = None
    told: int | None = None
    clients: tuple[str, ...] = (DEFAULT_CLIENT,)
    variables: tuple[str, ...] | None = None
    code: str | None = None
    transport: str | None = None
    needed: Mapping[int, str] = field(default_factory=dict)


def facts_of(info: ValidationInfo) -> LessonFacts:
    """What the lesson has that is being read; nothing, when the data comes from elsewhere."""
    return info.context if isinstance(info.context, LessonFacts) else LessonFacts()


def mistake(what: str, next_step: str = "", *, key: bool = False) -> PydanticCustomError:
    """Make an author's mistake: what is wrong, and what to do. `key` says that the key is wrong, not the value."""
    return PydanticCustomError(MISTAKE, "{what}", {"what": what, "next": next_step, "key": key})


def misplaced(found: Iterable[tuple[Sequence[str | int], PydanticCustomError]], given: Any) -> ValidationError:
    """Report several mistakes at once, each with its place in the value that is being checked."""
    details = [InitErrorDetails(type=error, loc=tuple(loc), input=given) for loc, error in found]
    return ValidationError.from_exception_data("lesson", details)


def merged(*errors: ValidationError) -> ValidationError:
    """Join several errors about one value into one error."""
    details = []
    for error in (one for several in errors for one in several.errors(include_url=False)):
        context = error.get("ctx", {})
        kind: Any = mistake(context["what"], context["next"], key=context["key"]) if error["type"] == MISTAKE else None
        details.append(
            InitErrorDetails(type=kind or error["type"], loc=error["loc"], input=error["input"], ctx=context)
        )
    return ValidationError.from_exception_data("lesson", details)
