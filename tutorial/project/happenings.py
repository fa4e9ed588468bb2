"""Whether something that a claim names happens in a step, and what a step has of its kind."""

from __future__ import annotations

from pydantic import JsonValue

from tracer.trace import Step
from tracer.values import Value
from tutorial.lesson.claims import Happening
from tutorial.telling import narration
from tutorial.telling.literals import literal, plain


def happens(claim: Happening, step: Step) -> bool:
    """Whether it happens in this step; for a variable, whether it has the value after it."""
    if claim.variable is not None:
        return claim.variable in step.variables and reads(claim.equals, step.variables[claim.variable])
    return getattr(claim, claim.kind) in seen(claim, step)


def seen(claim: Happening, step: Step) -> list[str]:
    """What a step has of a claim's kind, for the claim's client, in order."""
    kind = claim.kind
    if kind == "calls":
        return [name for call in step.calls for name in (*call.through, call.function)]
    if kind == "emits":
        return [emit.event for emit in step.emits if emit.kind == "event"]
    if kind == "raises":
        return [failed.type for failed in narration.failures(step)]
    return [narration.received(one) for one in step.deliveries if claim.client in (None, one.client)]


def reads(written: JsonValue, value: Value) -> bool:
    """Whether an author wrote this value: the value itself, or its text."""
    if isinstance(written, str):
        return written in (plain(value), literal(value))
    return literal(written) == literal(value)


def as_written(written: JsonValue) -> str:
    """The text of a value that an author wrote."""
    return written if isinstance(written, str) else literal(written)
