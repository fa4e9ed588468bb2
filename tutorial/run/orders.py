"""An order in which to play what happens at once, and the names of the units in it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

SCENARIO = "scenario"
"""The unit of all that the clients do, and of the handlers that this starts."""


@dataclass(frozen=True, slots=True)
class Order:
    """The units in their order. A unit may run only while those before it have ended, or wait for something.

    `overtaken` names a unit and a line: the unit falls to the last place when it first comes to the line.
    """

    units: tuple[str, ...]
    overtaken: tuple[str, int] | None = None

    def to_data(self) -> dict[str, Any]:
        """The order as JSON data, for another process."""
        return asdict(self)


def member(group: int, client: str, nth: int) -> str:
    """Name the unit of a handler: of the `nth` message (from 0) of a client in the `group`-th `together`."""
    return f"{group}/{client}/{nth}"


def task(nth: int) -> str:
    """Name the unit of the `nth` thread (from 0) that a handler starts."""
    return f"task/{nth}"
