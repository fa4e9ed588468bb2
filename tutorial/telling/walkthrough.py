"""Tells a program and its run in prose, for a lesson without a text of its own.

The prose is Markdown whose facts are references (`tutorial.lesson.references`): the page fills them in from the run.
"""

from __future__ import annotations

from collections.abc import Iterator

from tracer.trace import Raised, Step, Trace
from tutorial.telling import narration
from tutorial.telling.listeners import Listening, listeners
from tutorial.telling.words import code, counted, listed, visible

_MOST_TOLD = 12
"""Functions that are told one by one."""

_TIMES = {1: "once", 2: "twice"}

_LIBRARY = ("connect", "disconnect")


def walkthrough(program: str, trace: Trace) -> str:
    """What each function listens for, what the run showed of it, and what happens without any of them."""
    found = listeners(program)
    return "\n\n".join([_all(found, trace), *(_one(one, trace) for one in found[:_MOST_TOLD]), *_nobody(found, trace)])


def _all(found: tuple[Listening, ...], trace: Trace) -> str:
    clients = "one client" if len(trace.clients) == 1 else counted(len(trace.clients), "client")
    takes = "takes" if len(trace.clients) == 1 else "take"
    if not found:
        return f"No function of this program listens for an event, and {clients} {takes} part: the library does it all."
    listen = "function of this program listens" if len(found) == 1 else "functions of this program listen"
    number = "One" if len(found) == 1 else str(len(found))
    return f"{number} {listen} for an event, and {clients} {takes} part in the run. Press a step to open it here."


def _one(listener: Listening, trace: Trace) -> str:
    """What a function listens for, how often it is called, and the first call with what comes of it."""
    called = [step for step in trace.steps if any(_is_call(listener, call.function, call.event) for call in step.calls)]
    lines = f"{{lines {listener.first}-{listener.last}}}"
    told = f"**{code(visible(listener.function))}** listens for {code(visible(listener.event))}, in {lines}."
    if not called:
        return f"{told} In this run nothing calls it."
    times = _TIMES.get(len(called), f"{len(called)} times")
    return f"{told} It is called {times}. {_first(listener, called[0])}{_again(called[1:])}"


def _first(listener: Listening, step: Step) -> str:
    number = step.number
    begins = f"First in {{step {number}}}: {{cell {number} trigger}}. "
    calls = [call for call in step.calls if _is_call(listener, call.function, call.event)]
    if any(isinstance(call.outcome, Raised) for call in calls):
        return f"{begins}It raises an exception: {{cell {number} after}}."
    if not step.deliveries:
        return f"{begins}Nobody receives anything."
    return f"{begins}Then is received: {{cell {number} receives}}."


def _again(later: list[Step]) -> str:
    if not later:
        return ""
    shown = [f"{{step {step.number}}}" for step in later[:3]]
    more = ["others"] if len(later) > 3 else []
    return f" Then again in {listed([*shown, *more])}."


def _nobody(found: tuple[Listening, ...], trace: Trace) -> Iterator[str]:
    """Events that no function listens for."""
    dropped = [step for step in trace.steps if "no handler" in narration.row(step).marks.values()]
    if dropped:
        number = dropped[0].number
        yield f"Nobody listens for the event of {{step {number}}}: the server drops it without a word."
    unheard = [event for event in _LIBRARY if all(one.event != event for one in found)]
    seen = [event for event in unheard if any(step.trigger.kind == event for step in trace.steps)]
    if seen:
        events = listed([code(event) for event in seen])
        yield f"No function listens for {events}: the library does by itself what is to be done then."


def _is_call(listener: Listening, function: str, event: str) -> bool:
    return (function, event) == (listener.function, listener.event)
