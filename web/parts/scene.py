"""The scene: a step in one look. Who sent what, what the server called and sent, who received it and who did not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from markupsafe import Markup

from tracer.trace import Emit, Phase, RoomChange, Step, Trace
from tutorial.course.studied import Studied
from tutorial.telling import narration
from tutorial.telling.addressing import addressed, reach
from tutorial.telling.literals import plain
from tutorial.telling.said import Said, listing, said, term, who
from tutorial.telling.words import listed, visible
from web.parts.lines.line_cache import Numbers
from web.parts.lines.phase_lines import PhaseLines
from web.parts.material import Material
from web.parts.part import Part
from web.parts.steps import ShownPhase, ShownStep

Rooms = dict[str, tuple[str, ...]]
"""The rooms that each client is in."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A question of the quiz that the stepper stops at, after a step: its number in the quiz, and its id."""

    number: int
    id: str


@dataclass(frozen=True, slots=True)
class Leaving:
    """A phase in which something leaves the server, and to whom it was addressed."""

    phase: ShownPhase
    to: Said
    nobody: bool


@dataclass(frozen=True, slots=True)
class Gets:
    """What a client receives in a phase. `shown` is the phase where it stands at the client and nowhere else."""

    number: int
    text: str
    shown: ShownPhase | None


@dataclass(frozen=True, slots=True)
class RoomMark:
    """A room that a client is in, and whether the step addressed it."""

    room: str
    addressed: bool


@dataclass(frozen=True, slots=True)
class Seat:
    """A client's place in the scene: its rooms, what it receives in the step, or why it receives nothing."""

    client: str
    sender: bool
    rooms: tuple[RoomMark, ...]
    gets: tuple[Gets, ...]
    why: str

    @property
    def reached(self) -> bool:
        """Whether something came to the client over the wire."""
        return any(gets.shown is None or not gets.shown.local for gets in self.gets)


@dataclass(frozen=True, slots=True)
class SceneStep:
    """A step with its phases where they take place: before the server's code, in it, and after it."""

    step: ShownStep
    sender: str
    came: tuple[ShownPhase, ...]
    did: tuple[ShownPhase, ...]
    went: tuple[Leaving, ...]
    seats: tuple[Seat, ...]


@dataclass(frozen=True, slots=True)
class SceneView:
    """The steps, the number of clients, the lines of the calls, and the questions by the step they are asked after."""

    slug: str
    clients: int
    steps: tuple[SceneStep, ...]
    lines: dict[Numbers, PhaseLines]
    code: tuple[Markup, ...]
    asks: dict[int, tuple[Ask, ...]]


def _scene(material: Material) -> SceneView:
    steps = tuple(
        _step(step, shown, rooms)
        for step, shown, rooms in zip(material.trace.steps, material.steps, _rooms(material.trace), strict=True)
    )
    clients = len(material.trace.clients)
    return SceneView(material.slug, clients, steps, material.lines, material.code, _asks(material.studied))


def _asks(studied: Studied) -> dict[int, tuple[Ask, ...]]:
    asked: dict[int, tuple[Ask, ...]] = {}
    for number, question in zip(studied.numbers(), studied.quiz, strict=True):
        if (after := question.question.after) is not None:
            asked[after] = (*asked.get(after, ()), Ask(number, question.id))
    return asked


def _rooms(trace: Trace) -> Iterator[Rooms]:
    """The rooms of each client after each step."""
    rooms: Rooms = dict.fromkeys(trace.clients, ())
    for step in trace.steps:
        changed = _changed(rooms, step.rooms)
        rooms = {client: own if step.after.get(client) == "Open" else () for client, own in changed.items()}
        yield rooms


def _changed(rooms: Rooms, changes: tuple[RoomChange, ...]) -> Rooms:
    for change in changes:
        room = plain(change.room)
        for client in rooms if change.client is None else [change.client]:
            own = tuple(each for each in rooms.get(client, ()) if each != room)
            rooms = {**rooms, client: (*own, room) if change.kind == "joined" else own}
    return rooms


