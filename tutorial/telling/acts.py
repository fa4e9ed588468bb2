"""What the server did in a step, in words, in the order in which it did it: the cell “Action Taken”."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tracer.trace import Call, Phase, Raised, RoomChange, Step
from tracer.values import Value
from tutorial.telling.audience import reach
from tutorial.telling.literals import literal, literals

_DISCONNECT = re.compile(r"41(?:(/[^,]*),)?")
"""A DISCONNECT packet; its namespace stands in it, unless that is `/`."""


def action(step: Step) -> str:
    """What the server did in the step: `handle_message called with 'Hello'; Client joins room 'red'`."""
    acts = [*_acts(step)]
    if step.trigger.kind == "event" and not step.calls:
        acts.insert(0, f"No handler for '{step.trigger.event}'")
    return "; ".join(acts) or "No action"


def event_text(event: str, arguments: tuple[Value, ...]) -> str:
    """An event and its arguments: `'join' 'Ada', 1`."""
    return f"'{event}' {literals(arguments)}".strip()


def call_text(call: Call) -> str:
    """A handler's call and its arguments: `join called with 'Ada'`, `guarded called with 'Ada', around join`."""
    said = [*map(literal, call.arguments), *(f"{name}={literal(value)}" for name, value in call.keywords.items())]
    around = f"{',' if said else ''} around {call.around}" if call.around else ""
    return f"{call.function} called" + (f" with {', '.join(said)}" if said else "") + around


def failed_task(step: Step) -> Raised | None:
    """How the background task ended whose exception this step is; None for any other step."""
    outcomes = (call.outcome for call in step.calls if call.event == "task")
    return next((outcome for outcome in outcomes if isinstance(outcome, Raised)), None)


def is_refused(step: Step) -> bool:
    """Whether the server refused a connection in this step."""
    return any(delivery.kind == "refused" for delivery in step.deliveries)


def _acts(step: Step) -> Iterator[str]:
    """Each thing that the server did. A disconnection is over, and told, once its own handler has returned."""
    rooms = [*step.rooms]
    leaving: Phase | None = None
    for number, phase in enumerate(step.phases):
        while rooms and rooms[0].after <= number:
            yield _room(rooms.pop(0))
        own = phase.kind == "delivers" or (phase.kind == "handles" and leaving and phase.client == leaving.client)
        if leaving is not None and not own:
            yield _disconnect(step, leaving)
            leaving = None
        if phase.kind == "disconnects":
            leaving = phase if _is_thrown_out(step, phase) else None
        elif said := _act(step, phase):
            yield said
    yield from map(_room, rooms)
    if leaving is not None:
        yield _disconnect(step, leaving)


def _act(step: Step, phase: Phase) -> str | None:
    if phase.call is not None and (failed := failed_task(step)):
        return f"{phase.call.function} raises {failed.type}" + (f" in line {failed.line}" if failed.line else "")
    if phase.call is not None:
        return call_text(phase.call)
    if phase.emit is not None:
        return _emit(step, phase)
    if phase.kind == "accepts":
        return "Accept connection"
    if phase.kind == "closes":
        return _close(step) if step.trigger.kind == "disconnect" else "Refuse connection"
    return None


def _close(step: Step) -> str:
    """How a disconnection ends. After one of several namespaces the connection stays."""
    if step.trigger.stays_in:
        return f"Leave namespace {step.trigger.namespace}"
    too_large = f": the packet is larger than max_http_buffer_size={step.trigger.size_limit}"
    return "Close connection" + (too_large if step.trigger.size_limit is not None else "")


def _emit(step: Step, phase: Phase) -> str | None:
    """An emit that nobody got. One outside any handler is told in any case: it is all that the step did."""
    emit = phase.emit
    if emit is None or emit.failed or (emit.to and step.trigger.kind != "server"):
        return None
    if step.trigger.kind == "server":
        return f"Send to {', '.join(emit.to) or reach(emit)}"
    what = "Acknowledge" if emit.kind == "ack" else f"Emit '{emit.event}'"
    return f"{what} to {reach(emit)}"


def _disconnect(step: Step, phase: Phase) -> str:
    """The server throws a client out: of its connection, or of one namespace."""
    found = _DISCONNECT.match(phase.packets[0].text) if phase.packets else None
    place = f" from {found[1] or '/'}" if found and step.after.get(phase.client or "") == "Open" else ""
    return f"Disconnect {phase.client}{place}"


def _is_thrown_out(step: Step, phase: Phase) -> bool:
    """Whether a phase is the disconnection of a client by the server that the trigger does not tell."""
    return step.trigger.kind != "disconnect" or phase.client != step.trigger.client


def _room(change: RoomChange) -> str:
    if change.kind == "closed":
        return f"Close room {literal(change.room)}"
    return f"{change.client} {'joins' if change.kind == 'joined' else 'leaves'} room {literal(change.room)}"
