"""The records that a tracer makes while it watches: several for each event, read when the trace is built.

The program waits for each record. So a record holds what came, copied only if it could change or is large, and nothing
that can be worked out later. A tuple of plain values costs least: the garbage collector looks at it only once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from tracer.lines import RawLog, Recorder
from tracer.trace import Delivery, PhaseKind, Raised, Returned, RoomChange
from tracer.values import Value

_PACKET_KEPT = 5_000

PacketNote = tuple[bool, str, int | None, str | bytes, int | None]
"""A noted packet: whether it goes up, its connection, its Engine.IO type, its data, and its size, unless the data has
that size. Without a type the data is the whole text of the packet."""


def note(up: bool, eio_sid: str, kind: int | None, data: Any) -> PacketNote:
    """Note a packet. Short text stays as it is; other data is noted as the text or bytes that go over the wire."""
    if data is None or (type(data) is str and len(data) <= _PACKET_KEPT):
        return up, eio_sid, kind, data or "", None
    if isinstance(data, (bytes, bytearray)):
        return up, eio_sid, kind, bytes(data[:_PACKET_KEPT]), len(data)
    text = data if isinstance(data, str) else json.dumps(data, separators=(",", ":"))
    return up, eio_sid, kind, text[:_PACKET_KEPT], _size(kind, text)


def _size(kind: int | None, text: str) -> int:
    return (kind is not None) + (len(text) if text.isascii() else len(text.encode("utf-8", "replace")))


@dataclass(slots=True)
class PacketRecord:
    """A packet at the server's edge of the wire: its text (bytes in hexadecimal), its size in bytes, its connection."""

    up: bool
    eio_sid: str
    text: str
    size: int
    binary: bool


def packet_record(noted: PacketNote) -> PacketRecord:
    """The packet of a note as Engine.IO writes it: the digit of the type, then the data; binary data alone."""
    up, eio_sid, kind, data, size = noted
    if isinstance(data, bytes):
        return PacketRecord(up, eio_sid, data.hex(), size or 0, binary=True)
    text = data if kind is None else f"{kind}{data}"
    return PacketRecord(up, eio_sid, text[:_PACKET_KEPT], _size(kind, data) if size is None else size, binary=False)


@dataclass(slots=True, eq=False)
class PhaseRecord:
    """A phase as it grows. `deliveries` are the deliveries of its packets, each with its connection.

    A phase `sends` stands for the phase `receives` after it too, which has nothing to note; not if the packet is
    `unread`, since it is too large for the server.
    """

    kind: PhaseKind
    eio_sid: str | None
    line: int | None = None
    packets: Sequence[PacketNote] = ()
    deliveries: Sequence[tuple[str, Delivery]] = ()
    unread: bool = field(default=False, kw_only=True)

    def add(self, packet: PacketNote) -> None:
        """Add a packet. Most phases have one, and some have thousands."""
        if type(self.packets) is list:
            self.packets.append(packet)
        else:
            self.packets = [*self.packets, packet] if self.packets else (packet,)

    @property
    def call(self) -> CallRecord | None:
        """This phase, if it is the call of a handler."""
        return None

    @property
    def emit(self) -> EmitRecord | None:
        """This phase, if it is an emit."""
        return None


@dataclass(slots=True, eq=False)
class CallRecord(PhaseRecord):
    """A phase `handles`: one call of a handler. `ended` is its exception, or a tuple with its return value alone.

    `recorder` traces the lines while the call lasts, and leaves `lines`. `entered` says that the handler takes the
    arguments that it was called with. `through` are the wrappers that ran around the function; `around` is the function
    that a wrapper did not call.
    """

    function: str = ""
    event: str = ""
    arguments: tuple[Value, ...] = ()
    ended: tuple[Value] | Raised | None = None
    recorder: Recorder | None = None
    lines: RawLog | None = None
    entered: bool = True
    keywords: Mapping[str, Value] = field(default_factory=dict)
    through: tuple[str, ...] = ()
    around: str | None = None

    @property
    def call(self) -> CallRecord:
        return self

    @property
    def outcome(self) -> Returned | Raised | None:
        """How the call ended; None until it has."""
        return Returned(self.ended[0]) if isinstance(self.ended, tuple) else self.ended


