"""Watches the server: the triggers of steps, and the thread that each event gets."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from tracer.outcomes import Raised
from tracer.payloads import event_name
from tracer.program import raised, running_task
from tracer.recording import Recording
from tracer.records import StepRecord
from tracer.trace import PhaseKind
from tracer.values import detach, detach_all
from tracer.wrapping import Wrap


class Server:
    """The wrappers on one `socketio.Server`, except for those on finding handlers (`tracer.dispatch`).

    `running` holds the step of each event that has no thread yet, by the `id` of the event's data: the library passes
    that same object to the thread.
    """

    def __init__(self, server: Any, recording: Recording) -> None:
        self.server = server
        self.manager = server.manager
        self.recording = recording
        self.running: dict[int, StepRecord] = {}

    def watch(self, wrap: Wrap) -> None:
        """Put the wrappers on with `wrap`, which also takes them off."""
        wrap(self.server, "_handle_connect", self.on_connect)
        wrap(self.server, "_handle_disconnect", self.on_disconnect)
        wrap(self.server, "_handle_event", self.on_event)
        wrap(self.server, "_handle_ack", self.on_ack)
        wrap(self.server, "_handle_event_internal", self.run_event)
        wrap(self.server, "start_background_task", self.start_task)
        wrap(self.server, "disconnect", self.disconnect)

    def on_connect(self, original: Callable[..., Any], eio_sid: str, namespace: str | None, data: Any) -> Any:
        arguments = (detach(data),) if data else ()
        step = self.recording.begin("connect", eio_sid, namespace or "/", "connects", arguments=arguments)
        return self.play(step, original, eio_sid, namespace, data)

    def on_disconnect(
        self, original: Callable[..., Any], eio_sid: str, namespace: str | None, reason: str | None = None
    ) -> Any:
        sid = self.manager.sid_from_eio_sid(eio_sid, namespace or "/")
        if not self.manager.is_connected(sid, namespace or "/"):
            return original(eio_sid, namespace, reason)
        large = self.recording.too_large.pop(eio_sid, None)
        opening: PhaseKind = "disconnects" if large is None else "sends"
        step = self.recording.begin("disconnect", eio_sid, namespace or "/", opening, reason=reason)
        if eio_sid not in self.recording.lost and large is None:
            step.stays_in = self.recording.other_namespaces(eio_sid, namespace or "/")
        if large is not None:
            packet, step.size_limit = large
            step.phases[0].add(packet)
            step.phases[0].unread = True
            step.phase("disconnects")
        return self.play(step, original, eio_sid, namespace, reason)

    def on_event(self, original: Callable[..., Any], eio_sid: str, namespace: str | None, id: Any, data: Any) -> Any:
        event, arguments = event_name(data[0]), detach_all(data[1:])
        step = self.recording.begin(
            "event", eio_sid, namespace or "/", "sends", event=event, arguments=arguments, wants_ack=id is not None
        )
        self.running[id_of(data)] = step
        try:
            return original(eio_sid, namespace, id, data)
        finally:
            if not step.scheduled and self.running.pop(id_of(data), None) is not None:
                self.recording.finish(step)  # the library dropped the event: its sender is not connected

    def on_ack(self, original: Callable[..., Any], eio_sid: str, namespace: str | None, id: Any, data: Any) -> Any:
        arguments = detach_all(data) if isinstance(data, list) else ()
        step = self.recording.begin("ack", eio_sid, namespace or "/", "sends", arguments=arguments)
        sid = self.manager.sid_from_eio_sid(eio_sid, namespace or "/")
        step.asked = self.recording.asked.pop((sid, id), None)
        return self.play(step, original, eio_sid, namespace, id, data)

    def disconnect(
        self, original: Callable[..., Any], sid: str, namespace: str | None = None, *args: Any, **options: Any
    ) -> Any:
        """Disconnect a client for the program; outside any handler that is a step of its own."""
        outside = self.recording.current() is None and self.manager.is_connected(sid, namespace or "/")
        if not outside:
            return original(sid, namespace, *args, **options)
        eio_sid = self.recording.sids.get(sid, (None,))[0]
        reason = self.server.reason.SERVER_DISCONNECT
        step = self.recording.begin("disconnect", eio_sid, namespace or "/", reason=reason, task=running_task())
        step.stays_in = self.recording.other_namespaces(eio_sid, namespace or "/")
        return self.play(step, functools.partial(original, sid, namespace, *args, **options))

    def play(self, step: StepRecord, original: Callable[..., Any], *args: Any) -> Any:
        """Let the library work inside this step, and close the step in any case."""
        here = self.recording.here
        outer, here.step = here.step, step
        try:
            return original(*args)
        finally:
            here.step = outer
            if step.kind == "disconnect":
                step.phase("closes")
            self.recording.finish(step)

    def start_task(self, original: Callable[..., Any], target: Any, *args: Any, **kwargs: Any) -> Any:
        """Start a task of the library or of the program. `on_event` must know whether its event has a thread."""
        if getattr(target, "func", None) == self.run_event:
            step = self.running.get(id_of(args[3]))
            if step is not None:
                step.scheduled = True
        return original(target, *args, **kwargs)

    def run_event(
        self, original: Callable[..., Any], server: Any, sid: str, eio_sid: str, data: Any, namespace: str, id: Any
    ) -> Any:
        step = self.running.pop(id_of(data), None)
        if step is None:
            return original(server, sid, eio_sid, data, namespace, id)
        answering = functools.partial(self.answer, step, original)
        return self.play(step, answering, server, sid, eio_sid, data, namespace, id)

    def answer(self, step: StepRecord, original: Callable[..., Any], *args: Any) -> Any:
        """Let the library call the handler and acknowledge. It drops the answer when the connection is gone by then."""
        try:
            return original(*args)
        except Exception as error:
            self.note_answer(step, raised(error, None, None))
            raise
        finally:
            self.note_answer(step, None)

    def note_answer(self, step: StepRecord, failed: Raised | None) -> None:
        """Note an answer that did not leave: the connection is gone, or the library could not write it."""
        answered = any(phase.emit is not None and phase.emit.sent_as == "ack" for phase in step.phases)
        if step.answer is not None and not answered and step.eio_sid is not None:
            self.recording.acknowledge(step, step.eio_sid, step.answer).failed = failed


id_of = id
"""Python's `id`, under a name that no parameter `id` hides."""
