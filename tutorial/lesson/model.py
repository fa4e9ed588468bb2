"""The ground of the lesson's model: strict parts, what the parts may refer to, and an author's mistakes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, ValidationInfo
from pydantic_core import InitErrorDetails, PydanticCustomError

DEFAULT_CLIENT = "Client"
MISTAKE = "mistake"
"""The type of the errors that `mistake` makes; their context has `what`, `next` and `key`."""


class Model(BaseModel):
    """A part of a lesson: no unknown keys, no silent conversions, nothing changes after loading."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


@dataclass(frozen=True, slots=True)
class Known:
    """What the parts of a lesson may refer to; None is what the file does not tell, so that nothing is checked.

    `steps` counts those that the scenario makes (the end row is one more), `told` those from the first on of which
    the scenario tells what makes them. `needed` are the steps that the rest cannot be played without, and why.
    """

    steps: int | None = None
    told: int | None = None
    clients: tuple[str, ...] = (DEFAULT_CLIENT,)
    variables: tuple[str, ...] | None = None
    code: str | None = None
    transport: str | None = None
    needed: Mapping[int, str] = field(default_factory=dict)


def known(info: ValidationInfo) -> Known:
    """What the lesson that is being read has; nothing is known of data that comes from elsewhere."""
    return info.context if isinstance(info.context, Known) else Known()


def mistake(what: str, next_step: str = "", *, key: bool = False) -> PydanticCustomError:
    """A mistake of the author: what is wrong, and what to do; `key` says that it lies in the key."""
    return PydanticCustomError(MISTAKE, "{what}", {"what": what, "next": next_step, "key": key})


def misplaced(found: Iterable[tuple[Sequence[str | int], PydanticCustomError]], given: Any) -> ValidationError:
    """Several mistakes at once, each with its way from the value that is being checked."""
    details = [InitErrorDetails(type=error, loc=tuple(loc), input=given) for loc, error in found]
    return ValidationError.from_exception_data("lesson", details)


def merged(*errors: ValidationError) -> ValidationError:
    """The mistakes of several errors about the same value as one."""
    details = []
    for error in (one for several in errors for one in several.errors(include_url=False)):
        context = error.get("ctx", {})
        kind: Any = mistake(context["what"], context["next"], key=context["key"]) if error["type"] == MISTAKE else None
        details.append(
            InitErrorDetails(type=kind or error["type"], loc=error["loc"], input=error["input"], ctx=context)
        )
    return ValidationError.from_exception_data("lesson", details)
