"""Holds all that a tracer has seen so far. It only records.

Session ids stay as they came until `tracer.building` replaces them with the names of clients. One lock guards
everything, and whoever waits for something to happen waits on that lock.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Protocol

from tracer.records import AckRequest, EmitRecord, PacketNote, PhaseRecord, StepKind, TaskRecord, packet_record
from tracer.records import StepRecord as StepRecord  # noqa: PLC0414  # part of the shape of a recording
from tracer.trace import Delivery, PhaseKind, Status
from tracer.values import Value, detach, type_name

VariableReaders = Mapping[str, Callable[[], object]]
"""The functions of tracked variables by name. Each is called after every step, in the thread that ends the step."""

_OF_CLIENTS = ("connect", "event", "disconnect")


class OnStep(Protocol):
    """Told of each step when it begins, and again before each handler call with its name and line."""

    def __call__(self, step: StepRecord, function: str | None, line: int | None) -> None: ...


class Here(threading.local):
    """The step and the emit that a thread is in: whatever its handler emits belongs to that step.

    A thread that a handler starts is in no step, even if it takes over a copied context.
    """

    step: StepRecord | None = None
    emit: PhaseRecord | None = None


class Recording:
    """Everything seen on one SocketIO instance since it was attached.

    `steps`, `sent` and the rest may be read under the lock `changed`; `wait_for` waits until they say something.
    `statuses` are the statuses of the connections now, `history` is every change of one, in order.
    """

    def __init__(self, watch: VariableReaders, on_step: OnStep | None) -> None:
        self._lock = threading.RLock()
        self.changed = threading.Condition(self._lock)
        self.steps: list[StepRecord] = []
        self.under_way: dict[int, StepRecord] = {}
        self.here = Here()
        self.over = False
        """True once the tracer is taken off: then the recording calls and reads nothing of the program."""
        self.statuses: dict[str, Status] = {}
        self.history: list[tuple[str, Status]] = []
        self.open_before: list[str] = []
        """The connections that were open when the tracer was put on."""
        self.sids: dict[str, tuple[str, str]] = {}
        self.too_large: dict[str, tuple[PacketNote, int]] = {}
        """By connection, the packet that the server did not take, and how large one may be."""
        self.asked: dict[tuple[str, int], AckRequest] = {}
        """By session id and number, who waits for an acknowledgement."""
        self.rooms: set[tuple[str, object]] = set()
        """The rooms that somebody has been in, each with its namespace; those with names of plain types."""
        self.sent: dict[str, list[PhaseRecord | None]] = defaultdict(list)
        self.arrived: dict[str, int] = defaultdict(int)
        self.lost: set[str] = set()
        """The connections whose transport is gone: no packet leaves for them any more."""
        self.closed: set[str] = set()
        self.tasks: list[TaskRecord] = []
        self.group: int | None = None
        """Set while several things are made to happen at once: the steps that begin meanwhile have no fixed order."""
        self._waiting = 0
        self._open_namespaces: dict[str, set[str]] = {}
        self._incoming: dict[str, tuple[PacketNote, ...]] = {}
        self._watch = watch
        self.on_step = on_step
        self.start = self._read_last = self.read_watched()

    def __repr__(self) -> str:
        return f"<Recording of {len(self.steps)} steps>"

    def wait_for(self, predicate: Callable[[], bool], timeout: float | None = None) -> bool:
        """Wait until the predicate holds of this recording; False if it does not within `timeout` seconds."""
        with self.changed:
            self._waiting += 1
            try:
                return self.changed.wait_for(predicate, timeout)
            finally:
                self._waiting -= 1

    def tell(self) -> None:
        """Wake whoever waits; call it with `changed` held."""
        self.changed.notify_all()

    # -- steps

    def begin(
        self,
        kind: StepKind,
        eio_sid: str | None,
        namespace: str,
        opening: PhaseKind | None = None,
        *,
        event: str | None = None,
        arguments: tuple[Value, ...] = (),
        wants_ack: bool = False,
        reason: str | None = None,
        task: str | None = None,
    ) -> StepRecord:
        """Open a step. Its `opening` phase, if it has one, gets the packets that have come in on the connection."""
        with self._lock:
            number, now, group = len(self.steps) + 1, len(self.history), self.group
            step = StepRecord(
                number, kind, eio_sid, namespace, now, now, event, arguments, wants_ack, reason, task, group
            )
            if opening is not None:
                packets = self._incoming.pop(eio_sid, ()) if eio_sid is not None else ()
                step.phases.append(PhaseRecord(opening, eio_sid, None, packets))
            if self.under_way or group is not None:
                self._note_overlaps(step)
            self.steps.append(step)
            self.under_way[number] = step
            if self._waiting:
                self.tell()
        if self.on_step is not None:
            self.on_step(step, None, None)
        return step

    def _note_overlaps(self, step: StepRecord) -> None:
        """Note which steps have no fixed order: those of clients that run at the same time, and those of one group."""
        if step.group is not None:
            others = [other for other in self.steps if other.group == step.group]
        elif step.kind in _OF_CLIENTS:
            others = [other for other in self.under_way.values() if other.kind in _OF_CLIENTS]
        else:
            return
        for other in others:
            step.overlaps |= {other.number}
            other.overlaps |= {step.number}

    def finish(self, step: StepRecord) -> None:
        """Close a step, with the statuses of the connections and the values of the variables after it."""
        watched = self.read_watched() if self._watch and not self.over else None
        with self._lock:
            watched = self._read_last if watched is None else watched
            self._read_last = watched
            step.after = len(self.history)
            self.under_way.pop(step.number, None)
            step.watched = watched
            step.done = True
            if self._waiting:
                self.tell()

    def end(self) -> None:
        """Write the end row: the scenario is over, and no event set it off."""
        self.finish(self.begin("end", None, "/"))

    def halt(self) -> None:
        """Stop tracing: no further call, and no further line of the handlers that are running."""
        with self._lock:
            self.over = True
            calls = [phase.call for step in self.under_way.values() for phase in step.phases]
            recorders = [call.recorder for call in calls if call] + [task.recorder for task in self.tasks]
        for recorder in recorders:
            if recorder is not None:
                recorder.halt()

    def read_watched(self) -> dict[str, Value]:
        """The watched variables as they are now. A variable that cannot be read has an error for its value."""
        return {name: _read(read) for name, read in self._watch.items()}

    def current(self) -> StepRecord | None:
        """The step that this thread is in."""
        return self.here.step

    def acknowledge(self, step: StepRecord, eio_sid: str, arguments: tuple[Value, ...]) -> EmitRecord:
        """Add the phase of an acknowledgement. A client that was disconnected meanwhile reads it no more."""
        line = step.phases[-1].line if step.phases else None
        phase = EmitRecord("responds", eio_sid, line, (), (), step.event or "", arguments, step.namespace, "ack")
        if step.namespace not in self._open_namespaces.get(eio_sid, ()):
            phase.leaving = (eio_sid,)
        step.phases.append(phase)
        return phase

    # -- connections

    def found_open(self, eio_sid: str, sid: str, namespace: str) -> None:
        """Note a connection to a namespace that was open already."""
        with self._lock:
            self.open_before.append(eio_sid)
            self.sids[sid] = (eio_sid, namespace)
            self.opened(eio_sid, namespace)

    def opened(self, eio_sid: str, namespace: str) -> None:
        """Note that a connection to a namespace was accepted."""
        with self._lock:
            self._open_namespaces.setdefault(eio_sid, set()).add(namespace)
            self._set_status(eio_sid, "Open")
            self.tell()

    def left(self, eio_sid: str, namespace: str) -> None:
        """Note that a connection to a namespace is over. After its last namespace a client is `Closed`."""
        with self._lock:
            namespaces = self._open_namespaces.get(eio_sid, set())
            if namespace in namespaces:
                namespaces.discard(namespace)
                if not namespaces:
                    self._set_status(eio_sid, "Closed")
            self.tell()

    def other_namespaces(self, eio_sid: str | None, namespace: str) -> tuple[str, ...]:
        """The other namespaces that a connection is in."""
        return tuple(sorted(self._open_namespaces.get(eio_sid or "", set()) - {namespace}))

    def _set_status(self, eio_sid: str, status: Status) -> None:
        self.statuses[eio_sid] = status
        self.history.append((eio_sid, status))

    def transport_closed(self, eio_sid: str) -> None:
        """Note that the transport is gone, and that the handlers of its disconnection have returned."""
        with self._lock:
            self._take_goodbye(eio_sid)  # first: whoever waits for the end may go on as soon as `closed` says so
            self.closed.add(eio_sid)
            self.tell()

    # -- packets

    def came(self, packet: PacketNote) -> None:
        """Note a packet that arrived. It belongs to the step that it sets off, or to the last goodbye."""
        eio_sid = packet[1]
        with self._lock:
            self._incoming[eio_sid] = (*self._incoming.get(eio_sid, ()), packet)

    def probed(self, packet: PacketNote) -> None:
        """Note a packet of an upgrade. It belongs to the connecting, even if that is over, as with browsers."""
        with self._lock:
            step = self.last_step(packet[1], "connect")
            if step is None:
                self.came(packet)
            else:
                step.phases[0].add(packet)

    def handled(self, eio_sid: str, message: bool) -> None:
        """Note that the server has handled a packet. (Its event may still run in a thread of its own.)"""
        with self._lock:
            if message:
                self.arrived[eio_sid] += 1
            if eio_sid in self._incoming:
                self._take_goodbye(eio_sid)
            if self._waiting:
                self.tell()

    def _take_goodbye(self, eio_sid: str) -> None:
        """Give a CLOSE packet to the phase that it is part of: such a packet sets off no step."""
        goodbye = [packet for packet in self._incoming.get(eio_sid, ()) if packet_record(packet).text == "1"]
        phase = self.parting(eio_sid) if goodbye else None
        if phase is not None:
            for packet in goodbye:
                phase.add(packet)
            del self._incoming[eio_sid]

    def parting(self, eio_sid: str) -> PhaseRecord | None:
        """The phase in which a connection began to end: a disconnection or a refusal."""
        phases = (phase for step in reversed(self.steps) for phase in step.phases if phase.eio_sid == eio_sid)
        return next((phase for phase in phases if phase.kind in ("disconnects", "closes")), None)

    def went(self, packet: PacketNote, phase: PhaseRecord | None, message: bool) -> None:
        """Note a packet that was put on the wire for a client; it belongs to `phase`."""
        with self._lock:
            if phase is not None:
                if phase.packets:
                    phase.add(packet)
                else:
                    phase.packets = (packet,)
            if message:
                self.sent[packet[1]].append(phase)
            if self._waiting:
                self.tell()

    # -- what clients say they got

    def delivered(self, eio_sid: str, index: int, delivery: Delivery) -> None:
        """Note that a client got the message with this index (from 0) of those sent on its connection."""
        with self._lock:
            phase = self.sent[eio_sid][index]
            if phase is not None:
                phase.deliveries = (*phase.deliveries, (eio_sid, delivery))
            self.tell()

    def delivered_locally(self, eio_sid: str, delivery: Delivery) -> None:
        """Note that a client's own library told it of its disconnection."""
        with self._lock:
            step = self.last_step(eio_sid, "disconnect") or (self.steps[-1] if self.steps else None)
            if step is not None and step.phases:
                last = step.phases[-1]
                last.deliveries = (*last.deliveries, (eio_sid, delivery))
            self.tell()

    def last_step(self, eio_sid: str, kind: str) -> StepRecord | None:
        """The last step of this kind that a connection set off."""
        matching = (step for step in reversed(self.steps) if step.eio_sid == eio_sid and step.kind == kind)
        return next(matching, None)


def _read(read: Callable[[], object]) -> Value:
    try:
        return detach(read())
    except Exception as error:  # noqa: BLE001  # an exception of a watched function is its value
        return {"~": "error", "type": type_name(type(error))}
