"""All texts and numbers that a step of a run has: what a sentence about the step can quote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from tracer.lines.log import Line
from tracer.outcomes import Raised
from tracer.trace import Call, Step, Trace
from tracer.values import Value
from tutorial.telling import narration
from tutorial.telling.literals import literal, plain

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class StepFacts:
    """The texts of a step, one after the other, and its numbers: those in the texts, lengths, counts and changes."""

    text: str
    numbers: frozenset[float]


def facts(trace: Trace, code: str) -> tuple[StepFacts, ...]:
    """The facts of each step."""
    source = code.split("\n")
    values = [trace.start, *(step.variables for step in trace.steps)]
    return tuple(
        _facts(step, before, source, len(trace.clients))
        for step, (before, _) in zip(trace.steps, pairwise(values), strict=True)
    )


def _facts(step: Step, before: dict[str, Value], source: list[str], clients: int) -> StepFacts:
    text = "\n".join(_texts(step, before, source))
    numbers = {float(found) for found in _NUMBER.findall(text)}
    numbers |= {*_lengths(step, before), *_changes(step, before), *_counts(step), float(step.number), float(clients)}
    return StepFacts(text, frozenset(numbers))


def _texts(step: Step, before: dict[str, Value], source: list[str]) -> Iterator[str]:
    yield from narration.row(step).cells.values()
    for value in (*before.values(), *step.variables.values()):
        yield from (plain(value), literal(value))
    for phase in step.phases:
        yield from (packet.text for packet in phase.packets)
    for arguments in (step.trigger.arguments, *(emit.arguments for emit in step.emits)):
        yield from (form(value) for value in arguments for form in (plain, literal))
    for call in step.calls:
        yield from _of_call(call, source)


def _of_call(call: Call, source: list[str]) -> Iterator[str]:
    yield from (form(value) for value in (*call.arguments, *call.keywords.values()) for form in (plain, literal))
    yield call.outcome.message if isinstance(call.outcome, Raised) else plain(call.outcome.value)
    for line in call.log.lines() if call.log else ():
        yield from _of_line(line, source)


def _of_line(line: Line, source: list[str]) -> Iterator[str]:
    yield f"{line.number} {source[line.number - 1] if line.number <= len(source) else ''}"
    yield line.printed
    yield from (form(change.now) for change in line.changes for form in (plain, literal))


def _lengths(step: Step, before: dict[str, Value]) -> Iterator[float]:
    for value in (*before.values(), *step.variables.values(), *step.trigger.arguments):
        if (length := length_of(value)) is not None:
            yield float(length)


def length_of(value: Value) -> int | None:
    """How many items a container has, or characters a text."""
    if isinstance(value, dict) and "~" in value:
        length = value.get("length")
        return length if isinstance(length, int) else None
    return len(value) if isinstance(value, str | list | dict) else None


def _changes(step: Step, before: dict[str, Value]) -> Iterator[float]:
    for name, after in step.variables.items():
        was = before.get(name)
        if isinstance(after, int | float) and isinstance(was, int | float):
            yield from (float(after - was), float(was - after))


def _counts(step: Step) -> Iterator[float]:
    delivered = [one.client for one in step.deliveries if not one.local]
    for many in (delivered, set(delivered), step.calls, step.emits, step.rooms, step.phases, step.trigger.arguments):
        yield float(len(many))
    yield float(sum(len(phase.packets) for phase in step.phases))
    yield from (float(len(emit.to)) for emit in step.emits)