def _step(step: Step, shown: ShownStep, rooms: Rooms) -> SceneStep:
    pairs = list(zip(step.phases, shown.phases, strict=True))
    taken = [(phase, place) for phase, place in pairs if not _at_client(phase)]
    return SceneStep(
        step=shown,
        sender=_sender(step),
        came=tuple(place for phase, place in taken if _comes(phase)),
        did=tuple(place for phase, place in taken if not _comes(phase) and not _leaves(phase)),
        went=tuple(_leaving(phase, place) for phase, place in taken if _leaves(phase)),
        seats=tuple(_seat(step, pairs, client, rooms) for client in step.after) if pairs else (),
    )


def _sender(step: Step) -> str:
    if step.trigger.client is not None:
        return visible(step.trigger.client)
    return "" if step.trigger.kind == "end" else "The server itself"


def _at_client(phase: Phase) -> bool:
    return phase.delivery is not None and not phase.packets


def _comes(phase: Phase) -> bool:
    if phase.kind == "disconnects":
        return not any(packet.direction == "to client" for packet in phase.packets[:1])
    return phase.kind in ("connects", "sends")


def _leaves(phase: Phase) -> bool:
    return not _comes(phase) and (phase.kind in ("accepts", "responds", "disconnects") or bool(phase.packets))


def _leaving(phase: Phase, shown: ShownPhase) -> Leaving:
    emit = phase.emit
    if emit is None:
        return Leaving(shown, said("to ", who(phase.client)) if phase.client else said(), nobody=False)
    return Leaving(replace(shown, client=None), _to(emit), nobody=not emit.to)


def _to(emit: Emit) -> Said:
    """To whom something was sent: a room, a client, everybody, the one who asked; or why nobody gets it."""
    if emit.kind == "ack":
        return said("answers ", listing(map(who, emit.to)))
    if _to_all(emit):
        return said(f"to all {len(emit.to)} (a ", term("broadcast"), ")")
    return said("to ", addressed(emit)) if emit.to else said(reach(emit))


def _to_all(emit: Emit) -> bool:
    """Whether several clients got what was sent to everybody, and nobody was left out."""
    everybody = [(one.kind, one.name) for one in emit.addressed] == [("namespace", "/")]
    return everybody and len(emit.to) > 1 and not emit.unreached


def _seat(step: Step, pairs: list[tuple[Phase, ShownPhase]], client: str, rooms: Rooms) -> Seat:
    gets = tuple(
        Gets(place.number, narration.received(phase.delivery), place if _at_client(phase) else None)
        for phase, place in pairs
        if phase.delivery is not None and phase.delivery.client == client
    )
    sent = step.trigger.kind == "event" and client == step.trigger.client
    return Seat(client, sent, _marks(step, client, rooms), gets, _why(step, client))


def _marks(step: Step, client: str, rooms: Rooms) -> tuple[RoomMark, ...]:
    """The rooms of a client, first those that the step addressed."""
    named = {plain(one.name) for emit in step.emits for one in emit.addressed if one.kind == "room"}
    marks = [RoomMark(room, room in named) for room in rooms.get(client, ())]
    return tuple(sorted(marks, key=lambda mark: not mark.addressed))


def _why(step: Step, client: str) -> str:
    """Why a client receives nothing, as far as the run tells."""
    status = step.after.get(client)
    if status != "Open":
        return "not connected" if status == "No connection" else "connection closed"
    unreached = [one.why for emit in step.emits for one in emit.unreached if one.client == client]
    if unreached:
        return unreached[0]
    rooms = [one for emit in step.emits for one in emit.addressed if one.kind == "room" and client not in one.there]
    return f"not in {listed(dict.fromkeys(visible(plain(one.name)) for one in rooms))}" if rooms else ""


def _scene_alone(material: Material) -> SceneView:
    return replace(_scene(material), asks={})


SCENE = Part("scene", _scene)
SCENE_ALONE = Part("scene", _scene_alone)
"""The scene of a page that asks nothing on the way."""
