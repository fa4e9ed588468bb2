"""Actions: what the clients of a scenario do."""

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

    A `send` is the event `message` with one argument. A connection has `namespaces`, `auth` and `query`; a `reconnect`
    takes those that its client had before. A `disconnect` leaves its `namespaces`, or all of them when it names none.
    A `wait` waits until a `task` ends, or until the server has emitted an `event` so many `times`.
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

    def to_data(self) -> dict[str, Any]:
        """The action as JSON data, for another process."""
        return self.model_dump(mode="json")

    @classmethod
    def from_data(cls, wire: dict[str, Any]) -> Self:
        """Read what `to_data` returned.

        Raises:
            pydantic.ValidationError: the data is no action.
        """
        return cls.model_validate_json(json.dumps(wire))
