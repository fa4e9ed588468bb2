"""What a tracer has seen so far: it records, and does nothing else.

Session ids stand as they came until the trace is built; only then are they given the clients' names
(`tracer.building`). One lock guards everything, and whoever waits for something to happen waits on it.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Literal

from tracer.lines import Recorder
from tracer.trace import Call, Delivery, PhaseKind, RoomChange, Status
from tracer.values import Value, detach, type_name

Watch = Mapping[str, Callable[[], object]]
"""Tracked variables by name: each is called after every step, in the thread that ends the step."""

_PACKET_KEPT = 5_000


@dataclass(slots=True)
class PacketRecord:
    """A packet at the server's edge of the wire: its text (or bytes), its size in bytes, its connection."""

    up: bool
    eio_sid: str
    text: str
    size: int
    binary: bool


@dataclass(slots=True)
class EmitRecord:
    """What the server set out to send; the clients it left for are those of the phase's packets."""

    event: str
    arguments: tuple[Value, ...]
    namespace: str
    line: int | None
    kind: Literal["event", "ack"]
    rooms: tuple[Value, ...] = ()
    skipped: tuple[Value, ...] = ()


@dataclass(slots=True)
class PhaseRecord:
    """A phase as it grows. `deliveries` are what clients got of this phase's packets, by connection."""

    kind: PhaseKind
    eio_sid: str | None
    line: int | None = None
    packets: list[PacketRecord] = field(default_factory=list)
    call: Call | None = None
    emit: EmitRecord | None = None
    recorder: Recorder | None = None
    deliveries: list[tuple[str, Delivery]] = field(default_factory=list)


@dataclass(slots=True)
class TaskRecord:
    """A thread that a handler started: its number among all threads, its function, and its lines."""

    number: int
    function: str
    recorder: Recorder


@dataclass(slots=True)
class StepRecord:
    """A step as it grows; `done` once its handler has returned and its variables were read."""

    number: int
    kind: Literal["connect", "event", "disconnect", "ack", "server", "end"]
    eio_sid: str | None
    namespace: str
    before: dict[str, Status]
    event: str | None = None
    arguments: tuple[Value, ...] = ()
    wants_ack: bool = False
    answer: tuple[Value, ...] | None = None
    reason: str | None = None
    task: str | None = None
    group: int | None = None
    overlaps: set[int] = field(default_factory=set)
    after: dict[str, Status] = field(default_factory=dict)
    rooms: list[tuple[str | None, RoomChange]] = field(default_factory=list)
    session: Value = None
    phases: list[PhaseRecord] = field(default_factory=list)
    watched: dict[str, Value] = field(default_factory=dict)
    done: bool = False

    def phase(self, kind: PhaseKind, eio_sid: str | None = None, line: int | None = None) -> PhaseRecord:
        """Add a phase of this kind."""
        added = PhaseRecord(kind, eio_sid if eio_sid is not None else self.eio_sid, line)
        self.phases.append(added)
        return added


@dataclass(slots=True)  # not frozen: made twice an event, and freezing costs
class Current:
    """Whose step a thread is in: set while a handler runs, so that what it emits belongs to its step."""

    recording: Recording
    step: StepRecord
    emitting: PhaseRecord | None = None
    recorder: Recorder | None = None


CURRENT: ContextVar[Current | None] = ContextVar("stepwire_current", default=None)
"""New threads start without one, so a background task's emits make steps of their own."""


