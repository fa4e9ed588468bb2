"""The recording of an app: its trace, and what a scenario needs and a trace does not keep."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Self

from tracer.trace import Trace, Transport
from tutorial.lesson.json_bytes import packed, unpacked


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a step beside its trace.

    `connection` is the number of its connection, from 0. `payload` is all that came over the connection: the arguments
    of an event or acknowledgement, or the auth of a connect. `query` is the query of the address. `delay` says for how
    many seconds a background task had been running, `took` how many seconds the step lasted. `drifted` names the
    variables that changed before the step, while no step ran. `cookies` names those that came with a connection.
    """

    connection: int | None = None
    payload: tuple[Any, ...] = ()
    query: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    took: float = 0.0
    drifted: tuple[str, ...] = ()
    cookies: tuple[str, ...] = ()


_TUPLES = ("payload", "drifted", "cookies")


@dataclass(frozen=True, slots=True)
class Private:
    """A value that must not be written, what it is, and its marker; without one, the marker is a number."""

    value: str
    what: str
    marker: str | None = None


@dataclass(frozen=True, slots=True)
class AppRecording:
    """A recording that is over. `seen` has an entry for each step of the trace.

    `running` names the functions whose threads had not ended, `unfinished` the events whose handlers had not returned.
    """

    file: str
    code: str
    trace: Trace
    seen: tuple[Seen, ...]
    private: tuple[Private, ...] = ()
    transport: Transport = "websocket"
    running: tuple[str, ...] = ()
    unfinished: tuple[str, ...] = ()

    def to_data(self) -> dict[str, Any]:
        """The recording as JSON data, for another process."""
        return {
            "file": self.file,
            "code": self.code,
            "trace": self.trace.to_json(),
            "seen": [packed(asdict(one)) for one in self.seen],
            "private": [asdict(one) for one in self.private],
            "transport": self.transport,
            "running": self.running,
            "unfinished": self.unfinished,
        }

    @classmethod
    def from_data(cls, wire: dict[str, Any]) -> Self:
        """Read what `to_data` returned."""
        seen = (unpacked(one) for one in wire["seen"])
        return cls(
            wire["file"],
            wire["code"],
            Trace.from_json(wire["trace"]),
            tuple(Seen(**one | {name: tuple(one[name]) for name in _TUPLES}) for one in seen),
            tuple(Private(**one) for one in wire["private"]),
            wire["transport"],
            tuple(wire["running"]),
            tuple(wire["unfinished"]),
        )
