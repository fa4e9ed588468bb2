"""What a recording of an app is: its trace, and what a trace does not keep but a scenario needs."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Self

from tracer.trace import Trace, Transport
from tutorial.lesson.json_bytes import packed, unpacked


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a step beside its trace.

    `connection` numbers the connections from 0; `payload` is what came over it, whole: an event's or an
    acknowledgement's arguments, or a connection's auth. `query` is what the address asked with. `delay` is how many
    seconds a background task had been running, `took` how many the step lasted. `drifted` are the variables that
    changed before it, while no step ran.
    """

    connection: int | None = None
    payload: tuple[Any, ...] = ()
    query: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    took: float = 0.0
    drifted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Private:
    """A value that must not be written, what it is, and what stands for it when that is not a numbered marker."""

    value: str
    what: str
    marker: str | None = None


@dataclass(frozen=True, slots=True)
class AppRecording:
    """A recording that is over; `seen` goes with the trace's steps, one by one.

    `running` are the functions whose threads had not ended, `unfinished` the events whose handlers had not returned.
    """

    file: str
    code: str
    trace: Trace
    seen: tuple[Seen, ...]
    private: tuple[Private, ...] = ()
    transport: Transport = "websocket"
    running: tuple[str, ...] = ()
    unfinished: tuple[str, ...] = ()

    def to_wire(self) -> dict[str, Any]:
        """The recording in JSON alone, for another process."""
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
    def from_wire(cls, wire: dict[str, Any]) -> Self:
        """What `to_wire` gave."""
        seen = (unpacked(one) for one in wire["seen"])
        return cls(
            wire["file"],
            wire["code"],
            Trace.from_json(wire["trace"]),
            tuple(Seen(**{**one, "payload": tuple(one["payload"]), "drifted": tuple(one["drifted"])}) for one in seen),
            tuple(Private(**one) for one in wire["private"]),
            wire["transport"],
            tuple(wire["running"]),
            tuple(wire["unfinished"]),
        )
