"""What a tracer has seen so far: it records, and does nothing else.

Session ids stand as they came until the trace is built; only then are they given the clients' names
(`tracer.building`). One lock guards everything, and whoever waits for something to happen waits on it.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Protocol

from tracer.records import PacketNote, PhaseRecord, StepKind, TaskRecord, packet_record
from tracer.records import StepRecord as StepRecord  # noqa: PLC0414  # what a recording is made of
from tracer.trace import Delivery, PhaseKind, Status
from tracer.values import Value, detach, type_name

Watch = Mapping[str, Callable[[], object]]
"""Tracked variables by name: each is called after every step, in the thread that ends the step."""

_OF_CLIENTS = ("connect", "event", "disconnect")


class OnStep(Protocol):
    """Told of each step when it begins, and again before each handler call with its name and line."""

    def __call__(self, step: StepRecord, function: str | None, line: int | None) -> None: ...


class Here(threading.local):
    """Where a thread is: in which step, so that what its handler emits belongs there, and in which emit of it.

    A thread that a handler starts is in no step, whatever else it takes over (a copied context for one).
    """

    step: StepRecord | None = None
    emit: PhaseRecord | None = None


class Recording:
    """Everything seen on one SocketIO instance since it was attached.

    `steps`, `sent` and the rest may be read under the lock `changed`; `wait_for` waits for what they should say.
    `statuses` are the connections' as they are now, `history` all that they have become, one after another.
    """

    def __init__(self, watch: Watch, on_step: OnStep | None) -> None:
        self._lock = threading.RLock()
        self.changed = threading.Condition(self._lock)
        self.steps: list[StepRecord] = []
        self.under_way: dict[int, StepRecord] = {}
        self.here = Here()
        self.over = False
        """Set when the tracer is taken off: from then on nothing of the program is called or looked at."""
        self.statuses: dict[str, Status] = {}
        self.history: list[tuple[str, Status]] = []
        self.open_before: list[str] = []
        """The connections that there were when the tracer was put on."""
        self.sids: dict[str, tuple[str, str]] = {}
        self.sent: dict[str, list[PhaseRecord | None]] = defaultdict(list)
        self.arrived: dict[str, int] = defaultdict(int)
        self.closed: set[str] = set()
        self.tasks: list[TaskRecord] = []
        self.group: int | None = None
        """Set by whoever makes several things happen at once: the steps that begin meanwhile have no fixed order."""
        self._waiting = 0
        self._open_namespaces: dict[str, set[str]] = {}
        self._incoming: dict[str, tuple[PacketNote, ...]] = {}
        self._watch = watch
        self.on_step = on_step
        self.start = self._read_last = self.read_watched()

    def __repr__(self) -> str:
        return f"<Recording of {len(self.steps)} steps>"

    def wait_for(self, predicate: Callable[[], bool], timeout: float | None = None) -> bool:
        """Wait until something holds of this recording; False when the time (in seconds) is up and it does not."""
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
        """Open a step; with an `opening` phase, the packets that have come in on its connection are that phase's."""
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
        """What clients set off and runs at the same time has no fixed order; in a group, all its steps have none."""
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
        """Close a step: note the state of the connections and the values of the variables after it."""
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
        """Trace no more: no call that is still to come, and no further line of the handlers that are running."""
        with self._lock:
            self.over = True
            calls = [phase.call for step in self.under_way.values() for phase in step.phases]
            recorders = [call.recorder for call in calls if call] + [task.recorder for task in self.tasks]
        for recorder in recorders:
            if recorder is not None:
                recorder.halt()

    def read_watched(self) -> dict[str, Value]:
        """The watched variables as they are now; one that cannot be read says why."""
        return {name: _read(read) for name, read in self._watch.items()}

    def current(self) -> StepRecord | None:
        """The step that this thread is in."""
        return self.here.step

    # -- connections

    def found_open(self, eio_sid: str, sid: str, namespace: str) -> None:
        """A connection to a namespace was there already."""
        with self._lock:
            self.open_before.append(eio_sid)
            self.sids[sid] = (eio_sid, namespace)
            self.opened(eio_sid, namespace)

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
        self.statuses[eio_sid] = status
        self.history.append((eio_sid, status))

    def transport_closed(self, eio_sid: str) -> None:
        """The transport itself is gone, and every handler of its going has returned."""
        with self._lock:
            self._take_goodbye(eio_sid)  # now: whoever waits for the end may go on as soon as it is known
            self.closed.add(eio_sid)
            self.tell()

    # -- packets

    def came(self, packet: PacketNote) -> None:
        """A packet arrived; it belongs to the step that it is about to set off, or to the last goodbye."""
        eio_sid = packet[1]
        with self._lock:
            self._incoming[eio_sid] = (*self._incoming.get(eio_sid, ()), packet)

    def probed(self, packet: PacketNote) -> None:
        """A packet of an upgrade: it belongs to the connecting, also when that is over, as it is with browsers."""
        with self._lock:
            step = self.last_step(packet[1], "connect")
            if step is None:
                self.came(packet)
            else:
                step.phases[0].add(packet)

    def handled(self, eio_sid: str, message: bool) -> None:
        """The server has read a packet to its end (its event may still be running in its own thread)."""
        with self._lock:
            if message:
                self.arrived[eio_sid] += 1
            if eio_sid in self._incoming:
                self._take_goodbye(eio_sid)
            if self._waiting:
                self.tell()

    def _take_goodbye(self, eio_sid: str) -> None:
        """Give a CLOSE packet, which sets nothing off by itself, to the phase that it is part of."""
        goodbye = [packet for packet in self._incoming.get(eio_sid, ()) if packet_record(packet).text == "1"]
        phase = self.parting(eio_sid) if goodbye else None
        if phase is not None:
            for packet in goodbye:
                phase.add(packet)
            del self._incoming[eio_sid]

    def parting(self, eio_sid: str) -> PhaseRecord | None:
        """Where a connection began to end: who disconnected whom, or the refusal."""
        phases = (phase for step in reversed(self.steps) for phase in step.phases if phase.eio_sid == eio_sid)
        return next((phase for phase in phases if phase.kind in ("disconnects", "closes")), None)

    def went(self, packet: PacketNote, phase: PhaseRecord | None, message: bool) -> None:
        """A packet was put on the wire for a client; `phase` is the one that it belongs to."""
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
        """A client got the `index`-th message that was sent on its connection (from 0)."""
        with self._lock:
            phase = self.sent[eio_sid][index]
            if phase is not None:
                phase.deliveries = (*phase.deliveries, (eio_sid, delivery))
            self.tell()

    def delivered_locally(self, eio_sid: str, delivery: Delivery) -> None:
        """A client was told of its disconnection by its own library."""
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
    except Exception as error:  # noqa: BLE001  # whatever a watched expression raises is its value
        return {"~": "error", "type": type_name(type(error))}
