"""The ground of the lesson's model: its strict parts, what they may refer to, and their mistakes in plain words."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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

    `actions` counts the scenario's actions: each makes a step, and the end row is one more.
    """

    actions: int | None = None
    clients: tuple[str, ...] = (DEFAULT_CLIENT,)
    variables: tuple[str, ...] | None = None
    code: str | None = None


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


def suggest(word: object, words: Iterable[str], kind: str = "") -> str:
    """The likeliest of `words` for a misspelt one; all of them, when none is close."""
    words = list(words)
    lower = {other.lower(): other for other in words}
    close = difflib.get_close_matches(str(word).lower(), lower, 1, 0.6)
    if close:
        return f"did you mean '{lower[close[0]]}'?"
    return f"{kind or 'choose from'} {', '.join(words)}" if words else ""
