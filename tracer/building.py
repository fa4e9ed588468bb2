"""Builds the trace of a recording: client names replace session ids, and every record becomes frozen data."""

from __future__ import annotations

import gc
import platform
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib.metadata import version
from itertools import chain, groupby
from typing import Any, Literal

from tracer.lines import LineLog
from tracer.naming import Names
from tracer.payloads import as_received
from tracer.recording import Recording
from tracer.records import (
    AddressRecord,
    CallRecord,
    EmitRecord,
    PacketRecord,
    PhaseRecord,
    RefusalRecord,
    StepRecord,
    TaskRecord,
    packet_record,
)
from tracer.trace import (
    Address,
    Call,
    Delivery,
    Emit,
    Packet,
    Phase,
    Provenance,
    Raised,
    Returned,
    RoomChange,
    Status,
    Step,
    Task,
    Trace,
    Transport,
    Trigger,
    Unreached,
)
from tracer.values import Value

CORE_VARIABLES = ("connection_status", "last_message", "response_sent")
"""The variables that every trace can track; GLOSSARY.md gives their meanings, and `_Builder.core` computes them."""

LIBRARIES = ("flask", "flask-socketio", "python-socketio", "python-engineio")
_PACKET_CHARACTERS = 4_096
_DELIVERED: dict[str, Literal["connected", "event", "disconnected"]] = {
    "accepts": "connected",
    "responds": "event",
    "disconnects": "disconnected",
}


def provenance(code: str, transport: Transport) -> Provenance:
    """The provenance of a trace that this process makes now; `code` is the SHA-256 of the program's text."""
    return Provenance(code, platform.python_version(), {name: version(name) for name in LIBRARIES}, transport)