class Recording:
    """Everything seen on one SocketIO instance since it was attached.

    `steps`, `sent` and the rest may be read under the lock `changed`; `wait_for` waits for what they should say.
    """

    def __init__(self, watch: Watch, on_step: Callable[[StepRecord, str | None, int | None], None] | None) -> None:
        self._lock = threading.RLock()
        self.changed = threading.Condition(self._lock)
        self.steps: list[StepRecord] = []
        self.under_way: dict[int, StepRecord] = {}
        self.statuses: dict[str, Status] = {}
        self.sids: dict[str, tuple[str, str]] = {}
        self.sent: dict[str, list[PhaseRecord | None]] = {}
        self.arrived: dict[str, int] = {}
        self.closed: set[str] = set()
        self.tasks: list[TaskRecord] = []
        self.group: int | None = None
        """Set by whoever makes several things happen at once: the steps that begin meanwhile have no fixed order."""
        self._waiting = 0
        self._open_namespaces: dict[str, set[str]] = {}
        self._incoming: dict[str, list[PacketRecord]] = {}
        self._watch = watch
        self._on_step = on_step
        self.start = self.read_watched()

    def wait_for(self, predicate: Callable[[], bool], timeout: float | None = None) -> bool:
        """Wait until something holds of this recording; False when the time (in seconds) is up and it does not."""
        with self.changed:
            self._waiting += 1
            try:
                return self.changed.wait_for(predicate, timeout)
            finally:
                self._waiting -= 1

    def tell(self) -> None:
        """Wake whoever waits; call it with `changed` held. Most of the time nobody does, and it costs nothing."""
        if self._waiting:
            self.changed.notify_all()

    # -- steps

    def begin(
        self,
        kind: Literal["connect", "event", "disconnect", "ack", "server", "end"],
        eio_sid: str | None,
        namespace: str,
        **trigger: object,
    ) -> StepRecord:
        """Open a step; packets that have come in on its connection are its own."""
        with self._lock:
            step = StepRecord(len(self.steps) + 1, kind, eio_sid, namespace, self.statuses, **trigger)  # type: ignore[arg-type]  # the callers are all in events.py and spell StepRecord's fields
            step.group = self.group
            self._note_overlaps(step)
            self.steps.append(step)
            self.under_way[step.number] = step
            self.tell()
        self.progress(step, None, None)
        return step

    def _note_overlaps(self, step: StepRecord) -> None:
        """Two events whose handlers run at the same time have no fixed order; in a group, all its steps have none."""
        if step.group is not None:
            others = [other for other in self.steps if other.group == step.group]
        elif step.kind == "event":
            others = [other for other in self.under_way.values() if other.kind == "event"]
        else:
            return
        for other in others:
            step.overlaps.add(other.number)
            other.overlaps.add(step.number)

    def finish(self, step: StepRecord) -> None:
        """Close a step: note the state of the connections and the values of the variables after it."""
        watched = self.read_watched()
        with self._lock:
            step.after = self.statuses
            self.under_way.pop(step.number, None)
            step.watched = watched
            step.done = True
            self.tell()

    def end(self) -> None:
        """Write the end row: the scenario is over, and no event set it off."""
        self.finish(self.begin("end", None, "/"))

    def progress(self, step: StepRecord, function: str | None, line: int | None) -> None:
        """Tell whoever asked how far the run has come: this step, and the handler about to be called."""
        if self._on_step is not None:
            self._on_step(step, function, line)

    def halt(self) -> None:
        """Trace no more lines, of handlers that are still running either."""
        with self._lock:
            recorders = [phase.recorder for step in self.under_way.values() for phase in step.phases]
            recorders += [task.recorder for task in self.tasks]
        for recorder in recorders:
            if recorder is not None:
                recorder.halt()

    def read_watched(self) -> dict[str, Value]:
        """The watched variables as they are now; one that cannot be read says why."""
        return {name: _read(read) for name, read in self._watch.items()}

    def within(
        self, step: StepRecord, emitting: PhaseRecord | None = None, recorder: Recorder | None = None
    ) -> AbstractContextManager[None]:
        """What this thread does inside belongs to `step` (and its packets to the phase `emitting`)."""
        return _Within(Current(self, step, emitting, recorder))

    def current(self) -> Current | None:
        """The step that this thread is in, if it is one of this recording's."""
        current = CURRENT.get()
        return current if current is not None and current.recording is self else None

    # -- connections

    def opened(self, eio_sid: str, namespace: str) -> None:
        """A connection to a namespace was accepted."""
        with self._lock:
            self._open_namespaces.setdefault(eio_sid, set()).add(namespace)
            self._set_status(eio_sid, "Open")
            self.tell()

    def left(self, eio_sid: str, namespace: str) -> None:
        """A connection to a namespace is over; with the last one the client is `Closed`."""
        with self._lock:
            namespaces = self._open_namespaces.get(eio_sid, set())
            if namespace in namespaces:
                namespaces.discard(namespace)
                if not namespaces:
                    self._set_status(eio_sid, "Closed")
            self.tell()

    def _set_status(self, eio_sid: str, status: Status) -> None:
        """Note a status in a new table: the steps so far keep the one that they have seen."""
        self.statuses = {**self.statuses, eio_sid: status}

    def transport_closed(self, eio_sid: str) -> None:
        """The transport itself is gone, and every handler of its going has returned."""
        with self._lock:
            self._take_goodbye(eio_sid)  # now: whoever waits for the end may go on as soon as it is known
            self.closed.add(eio_sid)
            self.tell()

    # -- packets

    def came(self, eio_sid: str, packet: PacketRecord) -> None:
        """A packet arrived; it belongs to the step that it is about to set off, or to the last goodbye."""
        with self._lock:
            self._incoming.setdefault(eio_sid, []).append(packet)

    def handled(self, eio_sid: str, *, message: bool) -> None:
        """The server has read a packet to its end (its event may still be running in its own thread)."""
        with self._lock:
            if message:
                self.arrived[eio_sid] = self.arrived.get(eio_sid, 0) + 1
            self._take_goodbye(eio_sid)
            self.tell()

    def _take_goodbye(self, eio_sid: str) -> None:
        """Give a CLOSE packet, which sets nothing off by itself, to the phase that it is part of."""
        incoming = self._incoming.get(eio_sid)
        goodbye = [packet for packet in incoming if packet.text == "1"] if incoming else []
        phase = self.parting(eio_sid) if goodbye else None
        if phase is not None:
            phase.packets.extend(goodbye)
            del self._incoming[eio_sid]

    def parting(self, eio_sid: str) -> PhaseRecord | None:
        """Where a connection began to end: who disconnected whom, or the refusal."""
        phases = (phase for step in reversed(self.steps) for phase in step.phases if phase.eio_sid == eio_sid)
        return next((phase for phase in phases if phase.kind in ("disconnects", "closes")), None)

    def take_incoming(self, eio_sid: str) -> list[PacketRecord]:
        """The packets that came in on a connection and belong to no step yet."""
        with self._lock:
            return self._incoming.pop(eio_sid, [])

    def went(self, packet: PacketRecord, phase: PhaseRecord | None, *, message: bool) -> None:
        """A packet was put on the wire for a client; `phase` is the one that it belongs to."""
        with self._lock:
            if phase is not None:
                phase.packets.append(packet)
            if message:
                self.sent.setdefault(packet.eio_sid, []).append(phase)
            self.tell()

    # -- what clients say they got

    def delivered(self, eio_sid: str, index: int, delivery: Delivery) -> None:
        """A client got the `index`-th message that was sent on its connection (from 0)."""
        with self._lock:
            phase = self.sent[eio_sid][index]
            if phase is not None:
                phase.deliveries.append((eio_sid, delivery))
            self.tell()

    def delivered_locally(self, eio_sid: str, delivery: Delivery) -> None:
        """A client was told of its disconnection by its own library."""
        with self._lock:
            step = self.last_step(eio_sid, "disconnect") or (self.steps[-1] if self.steps else None)
            if step is not None and step.phases:
                step.phases[-1].deliveries.append((eio_sid, delivery))
            self.tell()

    def last_step(self, eio_sid: str, kind: str) -> StepRecord | None:
        """The last step of this kind that a connection set off."""
        matching = (step for step in reversed(self.steps) if step.eio_sid == eio_sid and step.kind == kind)
        return next(matching, None)


