"""The steps of a run for pages: their phases on the lanes of clients and server, and their changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from tracer.trace import Call, Phase, PhaseKind, Raised, Step, Trace
from tracer.values import Value
from tutorial.telling import narration
from tutorial.telling.audience import reach
from tutorial.telling.literals import literal, literals, plain
from tutorial.telling.narration import ColumnKey, Row
from tutorial.telling.phases import phase_sentence
from tutorial.telling.said import Said, mentioned_once
from tutorial.telling.step_story import aloud, heading, step_sentences
from tutorial.telling.words import visible
from web.parts.slips import Slip, explained_once, handshake, slip

Place = Literal["crossing", "client", "server"]

CLIENT_KINDS: frozenset[PhaseKind] = frozenset({"connects", "sends", "delivers", "disconnects"})
"""The phases whose flow box stands on the clients' side; the others stand on the server's."""

_CROSSING: frozenset[PhaseKind] = frozenset({"connects", "accepts", "sends", "responds", "disconnects"})
_SERVER_DONE: frozenset[PhaseKind] = frozenset({"accepts", "receives", "handles", "responds", "closes"})


@dataclass(frozen=True, slots=True)
class ShownPhase:
    """One phase of a step, placed: `lane` counts the clients from 0, `line` is the code line to mark.

    `client` is None in a run with one client. `box` is the flow box that it lights. `handshake` are those of `packets`
    that only open the line.
    """

    number: int
    kind: PhaseKind
    box: PhaseKind
    label: str
    client: str | None
    place: Place
    lane: int
    line: int | None
    packets: tuple[Slip, ...]
    handshake: tuple[Slip, ...]
    note: str
    sentence: Said
    local: bool

    @property
    def slips(self) -> tuple[Slip, ...]:
        """The packets without those of the handshake."""
        return tuple(slip for slip in self.packets if slip not in self.handshake)


@dataclass(frozen=True, slots=True)
class TrackedChange:
    """A tracked variable around a step, as text."""

    name: str
    before: str
    after: str

    @property
    def changed(self) -> bool:
        """Whether the step gave it another value."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One step: its row, its phases, its variables, and from which phase on each cell of the row is true.

    `heading` says what set it off, `sentences` tell it whole, and `aloud` is that as plain and short text.
    """

    number: int
    row: Row
    phases: tuple[ShownPhase, ...]
    changes: tuple[TrackedChange, ...]
    known_from: dict[ColumnKey, int]
    heading: Said
    sentences: tuple[Said, ...]
    aloud: str


def shown_steps(trace: Trace, labels: dict[PhaseKind, str]) -> tuple[ShownStep, ...]:
    """All steps of a trace; `labels` are the lesson's words for the nine phases."""
    lanes = {client: lane for lane, client in enumerate(trace.clients)}
    known = trace.start
    steps = []
    for step in trace.steps:
        steps.append(_step(step, known, labels, lanes))
        known = step.variables
    return tuple(steps)


def tracked(name: str, value: Value) -> str:
    """A variable's value in the tracker: Python's repr, except for the status, which is our own word."""
    if name == "connection_status" and isinstance(value, str):
        return plain(value)
    if (
        name == "connection_status"
        and isinstance(value, dict)
        and all(isinstance(word, str) for word in value.values())
    ):
        return "; ".join(f"{visible(client)}: {word}" for client, word in value.items())
    return literal(value)


def _step(step: Step, known: dict[str, Value], labels: dict[PhaseKind, str], lanes: dict[str, int]) -> ShownStep:
    row = narration.row(step)
    phases = (_phase(number, step, phase, labels, lanes) for number, phase in enumerate(step.phases, 1))
    changes = tuple(
        TrackedChange(name, tracked(name, known.get(name)), tracked(name, value))
        for name, value in step.variables.items()
    )
    return ShownStep(
        number=step.number,
        row=row,
        phases=tuple(_explained(phases)),
        changes=changes,
        known_from=_known_from(step),
        heading=heading(step),
        sentences=step_sentences(step),
        aloud=aloud(step),
    )


def _phase(number: int, step: Step, phase: Phase, labels: dict[PhaseKind, str], lanes: dict[str, int]) -> ShownPhase:
    packets = tuple(slip(packet, lanes) for packet in phase.packets)
    return ShownPhase(
        number=number,
        kind=phase.kind,
        box=narration.flow_box(step, phase),
        label=narration.flow_label(step, phase, labels),
        client=phase.client if len(lanes) > 1 else None,
        place=_place(phase),
        lane=lanes.get(phase.client or "", 0),
        line=phase.line,
        packets=packets,
        handshake=handshake(packets) if phase.kind == "connects" else (),
        note=_note(step, phase),
        sentence=phase_sentence(step, phase),
        local=phase.delivery is not None and phase.delivery.local,
    )


def _explained(phases: Iterable[ShownPhase]) -> Iterator[ShownPhase]:
    """The phases of a step, with each word of the list explained only where it stands first in the step."""
    known: set[str] = set()
    for phase in phases:
        packets = explained_once(phase.packets, known)
        folded = handshake(packets) if phase.handshake else ()
        yield replace(phase, packets=packets, handshake=folded, sentence=mentioned_once(phase.sentence, known))


def _place(phase: Phase) -> Place:
    if phase.packets or phase.kind in _CROSSING:
        return "crossing"
    return "client" if phase.delivery or phase.kind in CLIENT_KINDS else "server"


def _note(step: Step, phase: Phase) -> str:
    """The text on the lane in a phase: the call, the event, what the client's program got, or why nobody did."""
    if phase.call:
        return _call(phase.call)
    if phase.kind == "receives":
        return f"'{visible(step.trigger.event or '')}'"
    if phase.delivery:
        return narration.received(phase.delivery)
    if phase.emit and not phase.emit.to:
        return f"to {reach(phase.emit)}"
    return "" if phase.packets else "nothing crossed the wire"


def _call(call: Call) -> str:
    """A call as the program has it. What it returned is shown where it is an answer: by the acknowledgement."""
    arguments = literals(call.arguments)
    if isinstance(call.outcome, Raised):
        return f"{call.function}({arguments}) raises {call.outcome.type}"
    return f"{call.function}({arguments})"


def _known_from(step: Step) -> dict[ColumnKey, int]:
    """The number of the phase in which each cell of the step's row becomes true; 0 in a step without phases."""
    last = len(step.phases)
    first = min(1, last)
    numbered = list(enumerate(step.phases, 1))
    acts = [number for number, phase in numbered if phase.kind in _SERVER_DONE]
    handled = [number for number, phase in numbered if phase.call]
    received = [number for number, phase in numbered if phase.delivery]
    return {
        "step": first,
        "trigger": first,
        "before": first,
        "action": min(handled or acts, default=last),
        "after": max(acts, default=last),
        "receives": min(received, default=last),
    }