def build(
    recording: Recording,
    origin: Provenance,
    *,
    clients: Sequence[str] = (),
    names: Mapping[str, str] | None = None,
    variables: Iterable[str] = CORE_VARIABLES,
    witnessed: bool = True,
) -> Trace:
    """Make the trace of what a recording has seen.

    Args:
        recording: from `attach`; steps that are not over are left out.
        origin: where the trace comes from.
        clients: the clients in the order of their lanes, including those that never connected.
        names: each connection's client, by Engine.IO session id; others are called Client 1, Client 2...
        variables: the tracked names in order: core variables, and those that the recording watches.
        witnessed: whether the clients said what they received. If not, the trace takes it that they received
            everything that left for them.
    """
    with recording.changed, _uncollected():
        builder = _Builder(recording, dict(names or {}), list(clients), tuple(variables), witnessed)
        return builder.trace(origin)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let Python's collector of circles rest: a trace has none, and walking it while it grows costs as much again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Builder:
    def __init__(
        self,
        recording: Recording,
        names: dict[str, str],
        clients: list[str],
        variables: tuple[str, ...],
        witnessed: bool,
    ) -> None:
        self.recording = recording
        self.witnessed = witnessed
        self.last_messages: dict[int, Value] = {}
        self.variables = variables
        self.names = Names(recording, names, clients)
        self.tables = self.statuses()
        connects = [step for step in reversed(recording.steps) if step.kind == "connect"]
        self.first_connections = {self.names.client(step.eio_sid): step for step in connects}

    def statuses(self) -> list[dict[str, Status]]:
        """The clients' statuses before the first change of a connection's status, and after each change."""
        connections: dict[str, Status] = {}
        tables = [self.names.statuses(connections)]
        for eio_sid, status in self.recording.history:
            connections[eio_sid] = status
            tables.append(self.names.statuses(connections))
        return tables

    def trace(self, origin: Provenance) -> Trace:
        none = dict.fromkeys(self.names.clients, "No connection")
        start = {name: self.core(name, none, None, ()) for name in self.variables if name in CORE_VARIABLES}
        start |= {name: self.names.value(value) for name, value in self.recording.start.items()}
        done = self.in_order([step for step in self.recording.steps if step.done])
        last_message: Value = None
        for step in done:
            if step.kind == "event":
                last_message = step.arguments[0] if len(step.arguments) == 1 else list(step.arguments) or None
            self.last_messages[step.number] = last_message
        self.numbers = {step.number: number for number, step in enumerate(done, 1)}
        return Trace(
            origin,
            self.names.clients,
            {name: start[name] for name in self.variables},
            tuple(self.step(number, step) for number, step in enumerate(done, 1)),
            tuple(self.task(task) for task in sorted(self.recording.tasks, key=lambda task: task.number)),
        )

    def task(self, record: TaskRecord) -> Task:
        return Task(record.function, self.log(record.recorder.log()))

    def log(self, log: LineLog) -> LineLog:
        """The log, with client names for the session ids in its values."""
        return replace(
            log,
            values=self.names.value(log.values),
            deltas=self.names.value(log.deltas),
            outcomes=self.names.value(log.outcomes),
            printed=tuple(map(self.names.text, log.printed)),
            start=self.names.value(log.start),
        )

    def in_order(self, steps: list[StepRecord]) -> list[StepRecord]:
        """The steps in the order in which they began; steps of one group in the order of the clients."""

        def place(step: StepRecord) -> tuple[int, int]:
            client = self.names.client(step.eio_sid)
            lane = self.names.clients.index(client) if client in self.names.clients else len(self.names.clients)
            return (lane, step.number)

        ordered: list[StepRecord] = []
        for group, members in groupby(steps, key=lambda step: step.group or -step.number):
            together = list(members)
            ordered += sorted(together, key=place) if group > 0 else together
        return ordered

    def step(self, number: int, record: StepRecord) -> Step:
        parts = [self.phase(part) for part in record.phases]
        phases = tuple(chain.from_iterable(parts))
        after = self.tables[record.after]
        emits = tuple(phase.emit for phase in phases if phase.emit is not None)
        known = {name: self.core(name, after, self.last_messages[record.number], emits) for name in CORE_VARIABLES}
        known |= {name: self.names.value(value) for name, value in (record.watched or {}).items()}
        return Step(
            number=number,
            trigger=self.trigger(record),
            before=self.tables[record.before],
            after=after,
            phases=phases,
            deliveries=tuple(phase.delivery for phase in phases if phase.delivery is not None),
            variables={name: known[name] for name in self.variables},
            rooms=tuple(self.room(eio_sid, change, parts) for eio_sid, change in record.rooms),
            session=self.names.value(record.session),
            unordered=tuple(sorted(self.numbers[n] for n in record.overlaps if n in self.numbers)),
        )

    def room(self, eio_sid: str | None, change: RoomChange, parts: list[list[Phase]]) -> RoomChange:
        return replace(
            change,
            room=self.names.value(change.room),
            client=self.names.client(eio_sid),
            after=sum(map(len, parts[: change.after])),
        )

    def trigger(self, record: StepRecord) -> Trigger:
        return Trigger(
            kind=record.kind,
            client=self.names.client(record.eio_sid),
            event=record.event,
            arguments=self.names.values(record.arguments),
            namespace=record.namespace,
            wants_ack=record.wants_ack,
            reason=record.reason,
            task=record.task,
            again=record.kind == "connect" and self.connected_before(record),
            size_limit=record.size_limit,
            stays_in=record.stays_in,
            asked_in=self.numbers.get(record.asked.step) if record.asked else None,
            waits=record.asked is not None and record.asked.waits,
        )

    def connected_before(self, record: StepRecord) -> bool:
        """Whether the client of the step had another connection earlier."""
        first = self.first_connections.get(self.names.client(record.eio_sid))
        return first is not None and first.number < record.number and first.eio_sid != record.eio_sid

    def phase(self, record: PhaseRecord) -> list[Phase]:
        """A phase, and then a phase for each of its deliveries. `accepts` and `closes` hold their own."""
        packets = [packet_record(noted) for noted in record.packets]
        order = {packet.eio_sid: place for place, packet in reversed([*enumerate(packets)])}
        got = sorted(record.deliveries, key=lambda item: order.get(item[0], len(packets)))
        deliveries = [self.delivery(eio_sid, delivery) for eio_sid, delivery in got or self.assumed(record, packets)]
        own = deliveries.pop(0) if deliveries and record.kind in ("accepts", "closes") else None
        made = Phase(
            kind=record.kind,
            client=self.names.client(record.eio_sid),
            line=record.line,
            packets=tuple(map(self.packet, packets)),
            call=self.call(record.call),
            emit=self.emit(record.emit, packets),
            delivery=own,
        )
        arrival = [Phase("receives", made.client)] if record.kind == "sends" and not record.unread else []
        return [made, *arrival, *(Phase("delivers", delivery.client, delivery=delivery) for delivery in deliveries)]

    def assumed(self, record: PhaseRecord, packets: list[PacketRecord]) -> list[tuple[str, Delivery]]:
        """The deliveries of a recording whose clients said nothing: all that left for them."""
        if self.witnessed:
            return []
        to = dict.fromkeys(packet.eio_sid for packet in packets if not packet.up)
        if isinstance(record, RefusalRecord):
            delivery = Delivery("", "refused", record.reasons, namespace=record.namespace)
        elif record.kind in _DELIVERED:
            emit = record.emit or EmitRecord(record.kind, None)
            kind = "ack" if emit.sent_as == "ack" else _DELIVERED[record.kind]
            arguments = tuple(map(as_received, emit.arguments))
            delivery = Delivery("", kind, arguments, emit.event or None, emit.namespace)
        else:
            return []
        return [(eio_sid, delivery) for eio_sid in to]

    def packet(self, record: PacketRecord) -> Packet:
        return Packet(
            direction="to server" if record.up else "to client",
            client=self.names.client(record.eio_sid) or "",
            text=self.names.text(record.text)[:_PACKET_CHARACTERS],
            size=record.size,
            binary=record.binary,
        )

    def call(self, call: CallRecord | None) -> Call | None:
        outcome = call.outcome if call is not None else None
        if call is None or outcome is None:
            return None
        if isinstance(outcome, Returned):
            outcome = Returned(self.names.value(outcome.value))
        else:
            outcome = self.raised(outcome)
        log = self.log(call.lines.log()) if call.lines is not None else None
        return Call(
            call.function,
            call.line,
            self.names.values(call.arguments),
            outcome,
            call.event,
            log,
            keywords=self.names.value(dict(call.keywords)),
            through=call.through,
            around=call.around,
        )

    def raised(self, outcome: Raised) -> Raised:
        return replace(outcome, message=self.names.text(outcome.message))

    def emit(self, emit: EmitRecord | None, packets: list[PacketRecord]) -> Emit | None:
        if emit is None:
            return None
        gone_to = dict.fromkeys(packet.eio_sid for packet in packets)
        skipped = [self.recording.sids.get(sid, (None,))[0] for sid in emit.skipped if isinstance(sid, str)]
        return Emit(
            event=emit.event,
            arguments=self.names.values(emit.arguments),
            to=self.clients(gone_to),
            line=emit.line,
            namespace=emit.namespace,
            kind=emit.sent_as,
            rooms=self.names.values(emit.rooms),
            skipped=self.clients(skipped),
            addressed=tuple(self.address(one, emit, gone_to) for one in emit.addressed),
            unreached=self.unreached(emit, skipped),
            failed=self.raised(emit.failed) if emit.failed else None,
        )

    def clients(self, connections: Iterable[str | None]) -> tuple[str, ...]:
        """The names of the clients of these connections, each once."""
        names = dict.fromkeys(map(self.names.client, connections))
        return tuple(name for name in names if name is not None)

    def address(self, record: AddressRecord, emit: EmitRecord, gone_to: Iterable[str]) -> Address:
        there = record.there
        if there is None:  # the room was not looked up: whoever is there is known by the packets
            there = tuple(gone_to) if len(emit.addressed) == 1 else ()
        return Address(
            kind=record.kind,
            name=self.names.value(record.name),
            there=self.clients(there),
            client=self.names.client(record.owner),
            alike=self.names.values(record.alike),
            namespaces=record.namespaces,
            before=record.before,
        )

    def unreached(self, emit: EmitRecord, skipped: Iterable[str | None]) -> tuple[Unreached, ...]:
        there = [each for one in emit.addressed for each in one.there or ()]
        if emit.sent_as == "ack" and emit.eio_sid is not None:
            there = [emit.eio_sid]
        why: dict[str | None, Literal["left out", "lost", "leaving"]] = dict.fromkeys(emit.leaving, "leaving")
        why.update(dict.fromkeys(emit.lost, "lost"))
        why.update(dict.fromkeys(skipped, "left out"))
        return tuple(
            Unreached(self.names.client(each) or "", why[each]) for each in dict.fromkeys(there) if each in why
        )

    def delivery(self, eio_sid: str, delivery: Delivery) -> Delivery:
        return Delivery(
            client=self.names.client(eio_sid) or "",
            kind=delivery.kind,
            arguments=self.names.values(delivery.arguments),
            event=delivery.event,
            namespace=delivery.namespace,
            local=delivery.local,
        )

    def core(self, name: str, statuses: Mapping[str, Any], last_message: Value, emits: tuple[Emit, ...]) -> Value:
        if name == "connection_status":
            return next(iter(statuses.values())) if len(statuses) == 1 else statuses  # shared, since there are many
        if name == "last_message":
            return self.names.value(last_message)
        written = (emit.arguments for emit in emits if emit.failed is None)
        sent = [arguments[0] if len(arguments) == 1 else list(arguments) for arguments in written]
        return sent[0] if len(sent) == 1 else sent or None
