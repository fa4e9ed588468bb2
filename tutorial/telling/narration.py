"""A trace in words: the cells of the execution table, and the variable tracker.

A cell depends on its step alone, the tracker on the trace alone: so a page, a terminal and a quiz say the same.
`tutorial.telling.phases` has the sentences for phases.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tracer.trace import Call, Delivery, Phase, PhaseKind, Raised, Returned, Status, Step, Trace
from tracer.values import Value
from tutorial.telling.acts import action, event_text, failed_task, is_refused
from tutorial.telling.literals import literals, plain

ColumnKey = Literal["step", "trigger", "before", "action", "after", "receives"]
Mark = Literal["local", "no handler", "end", "error", "refused", "any order"]

COLUMNS: dict[ColumnKey, str] = {
    "step": "Step",
    "trigger": "Event Trigger",
    "before": "Server State Before",
    "action": "Action Taken",
    "after": "Server State After",
    "receives": "Client Receives",
}
"""The headings of the execution table, by the keys that lessons and pages use."""

CONCEPT_FLOW: dict[PhaseKind, str] = {
    "connects": "Client connects",
    "accepts": "Server accepts connection",
    "sends": "Client sends message",
    "receives": "Server receives message event",
    "handles": "Server processes message",
    "responds": "Server sends response event",
    "delivers": "Client receives response",
    "disconnects": "Client or Server disconnects",
    "closes": "Connection closes",
}
"""The words of the nine flow boxes. A lesson may say its own."""

_HANDLER_BOXES: dict[str, PhaseKind] = {"connect": "accepts", "disconnect": "closes"}

_STATE: dict[Status, str] = {
    "No connection": "No connection",
    "Open": "Connection open",
    "Closed": "Connection closed",
}


_LEAVES = {
    "transport close": "Connection of {} is lost",
    "transport error": "Connection of {} is lost",
    "ping timeout": "{} answers no more pings",
    "server disconnect": "{} is disconnected",
}
"""Words for the reasons that the library gives for a disconnect (socketio.Server.reason)."""


_RUNS = {"coroutine": "awaits", "generator": "goes through", "async_generator": "goes through"}
"""What has the code of such an object run."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the execution table: a text for each column, and the marks on the cells."""

    number: int
    cells: dict[ColumnKey, str]
    marks: dict[ColumnKey, Mark]


@dataclass(frozen=True, slots=True)
class Tracker:
    """The variable tracker: `columns` has the headings, and `rows` as many values for each variable."""

    columns: tuple[str, ...]
    rows: dict[str, tuple[Value, ...]]


def flow_box(step: Step, phase: Phase) -> PhaseKind:
    """The flow box that a phase lights. A handler of a connection, or of its end, processes no message."""
    return _HANDLER_BOXES.get(step.trigger.kind, phase.kind) if phase.kind == "handles" else phase.kind


def flow_label(step: Step, phase: Phase, labels: dict[PhaseKind, str]) -> str:
    """The words over a phase: those of its flow box, or which handler is called."""
    if flow_box(step, phase) == phase.kind:
        return labels[phase.kind]
    return f"Server calls the {step.trigger.kind} handler"


def rows(trace: Trace) -> tuple[Row, ...]:
    """The execution table of a trace."""
    return tuple(row(step) for step in trace.steps)


def row(step: Step) -> Row:
    """The execution table's row for one step."""
    cells: dict[ColumnKey, str] = {
        "step": str(step.number),
        "trigger": trigger(step),
        "before": _state(step, "before"),
        "action": action(step),
        "after": after(step),
        "receives": receives(step),
    }
    return Row(step.number, cells, _marks(step))


def trigger(step: Step) -> str:
    """What started the step: `Client sends 'Hello'`."""
    what = step.trigger
    if what.kind == "end":
        return "No more events"
    if what.kind == "server" and failed_task(step):
        return f"{what.task}, a background task, fails"
    if what.kind == "server" and what.event is None:
        return f"{what.task or 'Server'} works outside any event"
    if what.kind == "server":
        return f"{what.task or 'Server'} emits {event_text(what.event or '', what.arguments)}{_at(what.namespace)}"
    if what.kind == "ack":
        return f"{what.client} acknowledges {literals(what.arguments)}".strip() + _at(what.namespace)
    if what.kind == "connect":
        return f"{what.client} connects{' again' if what.again else ''}{_at(what.namespace)}"
    if what.kind == "disconnect" and what.size_limit is not None:
        return f"{what.client} sends too large a packet{_at(what.namespace)}"
    if what.kind == "disconnect":
        return _LEAVES.get(what.reason or "", "{} disconnects").format(what.client) + _at(what.namespace)
    if what.event == "message":
        return f"{what.client} sends {literals(what.arguments)}{_at(what.namespace)}"
    return f"{what.client} emits {event_text(what.event or '', what.arguments)}{_at(what.namespace)}"


