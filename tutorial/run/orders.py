"""An order in which what happens at once is to be played, and what it calls the units that it orders."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

SCENARIO = "scenario"
"""The unit of all that the clients do, and of the handlers that this sets off."""


@dataclass(frozen=True, slots=True)
class Order:
    """Which unit goes first: one may run only while those before it have ended, or wait for something.

    The unit that is `overtaken` falls to the last place when it first comes to a line.
    """

    units: tuple[str, ...]
    overtaken: tuple[str, int] | None = None

    def to_wire(self) -> dict[str, Any]:
        """The order in JSON alone, for another process."""
        return asdict(self)


def member(group: int, client: str, nth: int) -> str:
    """The unit of the handler of the `nth` message (from 0) that a client sends in the `group`-th `together`."""
    return f"{group}/{client}/{nth}"


def task(nth: int) -> str:
    """The unit of the `nth` thread (from 0) that a handler starts."""
    return f"task/{nth}"
