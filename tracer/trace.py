"""The trace: everything that one run showed, as plain frozen data that goes to JSON and back.

A trace holds steps, a step holds phases and deliveries, a phase holds its packets (see GLOSSARY.md). Nothing in a
trace is live: every value is a copy that `tracer.values.detach` made.
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Callable
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from typing import Any, Literal, Self

from tracer.lines.log import LineLog
from tracer.outcomes import Raised as Raised  # noqa: PLC0414  # outcomes are part of the shape
from tracer.outcomes import Returned as Returned  # noqa: PLC0414  # as are these
from tracer.values import Value

FORMAT = 2
"""A higher number whenever the JSON shape of a trace changes, so that no old trace is read as a new one."""

Status = Literal["No connection", "Open", "Closed"]
Transport = Literal["websocket", "polling", "upgrade"]
PhaseKind = Literal[
    "connects", "accepts", "sends", "receives", "handles", "responds", "delivers", "disconnects", "closes"
]
PHASE_KINDS: tuple[PhaseKind, ...] = typing.get_args(PhaseKind)
"""The nine phases in the order of the concept flow."""


@dataclass(frozen=True, slots=True)
class Packet:
    """A packet that crossed the wire, as Engine.IO and Socket.IO wrote it.

    `text` is the whole Engine.IO packet (`42["message","Hello"]`), cut at 4,096 characters, with the
    session ids of the run replaced by the client's name. `size` is its length in bytes before the cut and the names.
    """

    direction: Literal["to server", "to client"]
    client: str
    text: str
    size: int
    binary: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a handler: its arguments, and how it ended. `line` is the line of its `def`, or of its `lambda`.

    `function` is the function that really ran. `through` are the program's wrappers (decorators) that ran around it.
    `around` is the handler's own function, when a wrapper did not call it and `function` is that wrapper.

    `event` is the event that it was called for, `error` for an error handler, `callback` for an acknowledgement's
    callback. `log` has the lines that it executed, if lines were traced.
    """

    function: str
    line: int | None
    arguments: tuple[Value, ...]
    outcome: Returned | Raised
    event: str
    log: LineLog | None = None
    keywords: dict[str, Value] = field(default_factory=dict)
    through: tuple[str, ...] = ()
    around: str | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """Where an emit was addressed to: everybody in a namespace, a room, or one connection by its session id.

    `there` names the clients that were there at that moment. When nobody was, the other fields have what the server
    knows of the reason: `client` is whose session id it was, `alike` are rooms that somebody is in and that have almost
    this name, `namespaces` are other ones where somebody is at such an address, `before` says that somebody was there
    earlier in the run.
    """

    kind: Literal["namespace", "room", "sid"]
    name: Value
    there: tuple[str, ...] = ()
    client: str | None = None
    alike: tuple[Value, ...] = ()
    namespaces: tuple[str, ...] = ()
    before: bool = False


@dataclass(frozen=True, slots=True)
class Unreached:
    """A client that was at an address of an emit and did not get it.

    `left out`: the program skipped it. `lost`: its connection is gone, and nothing can leave for it. `leaving`: it has
    said goodbye, or was told that it is disconnected, and reads no more; whether a packet still goes out is left open.
    """

    client: str
    why: Literal["left out", "lost", "leaving"]


@dataclass(frozen=True, slots=True)
class Emit:
    """One `emit` or `send` of the server, or the acknowledgement that a return value makes.

    `to` names the clients that a packet left for, in the order of leaving. `rooms` are the rooms, or the clients
    by session id, that the program addressed; none means everybody. `skipped` are the clients that it left out.
    `line` is the line of the program that emitted. `addressed` has each address with who was there; an acknowledgement
    has none. `unreached` are those who were there and did not get it. `failed` is the library's exception, when it
    could not write an acknowledgement: JSON has no such value.
    """

    event: str
    arguments: tuple[Value, ...]
    to: tuple[str, ...]
    line: int | None
    namespace: str = "/"
    kind: Literal["event", "ack"] = "event"
    rooms: tuple[Value, ...] = ()
    skipped: tuple[str, ...] = ()
    addressed: tuple[Address, ...] = ()
    unreached: tuple[Unreached, ...] = ()
    failed: Raised | None = None


@dataclass(frozen=True, slots=True)
class RoomChange:
    """A client joined or left a room, or a room was closed (then `client` is None), at this line.

    `after` is how many phases of the step came before it.
    """

    kind: Literal["joined", "left", "closed"]
    room: Value
    client: str | None
    line: int | None
    namespace: str = "/"
    after: int = 0


@dataclass(frozen=True, slots=True)
class Delivery:
    """Something that one client received, seen from the client's side.

    `kind` says what it is: `connected` (its connection was acknowledged), `event`, `ack` (the answer to an
    event it emitted), `refused` (its connection was refused) or `disconnected`. A `local` delivery crossed
    no wire: the client library told its own program.
    """

    client: str
    kind: Literal["connected", "event", "ack", "refused", "disconnected"]
    arguments: tuple[Value, ...] = ()
    event: str | None = None
    namespace: str = "/"
    local: bool = False


@dataclass(frozen=True, slots=True)
class Phase:
    """A moment inside a step. `line` is the line of the program to mark while it lasts."""

    kind: PhaseKind
    client: str | None
    line: int | None = None
    packets: tuple[Packet, ...] = ()
    call: Call | None = None
    emit: Emit | None = None
    delivery: Delivery | None = None


