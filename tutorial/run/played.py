"""Finds, while a scenario is played, the values that stand in it for what a client has by then."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tutorial.lesson.played_values import Literally, ReceivedValue, SidOf, played_value
from tutorial.run.clients import LessonClient
from tutorial.telling.words import each_quoted, quoted


class NothingThereError(LookupError):
    """No client has what a value of the scenario stands for; the message says so to the author."""


class PlayedValues:
    """The values that one action stands for.

    Args:
        client: the client that acts.
        namespace: the namespace of the action.
        clients: all clients of the lesson.
        connections: the connections so far, in order.
    """

    def __init__(
        self, client: str, namespace: str, clients: tuple[str, ...], connections: Sequence[LessonClient]
    ) -> None:
        self.client = client
        self.namespace = namespace
        self.clients = clients
        self.connections = connections

    def of(self, written: Any) -> Any:
        """The payload, with the values that its parts stand for.

        Raises:
            NothingThereError: a client has no such session id, or has received nothing of the kind.
        """
        value = played_value(written, self.clients)
        if isinstance(value, Literally):
            return value.value
        if isinstance(value, SidOf):
            return self.sid(value.client, value.namespace or self.namespace)
        if isinstance(value, ReceivedValue):
            return self.received(value)
        if isinstance(written, dict):
            return {key: self.of(part) for key, part in written.items()}
        if isinstance(written, (list, tuple)):
            return type(written)(self.of(part) for part in written)
        return written

    def sid(self, client: str, namespace: str) -> str:
        """The session id of the client's last connection to a namespace. It may be over."""
        for connection in reversed(self.connections):
            if connection.name == client and namespace in connection.sids:
                return connection.sids[namespace]
        where = "" if namespace == "/" else f" on {namespace}"
        raise NothingThereError(f"{client} has no session id{where} yet: it has not been connected there")

    def received(self, value: ReceivedValue) -> Any:
        """What a client last received with an event, or the part of it that the path leads to."""
        client = value.client or self.client
        heard = [one for connection in self.connections if connection.name == client for one in connection.heard]
        found = next((arguments for event, arguments in reversed(heard) if event == value.event), None)
        if found is None:
            so_far = each_quoted(event for event, _ in heard)
            told = f"so far it has received {so_far}" if so_far else "it has received nothing so far"
            raise NothingThereError(f"{client} has not received {quoted(value.event)} by then: {told}")
        part = found[0] if len(found) == 1 else found
        for step in value.path:
            part = _inside(part, step, client, value.event)
        return part


def _inside(whole: Any, step: str | int, client: str, event: str) -> Any:
    if isinstance(whole, dict) and step in whole:
        return whole[step]
    if isinstance(whole, list) and isinstance(step, int) and -len(whole) <= step < len(whole):
        return whole[step]
    has = f"; it has {each_quoted(map(str, whole))}" if isinstance(whole, dict) and whole else ""
    raise NothingThereError(f"what {client} received with {quoted(event)} has no {step!r} there{has}")
