"""Traces made by hand, for tests that need no run."""

from __future__ import annotations

from dataclasses import replace

from tracer.trace import Call, Delivery, Emit, Phase, Provenance, Returned, Status, Step, Trace, Trigger
from tracer.values import Value

CLIENT = "Client"


def variables(status: Status, last_message: Value = None, response_sent: Value = None) -> dict[str, Value]:
    return {"connection_status": status, "last_message": last_message, "response_sent": response_sent}


def client(status: Status) -> dict[str, Status]:
    return {CLIENT: status}


def connect(number: int) -> Step:
    told = Delivery(CLIENT, "connected")
    phases = (Phase("connects", CLIENT), Phase("accepts", CLIENT, delivery=told))
    trigger = Trigger("connect", CLIENT)
    return Step(number, trigger, client("No connection"), client("Open"), phases, (told,), variables("Open"))


def send(number: int, message: Value) -> Step:
    """A step in which the server answers `Received: ...`."""
    answer = f"Received: {message}"
    told = Delivery(CLIENT, "event", (answer,), "message")
    phases = (
        Phase("handles", CLIENT, call=Call("handle_message", 8, (message,), Returned(None), "message")),
        Phase("responds", CLIENT, emit=Emit("message", (answer,), (CLIENT,), 9)),
        Phase("delivers", CLIENT, delivery=told),
    )
    trigger = Trigger("event", CLIENT, "message", (message,))
    return Step(number, trigger, client("Open"), client("Open"), phases, (told,), variables("Open", message, answer))


def disconnect(number: int, last_message: Value) -> Step:
    told = Delivery(CLIENT, "disconnected", local=True)
    phases = (Phase("disconnects", CLIENT), Phase("closes", CLIENT, delivery=told))
    trigger = Trigger("disconnect", CLIENT, reason="client disconnect")
    return Step(number, trigger, client("Open"), client("Closed"), phases, (told,), variables("Closed", last_message))


def end(number: int, status: Status, last_message: Value) -> Step:
    return Step(number, Trigger("end"), client(status), client(status), (), (), variables(status, last_message))


def trace(*steps: Step) -> Trace:
    return Trace(Provenance("0" * 64, "3.11", {}, "websocket"), (CLIENT,), variables("No connection"), steps)


def reference() -> Trace:
    """The trace of the reference lesson: connect, Hello, How are you?, disconnect."""
    last = "How are you?"
    return trace(connect(1), send(2, "Hello"), send(3, last), disconnect(4, last), end(5, "Closed", last))


def reference_without(left_out: int) -> Trace:
    """The reference run without a step, the others numbered anew."""
    kept = [step for step in reference().steps if step.number != left_out]
    return trace(*(replace(step, number=number) for number, step in enumerate(kept, 1)))
