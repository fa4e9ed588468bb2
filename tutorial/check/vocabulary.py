"""The names that words may use: those of the lesson, of its program, and of each step of its run."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from functools import reduce

from tracer.trace import Raised, Step, Trace
from tutorial.lesson.lesson import Lesson
from tutorial.telling.literals import plain

Words = frozenset[str]
NONE: Words = frozenset()


@dataclass(frozen=True, slots=True)
class NameSets:
    """Words by their kind. A name may be of several kinds: an event and its function often share one."""

    clients: Words = NONE
    variables: Words = NONE
    events: Words = NONE
    functions: Words = NONE
    rooms: Words = NONE
    namespaces: Words = NONE
    exceptions: Words = NONE

    def __or__(self, other: NameSets) -> NameSets:
        return NameSets(*(getattr(self, kind) | getattr(other, kind) for kind in KINDS))

    def only(self, words: Iterable[str]) -> NameSets:
        """Those of these words that are names, by their kind."""
        said = frozenset(words)
        return NameSets(*(getattr(self, kind) & said for kind in KINDS))


KINDS = tuple(one.name for one in fields(NameSets))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All names of a lesson, and those of each step of its run. `code` has every name and text of the program.

    `handlers` counts its functions that are tied to an event. `joined` are the rooms that somebody joined.
    """

    names: NameSets
    steps: dict[int, NameSets]
    code: Words = field(default=NONE)
    handlers: int = 0
    joined: Words = field(default=NONE)

    def between(self, first: int, last: int) -> NameSets:
        """The names of these steps and those between them."""
        return reduce(
            NameSets.__or__, (self.steps.get(step, NameSets()) for step in range(first, last + 1)), NameSets()
        )


def vocabulary(lesson: Lesson, trace: Trace) -> Vocabulary:
    """Gather the names of a lesson and its run."""
    steps = {step.number: _of_step(step, trace.clients) for step in trace.steps}
    module = ast.parse(lesson.code)
    defs = frozenset(node.name for node in ast.walk(module) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    own = NameSets(
        clients=frozenset(trace.clients),
        variables=frozenset(trace.start),
        functions=defs,
        events=frozenset({*lesson.answers, *lesson.unhandled, *_handled(module)}),
    )
    joined = frozenset(plain(change.room) for step in trace.steps for change in step.rooms if change.kind == "joined")
    return Vocabulary(
        reduce(NameSets.__or__, steps.values(), own), steps, frozenset(_in_code(module)), _handlers(module), joined
    )


def _of_step(step: Step, clients: Iterable[str]) -> NameSets:
    """The names of what happened in a step; also of clients that its values name."""
    what, deliveries, emits = step.trigger, step.deliveries, step.emits
    sent = [(one.arguments, one.namespace) for one in deliveries] + [(one.arguments, one.namespace) for one in emits]
    values = [*what.arguments, *(value for arguments, _ in sent for value in arguments)]
    said = " ".join(map(plain, values))
    there = {what.client, *(one.client for one in deliveries), *(change.client for change in step.rooms)}
    events = {what.event, *(one.event for one in deliveries), *(one.event for one in emits)}
    rooms = {plain(change.room) for change in step.rooms} | {plain(room) for emit in emits for room in emit.rooms}
    raised = {call.outcome.type for call in step.calls if isinstance(call.outcome, Raised)}
    return NameSets(
        clients=frozenset(name for name in clients if name in there or name in said),
        events=frozenset(event for event in events if event),
        functions=frozenset(call.function for call in step.calls),
        rooms=frozenset(rooms),
        namespaces=frozenset({what.namespace, *(namespace for _, namespace in sent)}),
        exceptions=frozenset(raised),
    )


def _handlers(module: ast.Module) -> int:
    """How many functions of the program are tied to an event."""
    count = 0
    for node in ast.walk(module):
        decorators = [one.func if isinstance(one, ast.Call) else one for one in getattr(node, "decorator_list", ())]
        count += any(isinstance(one, ast.Attribute) and one.attr in ("on", "event") for one in decorators)
    return count


def _handled(module: ast.Module) -> Iterator[str]:
    """The events of the program's handlers, as far as its code says them: `@socketio.on('join')`."""
    for node in ast.walk(module):
        for call in getattr(node, "decorator_list", ()):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "on":
                yield from (
                    one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)
                )


def _in_code(module: ast.Module) -> Iterator[str]:
    """The names and texts in the program."""
    for node in ast.walk(module):
        for key in ("id", "attr", "arg", "name", "asname", "module"):
            word = getattr(node, key, None)
            if isinstance(word, str):
                yield from (word, *word.split("."))
        if isinstance(node, ast.Global | ast.Nonlocal):
            yield from node.names
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
