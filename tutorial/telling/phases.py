"""One sentence for each phase of a step."""

from __future__ import annotations

from tracer.trace import Call, Phase, Raised, Step
from tutorial.telling.acts import call_text, event_text
from tutorial.telling.audience import reach
from tutorial.telling.literals import literal
from tutorial.telling.narration import received


def phase_sentence(step: Step, phase: Phase) -> str:
    """Say in one sentence what happens in a phase of a step."""
    client = phase.client or "The client"
    sent = _sent(phase)
    if phase.kind == "connects":
        return f"{client} asks for a connection: {sent} goes to the server."
    if phase.kind == "accepts":
        return f"The server accepts: {sent} goes back to {client}."
    if phase.kind == "sends":
        return f"{client} writes {sent} to the wire."
    if phase.kind == "receives":
        return f"The server reads the event '{step.trigger.event}' from {client}." + (
            "" if step.calls else " Nothing handles it, so it is dropped."
        )
    if phase.kind == "handles" and phase.call:
        return _handles(phase.call)
    if phase.kind == "responds" and phase.emit:
        return _responds(phase)
    if phase.kind == "delivers" and phase.delivery:
        return f"{client} receives “{received(phase.delivery)}”."
    if phase.kind == "disconnects":
        return _disconnects(client, phase, sent)
    if phase.delivery is not None and phase.delivery.kind == "refused":
        return f"The server refuses the connection: {sent} goes back to {client}."
    return f"The connection with {client} is closed."


def _disconnects(client: str, phase: Phase, sent: str) -> str:
    if not phase.packets:
        return f"{client} is gone without a word."
    if phase.packets[0].direction == "to client":
        return f"The server disconnects {client}: {sent} goes to it."
    return f"{client} leaves: {sent} goes to the server."


def _sent(phase: Phase) -> str:
    """The packet that the phase is about. Of a CONNECT this is the last one; those before it open the transport."""
    if phase.kind == "connects":
        texts = [packet.text for packet in phase.packets if packet.direction == "to server"][-1:]
    else:
        texts = [packet.text for packet in phase.packets]
    return f"“{texts[0]}”" if texts else "nothing"


def _handles(call: Call) -> str:
    if isinstance(call.outcome, Raised):
        return f"{call_text(call)}; it raises {call.outcome.type}."
    return f"{call_text(call)}; it returns {literal(call.outcome.value)}."


def _responds(phase: Phase) -> str:
    emit = phase.emit
    if emit is None:
        return ""
    to = reach(emit)
    if emit.kind == "ack":
        return f"The return value goes back to {to} as the acknowledgement."
    return f"The server emits {event_text(emit.event, emit.arguments)} to {to}."