@dataclass(frozen=True, slots=True)
class Trigger:
    """The trigger of a step: what set it off.

    `kind` is `connect`, `event` or `disconnect` (a client did it), `ack` (a client acknowledged an event of
    the server), `server` (an emit from outside any handler), or `end` (the scenario is over: no event).
    `task` is the function whose thread emitted, when there is one. `again` says that the client had a
    connection before this one. `reason` is the reason that the library gives for a disconnect
    (`client disconnect`...). `size_limit` says that the server closed the connection because of the size of a packet,
    and how large one may be. `asked_in` is the step that asked for an acknowledgement; `waits` says that a call there
    waits until it comes. `stays_in` are the namespaces that the connection keeps when it leaves one.
    """

    kind: Literal["connect", "event", "disconnect", "ack", "server", "end"]
    client: str | None = None
    event: str | None = None
    arguments: tuple[Value, ...] = ()
    namespace: str = "/"
    wants_ack: bool = False
    reason: str | None = None
    task: str | None = None
    again: bool = False
    size_limit: int | None = None
    asked_in: int | None = None
    waits: bool = False
    stays_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the execution table: one trigger and all that came of it.

    `before` and `after` give each client's connection status around the step; `variables` gives each
    tracked name's value after it. `rooms` are the changes to rooms in it, `session` is the client's
    (forked) Flask session after it, when there is something in it. `unordered` numbers the steps that ran
    at the same time, in threads whose order nothing fixes. A step can be rendered without its neighbours.
    """

    number: int
    trigger: Trigger
    before: dict[str, Status]
    after: dict[str, Status]
    phases: tuple[Phase, ...]
    deliveries: tuple[Delivery, ...]
    variables: dict[str, Value]
    rooms: tuple[RoomChange, ...] = ()
    session: Value = None
    unordered: tuple[int, ...] = ()

    @property
    def calls(self) -> tuple[Call, ...]:
        """The handler calls of this step, in order."""
        return tuple(phase.call for phase in self.phases if phase.call is not None)

    @property
    def emits(self) -> tuple[Emit, ...]:
        """The emits of this step, in order; they do not include what the library writes by itself."""
        return tuple(phase.emit for phase in self.phases if phase.emit is not None)


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a trace came from: the SHA-256 of the code, the versions of Python and the libraries, the transport."""

    code: str
    python: str
    libraries: dict[str, str]
    transport: Transport


@dataclass(frozen=True, slots=True)
class Task:
    """The lines of a thread that a handler started, under the name of its function."""

    function: str
    log: LineLog


@dataclass(frozen=True, slots=True)
class Trace:
    """All steps of one run. Two runs of the same program and scenario give equal traces, byte for byte.

    `tasks` are the threads that handlers started, in the order of their starting, when lines were traced.
    """

    provenance: Provenance
    clients: tuple[str, ...]
    start: dict[str, Value]
    steps: tuple[Step, ...]
    tasks: tuple[Task, ...] = ()
    format: int = FORMAT

    def to_json(self) -> str:
        """This trace as JSON text: one line, ending in a newline."""
        return json.dumps(self, default=_fields_of, ensure_ascii=False, separators=(",", ":")) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote.

        Raises:
            ValueError: the text is not JSON, or not a trace of this format.
        """
        data = json.loads(text)
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise ValueError(f"not a trace of format {FORMAT}")
        try:
            return typing.cast(Self, typing.cast(_Reader, _reader(typing.cast(Any, cls)))(data))
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError(f"not a trace of format {FORMAT}: {error!r}") from error


def _fields_of(part: Any) -> dict[str, Any]:
    """The fields of a dataclass, in their order."""
    return {name: getattr(part, name) for name in _names(typing.cast(Any, type(part)))}


@cache
def _names(shape: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(shape))


_Reader = Callable[[Any], Any]


@cache
def _reader(shape: Any) -> _Reader | None:
    """A function that makes what the type `shape` describes out of decoded JSON; None, if that is the JSON itself."""
    if isinstance(shape, type) and is_dataclass(shape):
        return _reader_of_fields(shape)
    origin, parameters = typing.get_origin(shape), typing.get_args(shape)
    if origin is tuple:
        item = _reader(parameters[0])
        return tuple if item is None else lambda data: tuple(map(item, data))
    return _reader_of_union(parameters) if origin in (typing.Union, types.UnionType) else None


def _reader_of_fields(shape: type) -> _Reader:
    hints = typing.get_type_hints(shape)
    readers = [(name, _reader(hints[name])) for name in _names(shape)]

    def read(data: Any) -> Any:
        given = ((name, item) for name, item in readers if name in data)
        return shape(**{name: data[name] if item is None else item(data[name]) for name, item in given})

    return read


def _reader_of_union(members: tuple[Any, ...]) -> _Reader | None:
    """A reader of None or one of several classes, which their `kind` tells apart."""
    classes = [member for member in members if isinstance(member, type) and is_dataclass(member)]
    if not classes:
        return None
    first = typing.cast(_Reader, _reader(classes[0]))
    by_kind = {kind: _reader(one) for one in classes if len(classes) > 1 for kind in _kinds(one)}

    def read(data: Any) -> Any:
        if data is None:
            return None
        found = by_kind.get(data.get("kind")) if by_kind else first
        return data if found is None else found(data)

    return read


def _kinds(shape: type) -> tuple[Any, ...]:
    return typing.get_args(typing.get_type_hints(shape)["kind"])
