"""Watches handlers that Flask-SocketIO does not call: those of `socketio.server.on`, and a class's own `trigger_event`.

The server calls these by itself. All others go through `SocketIO._handle_event`, which `tracer.events` watches.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import FunctionType, SimpleNamespace
from typing import Any

import flask_socketio

from tracer.calls import Calls
from tracer.payloads import event_name, payload
from tracer.recording import Recording
from tracer.records import StepRecord
from tracer.wrapping import Wrap


class Dispatch:
    """The wrappers on the two methods by which a server finds the handler of an event."""

    def __init__(self, recording: Recording, calls: Calls) -> None:
        self.recording = recording
        self.calls = calls

    def watch(self, server: Any, wrap: Wrap) -> None:
        """Put the wrappers on with `wrap`, which also takes them off."""
        wrap(server, "_get_event_handler", self.event_handler)
        wrap(server, "_get_namespace_handler", self.namespace_handler)

    def event_handler(self, original: Callable[..., Any], event: Any, namespace: str, args: Any) -> Any:
        """Find a function. The call is recorded, unless the function is a wrapper of Flask-SocketIO."""
        handler, args = original(event, namespace, args)
        step = self.step(event)
        if handler is None or step is None or _is_flask_socketio_s(handler):
            return handler, args
        return functools.partial(self.call, step, event, handler), args

    def namespace_handler(self, original: Callable[..., Any], namespace: str, args: Any) -> Any:
        """Find a class-based namespace. If it has a `trigger_event` of its own, that call is recorded."""
        handler, args = original(namespace, args)
        if not isinstance(handler, flask_socketio.Namespace):
            return handler, args
        own = handler.trigger_event
        if getattr(own, "__func__", None) is flask_socketio.Namespace.trigger_event:
            return handler, args

        def trigger_event(event: Any, *args: Any) -> Any:
            step = self.step(event)
            return own(event, *args) if step is None else self.call(step, event, own, event, *args)

        return SimpleNamespace(trigger_event=trigger_event), args

    def step(self, event: Any) -> StepRecord | None:
        """The step of this event; None for connections and disconnections."""
        return None if event in ("connect", "disconnect") else self.recording.current()

    def call(self, step: StepRecord, event: Any, handler: Callable[..., Any], *args: Any) -> Any:
        """Call a handler. Its return value is the acknowledgement."""
        result = self.calls.call(step, step.eio_sid, event_name(event), None, handler, *args)
        if step.wants_ack:
            step.answer = payload(result)
        return result


def _is_flask_socketio_s(handler: object) -> bool:
    """Whether this is the wrapper that Flask-SocketIO puts around a handler, under the name of the handler."""
    return type(handler) is FunctionType and handler.__globals__ is vars(flask_socketio)
