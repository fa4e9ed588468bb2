"""The parts of a retold recording: items of a scenario, connections, and acknowledgements that are still open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tracer.trace import Delivery, Step
from tutorial.record.written_actions import Written

LOST = ("transport close", "transport error", "ping timeout")
"""The library's reasons for a connection that ended without a goodbye."""


@dataclass(slots=True)
class Item:
    """An item of a scenario: actions (several when they were done at once), comments before them, and their steps.

    `remarks` are comments on what a scenario cannot say, `notes` all other comments. `silent` has the steps that will
    have other cells in the lesson's own run.
    """

    actions: list[tuple[str | None, Written]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    silent: set[int] = field(default_factory=set)

    def together(self) -> bool:
        """Whether several clients acted at once."""
        return len({client for client, _ in self.actions}) > 1


@dataclass(slots=True)
class Connection:
    """A client's connection, as the scenario has it."""

    connection: int | None
    item: Item
    action: Written
    joined: list[str]
    had: set[str]
    at_once: bool = True
    lost: bool = False


class OpenAcks:
    """The server's events that asked clients for an acknowledgement and have none yet."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, str, str], tuple[str, Item]] = {}

    def note(self, step: Step, item: Item) -> None:
        """Remember which events of a step ask for an acknowledgement, by number, and their item."""
        for phase in step.phases:
            for packet in phase.packets:
                number = _ack_number(packet.text)
                if packet.direction == "to client" and phase.emit and phase.emit.kind == "event" and number:
                    self._open[packet.client, phase.emit.namespace, number] = (phase.emit.event, item)

    def answered(self, client: str, step: Step) -> tuple[str, Item | None]:
        """The event that a client acknowledges in a step, and the item in which the server emitted it."""
        texts = [packet.text for phase in step.phases for packet in phase.packets if packet.direction == "to server"]
        number = next(filter(None, map(_ack_number, texts)), "")
        return self._open.pop((client, step.trigger.namespace, number), ("", None))

    def open(self) -> Iterator[tuple[str, str]]:
        """The clients that have not acknowledged, each with the event."""
        yield from ((client, event) for (client, _, _), (event, _) in self._open.items())


def shorten_returns(items: list[Item]) -> None:
    """Write `reconnect` where a client connects as it did before."""
    before: dict[str | None, Written] = {}
    for item in items:
        client, action = item.actions[0] if item.actions else (None, {})
        if (connect := action.get("connect")) is None:
            continue
        if before.get(client) == connect and len(connect["namespaces"]) == 1:
            item.actions[0] = (client, {"reconnect": None})
        before[client] = connect


def told_locally(step: Step, namespaces: list[str]) -> Step:
    """A step in which a client leaves or is cut off: its own library tells the client, and nothing else reaches it."""
    client = step.trigger.client or ""
    others = tuple(one for one in step.deliveries if one.client != client)
    told = tuple(Delivery(client, "disconnected", namespace=namespace, local=True) for namespace in namespaces)
    return replace(step, deliveries=(*others, *told))


def in_namespace(step: Step) -> Step:
    """Put the connection news of a step in the step's namespace; only the clients themselves know the namespace."""
    news = ("connected", "refused", "disconnected")
    deliveries = (
        replace(one, namespace=step.trigger.namespace) if one.kind in news and not one.local else one
        for one in step.deliveries
    )
    return replace(step, deliveries=tuple(deliveries))


def _ack_number(text: str) -> str:
    """The acknowledgement's number in a packet that asks for one or is one: `42/chat,7["x"]`, `431["ok"]`."""
    found = re.match(r"4[2356](?:\d+-)?(?:/[^,]*,)?(\d*)\[", text)
    return found[1] if found else ""