def after(step: Step) -> str:
    """The server's state after the step: `Processed message 'Hello'`."""
    what = step.trigger
    failed = failures(step)
    if failed:
        return "; ".join([failure(failed[0]), *_again(step)])
    unawaited = next((call for call in step.calls if _never_ran(call)), None)
    if unawaited is not None:
        kind = _never_ran(unawaited)
        return f"{unawaited.function} has not run: it gave a {kind.replace('_', ' ')}, which nobody {_RUNS[kind]}"
    if what.kind == "event" and step.calls and step.before == step.after:
        if what.event == "message":
            return f"Processed message {literals(what.arguments)}"
        return f"Processed {event_text(what.event or '', what.arguments)}"
    if what.kind == "end" and "Open" not in step.after.values():
        return _STATE["No connection"]
    return _state(step, "after")


def failures(step: Step) -> list[Raised]:
    """The exceptions of a step: those of calls, and the library's, when it could not write an acknowledgement."""
    calls = [call.outcome for call in step.calls if isinstance(call.outcome, Raised)]
    return [*calls, *(emit.failed for emit in step.emits if emit.failed is not None)]


def receives(step: Step) -> str:
    """What the clients received: `Received: Hello`. Each is named when there are several."""
    if not step.deliveries:
        return "No message"
    named = len(step.after) > 1
    return "; ".join((f"{delivery.client}: " if named else "") + received(delivery) for delivery in step.deliveries)


def received(delivery: Delivery) -> str:
    """What one client received, in the words of the last column."""
    if delivery.kind == "connected":
        return "Connection acknowledged" + _at(delivery.namespace)
    if delivery.kind == "disconnected":
        return "Connection closed" + _at(delivery.namespace)
    said = literals(delivery.arguments)
    if delivery.kind == "refused":
        text = f"Connection refused {said}"
    elif delivery.kind == "ack":
        text = f"Acknowledgement {said}"
    elif delivery.event == "message":
        text = ", ".join(plain(value) for value in delivery.arguments) or "Empty message"
    else:
        text = event_text(delivery.event or "", delivery.arguments)
    return text.strip() + _at(delivery.namespace)


def tracker(trace: Trace) -> Tracker:
    """The variable tracker of a trace: a column for the start and one for each step; the last one is Final."""
    headings = ["Final" if step.trigger.kind == "end" else f"After Step {step.number}" for step in trace.steps]
    values = {name: (start, *(step.variables.get(name) for step in trace.steps)) for name, start in trace.start.items()}
    return Tracker(("Start", *headings), values)


def tables(trace: Trace) -> dict[str, object]:
    """Execution table and variable tracker as JSON data, in the shape that `stepwire trace --tables` prints."""
    tracked = tracker(trace)
    return {
        "execution_table": {
            "columns": list(COLUMNS.values()),
            "rows": [[step.number, *list(step.cells.values())[1:]] for step in rows(trace)],
        },
        "variable_tracker": {
            "columns": list(tracked.columns),
            "rows": {name: list(values) for name, values in tracked.rows.items()},
        },
    }


def _again(step: Step) -> list[str]:
    """The error handlers that raised, too: they have not handled anything."""
    calls = zip(step.calls, step.calls[1:], strict=False)
    return [
        f"its error handler {call.function} raises {failure(call.outcome)}"
        for before, call in calls
        if call.event == "error" and isinstance(before.outcome, Raised) and isinstance(call.outcome, Raised)
    ]


def _never_ran(call: Call) -> str:
    """`coroutine` or `generator`, if a call returned one: then no line of the function has run. Else nothing."""
    value = call.outcome.value if isinstance(call.outcome, Returned) else None
    kind = value.get("type", "") if isinstance(value, dict) and value.get("~") == "object" else ""
    return kind if kind in _RUNS else ""


def failure(failed: Raised) -> str:
    """An exception on one line: `KeyError: 'A9'`, and who handles it."""
    first_line = failed.message.partition("\n")[0]
    said = f"{failed.type}: {first_line}" if first_line else failed.type
    return said + (f", handled by {failed.handled_by}" if failed.handled_by else "")


def _at(namespace: str) -> str:
    return "" if namespace == "/" else f" on {namespace}"


def _state(step: Step, when: Literal["before", "after"]) -> str:
    states: dict[str, Status] = step.before if when == "before" else step.after
    if len(states) == 1:
        return _STATE[next(iter(states.values()))]
    return "; ".join(f"{client}: {_STATE[status].lower()}" for client, status in states.items())


def _marks(step: Step) -> dict[ColumnKey, Mark]:
    marks: dict[ColumnKey, Mark] = {}
    if step.trigger.kind == "end":
        marks["trigger"] = "end"
    elif step.unordered:
        marks["trigger"] = "any order"
    if step.trigger.kind == "event" and not step.calls:
        marks["action"] = "no handler"
    if failures(step):
        marks["after"] = "error"
    if step.deliveries and all(delivery.local for delivery in step.deliveries):
        marks["receives"] = "local"
    if is_refused(step):
        marks["receives"] = "refused"
    return marks