@dataclass(slots=True)
class AddressRecord:
    """An address of an emit: a namespace, a room or a session id, with the connections that are there.

    `there` is None for a room that was not looked up. When nobody is there, `owner` is the connection whose session id
    it was, `alike` are rooms with almost that name, `namespaces` are other ones that have such an address, and `before`
    says that somebody was there earlier.
    """

    kind: Literal["namespace", "room", "sid"]
    name: Value
    there: Sequence[str] | None
    owner: str | None = None
    alike: tuple[Value, ...] = ()
    namespaces: tuple[str, ...] = ()
    before: bool = False


@dataclass(slots=True, eq=False)
class EmitRecord(PhaseRecord):
    """A phase `responds`: an emit or an acknowledgement. Its packets tell the clients that it left for.

    `lost` are connections for which no packet can leave any more, `leaving` are those that are being closed. `failed`
    is the exception with which the library could not write an acknowledgement.
    """

    event: str = ""
    arguments: tuple[Value, ...] = ()
    namespace: str = "/"
    sent_as: Literal["event", "ack"] = "event"
    rooms: tuple[Value, ...] = ()
    skipped: tuple[Value, ...] = ()
    addressed: tuple[AddressRecord, ...] = ()
    lost: tuple[str, ...] = ()
    leaving: tuple[str, ...] = ()
    failed: Raised | None = None

    @property
    def emit(self) -> EmitRecord:
        return self


@dataclass(slots=True, eq=False)
class RefusalRecord(PhaseRecord):
    """A phase `closes` in which the server refused the connection, with its reasons."""

    reasons: tuple[Value, ...] = ()
    namespace: str = "/"


@dataclass(slots=True)
class TaskRecord:
    """A thread that a handler started: its number among all threads, its function, and its lines."""

    number: int
    function: str
    recorder: Recorder


@dataclass(frozen=True, slots=True)
class AckRequest:
    """What an acknowledgement answers: the step that asked for it, and whether a call waits there until it comes."""

    step: int
    waits: bool


StepKind = Literal["connect", "event", "disconnect", "ack", "server", "end"]


@dataclass(slots=True)
class StepRecord:
    """A step as it grows; `done` once its handler has returned and its variables are read.

    `size_limit` is the size of packets that the server takes, if it closed the connection for a larger one. `asked` is
    what an acknowledgement answers, `stays_in` are the namespaces that a connection keeps when it leaves one. `before`
    and `after` say how many changes of connections' statuses were noted by then. `scheduled` says that the library has
    started a thread for the event.
    """

    number: int
    kind: StepKind
    eio_sid: str | None
    namespace: str
    before: int
    after: int
    event: str | None = None
    arguments: tuple[Value, ...] = ()
    wants_ack: bool = False
    reason: str | None = None
    task: str | None = None
    group: int | None = None
    answer: tuple[Value, ...] | None = None
    overlaps: frozenset[int] = frozenset()
    size_limit: int | None = None
    asked: AckRequest | None = None
    stays_in: tuple[str, ...] = ()
    rooms: Sequence[tuple[str | None, RoomChange]] = ()
    session: Value = None
    phases: list[PhaseRecord] = field(default_factory=list)
    watched: Mapping[str, Value] | None = None
    scheduled: bool = False
    done: bool = False

    def phase(self, kind: PhaseKind, eio_sid: str | None = None, line: int | None = None) -> PhaseRecord:
        """Add a phase of this kind."""
        added = PhaseRecord(kind, self.eio_sid if eio_sid is None else eio_sid, line)
        self.phases.append(added)
        return added