class _Within(AbstractContextManager[None]):
    def __init__(self, current: Current) -> None:
        self._current = current

    def __enter__(self) -> None:
        self._token = CURRENT.set(self._current)

    def __exit__(self, *_: object) -> None:
        CURRENT.reset(self._token)


def packet_record(eio_sid: str, kind: int | None, data: object, *, up: bool) -> PacketRecord:
    """Note an Engine.IO packet as it is written: its type's digit and its data; binary data as it is.

    Without a `kind`, `data` is the whole text already.
    """
    if isinstance(data, (bytes, bytearray)):
        return PacketRecord(up, eio_sid, bytes(data[:_PACKET_KEPT]).hex(), len(data), binary=True)
    text = ("" if kind is None else str(kind)) + _packet_text(data)
    size = len(text) if text.isascii() else len(text.encode("utf-8", "replace"))
    return PacketRecord(up, eio_sid, text[:_PACKET_KEPT], size, binary=False)


def _packet_text(data: object) -> str:
    if data is None:
        return ""
    return data if isinstance(data, str) else json.dumps(data, separators=(",", ":"))


def _read(read: Callable[[], object]) -> Value:
    try:
        return detach(read())
    except Exception as error:  # noqa: BLE001  # whatever a watched expression raises is its value
        return {"~": "error", "type": type_name(type(error))}
