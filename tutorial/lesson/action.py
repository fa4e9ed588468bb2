"""Actions: what the clients of a scenario do, as it is played."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import Field, Strict

from tutorial.lesson.json_bytes import Payload
from tutorial.lesson.model import DEFAULT_CLIENT, Model

ActionKind = Literal["connect", "reconnect", "send", "emit", "disconnect", "drop", "wait", "together"]
ACTIONS: tuple[ActionKind, ...] = get_args(ActionKind)


class Action(Model):
    """One thing that a client does, a `wait` for the server, or several things `together`.

    A `send` is the event `message` with one argument. `namespaces`, `auth` and `query` are a connection's: a
    `reconnect` in a scenario has those that its client had. A `disconnect` leaves its `namespaces`; everything, when
    there are none. A `wait` is for a `task` to end, or for an `event` to have been emitted so many `times`.
    """

    kind: ActionKind
    client: str = DEFAULT_CLIENT
    event: str | None = None
    arguments: Annotated[tuple[Payload, ...], Strict(False)] = ()
    ack: bool = False
    namespace: str = "/"
    namespaces: Annotated[tuple[str, ...], Strict(False)] = ("/",)
    auth: Payload = None
    query: dict[str, str] = Field(default_factory=dict)
    task: str | None = None
    times: int = 1
    actions: Annotated[tuple[Action, ...], Strict(False)] = ()

    def to_wire(self) -> dict[str, Any]:
        """The action in JSON alone, for another process."""
        return self.model_dump(mode="json")

    @classmethod
    def from_wire(cls, wire: dict[str, Any]) -> Self:
        """What `to_wire` gave.

        Raises:
            pydantic.ValidationError: it is not an action.
        """
        return cls.model_validate_json(json.dumps(wire))
