"""How a call ended: it returned, or it raised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tracer.values import Value


@dataclass(frozen=True, slots=True)
class Returned:
    """The handler ended by returning `value`."""

    value: Value
    kind: Literal["returned"] = "returned"


@dataclass(frozen=True, slots=True)
class Raised:
    """The handler ended by an exception; `line` is the line of the program that raised it, if one did.

    `handled_by` names the error handler (`on_error`, `on_error_default`) that gets the exception.
    """

    type: str
    message: str
    line: int | None
    handled_by: str | None = None
    kind: Literal["raised"] = "raised"
