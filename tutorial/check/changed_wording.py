"""Compare the condition of a question about a changed run with the change: its steps, clients, lines and code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tutorial.check.asked import Asked, Mismatch
from tutorial.check.named import Named, named
from tutorial.check.readings import changed, changed_steps
from tutorial.lesson.action import Action
from tutorial.lesson.changes import Change, CodeChange
from tutorial.quiz.changed_run import words
from tutorial.telling.words import code, listed, steps

_NEVER = re.compile(r"(?:\bnever|\bnot|n['’]t)\s+(?:say goodbye|(?P<kind>connect|disconnect))", re.IGNORECASE)


def condition_differs(asked: Asked) -> Iterator[Mismatch]:
    """Find a step, client, line or code of the condition that the change does not have."""
    change = changed(asked.query)
    if change is None or not asked.condition.text:
        return
    said = named(asked.condition, asked.subject.vocabulary)
    instead = words(change, asked.subject.trace)
    yield from (Mismatch(speaks, instead) for speaks in _lacking(asked, said, change))


def _lacking(asked: Asked, said: Named, change: Change) -> Iterator[str]:
    """What the condition names that the change does not have."""
    if change.code is not None:
        yield from _other_code(asked, said, change.code)
        return
    has = changed_steps(change)
    said_steps = {step.number - (step.role == "before" and change.inserted is not None) for step in said.steps}
    if said_steps and said_steps != set(has):
        yield steps(sorted(said_steps))
    steps_there = [step for step in asked.subject.trace.steps if step.number in has]
    there = {step.trigger.client for step in steps_there} | {action.client for action in _actions(change)}
    if said.names.clients and not said.names.clients & there:
        yield listed(sorted(said.names.clients))
    yield from _other_kind(asked, change)
    yield from _other_event(asked, said, change)


def _other_kind(asked: Asked, change: Change) -> Iterator[str]:
    """A condition that nobody connects, or leaves, and the change of something else."""
    found = _NEVER.search(asked.condition.plain)
    trace = asked.subject.trace
    if found is None or change.without is None or change.without > len(trace.steps):
        return
    kind = (found["kind"] or "disconnect").lower()
    if trace.steps[change.without - 1].trigger.kind != kind:
        yield f"“{found[0]}”"


def _other_event(asked: Asked, said: Named, change: Change) -> Iterator[str]:
    has = changed_steps(change)
    if change.without is None or not said.names.events:
        return
    there = asked.subject.vocabulary.between(min(has), max(has))
    if not said.names.events & (there.events | there.functions):
        yield listed(code(event) for event in sorted(said.names.events))


def _other_code(asked: Asked, said: Named, change: CodeChange) -> Iterator[str]:
    if said.lines and change.line not in said.lines:
        yield f"line {listed(sorted(said.lines))}"
    lines = asked.subject.lesson.code.split("\n")
    old = lines[change.line - 1] if change.line <= len(lines) else ""
    has = "".join((old + "\n" + change.becomes).replace('"', "'").split())
    for text in asked.condition.codes:
        if "".join(text.replace('"', "'").split()) not in has:
            yield code(text)


def _actions(change: Change) -> Iterator[Action]:
    if change.inserted is not None:
        yield change.inserted.action
    if change.altered is not None:
        yield change.altered.action
