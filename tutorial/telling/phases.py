"""One sentence for each phase of a step, as a teacher would say it."""

from __future__ import annotations

from tracer.trace import Call, Delivery, Emit, Phase, Raised, Step
from tutorial.telling.addressing import reach
from tutorial.telling.said import Said, SaidPiece, Spoken, chip, listing, name, said, term, value, values, who
from tutorial.telling.words import visible


def phase_sentence(step: Step, phase: Phase) -> Said:
    """Say in a sentence what happens in a phase of a step."""
    client = who(phase.client)
    if phase.kind == "connects":
        again = " again" if step.trigger.again else ""
        return said(client, " asks the server for a connection", again, *at(step.trigger.namespace), ".")
    if phase.kind == "accepts":
        return said("The server accepts, and gives ", client, " its session id (", term("sid"), ").")
    if phase.kind == "sends":
        return _sends(step, client)
    if phase.kind == "receives":
        return _receives(step, client)
    if phase.kind == "handles" and phase.call:
        return _handles(step, phase.call)
    if phase.kind == "responds" and phase.emit:
        return emits(phase.emit)
    if phase.kind == "delivers" and phase.delivery:
        return delivers(phase.delivery)
    return _disconnects(client, step, phase) if phase.kind == "disconnects" else _closes(client, step, phase)


def calls(step: Step, call: Call, given: Spoken | None = None) -> Said:
    """A call with its arguments, or with `given`, and the exception that ended it."""
    if given is None:
        given = _given(call)
    if isinstance(call.outcome, Raised) and call.event == "task":
        return said("The background task ", name(call.function), " ends, since it raises ", *_raised(call.outcome), ".")
    failed = (", which raises ", *_raised(call.outcome)) if isinstance(call.outcome, Raised) else ""
    guards = (", which does not call the ", term("handler"), " ", name(call.around)) if call.around else ""
    return said("The server calls ", *_called(step, call), given, guards, failed, ".")


def _handles(step: Step, call: Call) -> Said:
    """A call. What it returned is told only if that becomes an acknowledgement."""
    told = calls(step, call)
    if isinstance(call.outcome, Raised) or not step.trigger.wants_ack or call.outcome.value is None:
        return told
    return told + said("It returns ", value(call.outcome.value), ", which is to be the acknowledgement.")


def _given(call: Call) -> Spoken:
    named = [SaidPiece("value", f"{visible(key)}={chip(given)}") for key, given in call.keywords.items()]
    pieces = [*map(value, call.arguments), *named]
    return (" with ", listing(pieces)) if pieces else ""


def _called(step: Step, call: Call) -> tuple[Spoken, ...]:
    if call.event == "callback":
        return name(call.function), ", which waited for it,"
    if call.event == "error":
        return "the error ", term("handler"), " ", name(call.function)
    if call.around:
        return (name(call.function),)
    whose = "its" if step.trigger.kind == "event" else "the"
    return f"{whose} ", term("handler"), " ", name(call.function)


def _raised(outcome: Raised) -> tuple[Spoken, ...]:
    return (name(outcome.type), *((": ", value(outcome.message)) if outcome.message else ()))


def emits(emit: Emit) -> Said:
    """What the server sends to whom; and when nobody gets it, why."""
    if emit.failed is not None:
        return said("No ", term("acknowledgement"), " goes back: the library raises ", *_raised(emit.failed), ".")
    if emit.kind == "ack":
        return said("The ", term("acknowledgement"), *_with(emit, ""), " goes back ", reach(emit), ".")
    return said("The server sends ", *_what(emit.event), *_with(emit, " with"), " ", reach(emit), ".")


def delivers(delivery: Delivery) -> Said:
    """What one client received."""
    client = who(delivery.client)
    given = values(delivery.arguments)
    there = at(delivery.namespace)
    if delivery.kind == "connected":
        return said(client, "’s program learns that the connection is open", *there, ".")
    if delivery.kind == "ack":
        return said(client, " receives the ", term("acknowledgement"), *_spaced(given), *there, ".")
    if delivery.kind == "refused":
        return said(client, " learns that it was refused", *((" with ", given) if given else ()), *there, ".")
    if delivery.kind == "disconnected":
        return _closed(client, local=delivery.local)
    with_it = (" with ", given) if given else ()
    return said(client, " receives ", *_what(delivery.event or ""), *with_it, *there, ".")


def at(namespace: str) -> tuple[Spoken, ...]:
    """The namespace, unless it is the one without a name."""
    return () if namespace == "/" else (" in the ", term("namespace"), " ", name(namespace))


def _asked(step: Step) -> tuple[Spoken, ...]:
    """Who waits for an acknowledgement that comes back."""
    what = step.trigger
    if what.asked_in is None:
        return (", for which nobody waits",)
    return (f", for which {'call() waits in' if what.waits else 'it asked in'} step {what.asked_in}",)


def _sends(step: Step, client: SaidPiece) -> Said:
    what = step.trigger
    if what.size_limit is not None:
        return said(
            client, " sends a packet that is larger than the server takes (", name("max_http_buffer_size"), ")."
        )
    given = values(what.arguments)
    if what.kind == "ack":
        return said(client, " sends the ", term("acknowledgement"), *_spaced(given), *at(what.namespace), ".")
    with_it = (" with ", given) if given else ()
    asks = (", and asks for an ", term("acknowledgement")) if what.wants_ack else ()
    return said(client, " sends ", *_what(what.event or ""), *with_it, *at(what.namespace), *asks, ".")


def _receives(step: Step, client: SaidPiece) -> Said:
    what = step.trigger
    if what.kind == "ack":
        return said("The server reads the ", term("acknowledgement"), " from ", client, *_asked(step), ".")
    told = said("The server reads ", *_what(what.event or ""), " from ", client)
    if step.calls:
        return said(told.pieces, " and looks for its ", term("handler"), ".")
    return said(told.pieces, ". It has no ", term("handler"), " for it, so nothing happens.")


def _disconnects(client: SaidPiece, step: Step, phase: Phase) -> Said:
    if step.trigger.size_limit is not None and not phase.packets:
        return said("The server closes the connection of ", client, " because of the size of the packet.")
    if not phase.packets:
        return said("The connection of ", client, " is lost without a goodbye.")
    if phase.packets[0].direction == "to client":
        return said("The server tells ", client, " that it disconnects.")
    return said(client, " says goodbye and leaves.")


def _closes(client: SaidPiece, step: Step, phase: Phase) -> Said:
    if phase.delivery is not None and phase.delivery.kind == "refused":
        reason = values(phase.delivery.arguments)
        return said("The server refuses ", client, " the connection", *((": ", reason) if reason else ()), ".")
    if step.trigger.stays_in:
        place = name(step.trigger.namespace)
        return said(client, " is no longer in the ", term("namespace"), " ", place, "; the connection stays open.")
    if phase.delivery is not None:
        return _closed(client, local=phase.delivery.local)
    return said("The connection with ", client, " is closed.")


def _closed(client: SaidPiece, *, local: bool) -> Said:
    told = said("The connection with ", client, " is closed.")
    if not local:
        return told
    return told + said("The client’s own library tells its program; nothing crosses the wire.")


def _what(event: str) -> tuple[Spoken, ...]:
    return "the ", term("event"), " ", name(event)


def _with(emit: Emit, word: str) -> tuple[Spoken, ...]:
    return (f"{word} ", values(emit.arguments)) if emit.arguments else ()


def _spaced(given: tuple[SaidPiece, ...]) -> tuple[Spoken, ...]:
    return (" ", *given) if given else ()
