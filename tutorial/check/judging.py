"""Hold claims against the run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import JsonValue

from tracer.trace import Step, Trace
from tracer.values import Value
from tutorial.lesson.claims import VERBS, Claim
from tutorial.lesson.positions import Loc
from tutorial.telling import narration
from tutorial.telling.literals import literal, plain
from tutorial.telling.words import closest, did_you_mean, quoted, steps


def judge(claim: Claim, trace: Trace, first: Mapping[int, str]) -> Iterator[tuple[Loc, str, str]]:
    """Find what is untrue in a claim: the place in the claim, what the run has, and what to do.

    `first` says what to do about some steps before anybody claims something of them.
    """
    key = "only" if claim.only is not None else "at"
    named = claim.only if claim.only is not None else claim.at or ()
    real = [step.number for step in trace.steps if _holds(claim, step)]
    waiting = first if claim.kind != "raises" else {}
    for index, number in enumerate(named):
        if number > len(trace.steps):
            yield (key, index), f"the run has no step {number}", f"it has steps 1 to {len(trace.steps)}"
        elif number not in real:
            instead = waiting.get(number) or _instead(claim, trace, real, key)
            yield (key, index), _untrue(claim, trace.steps[number - 1]), instead
    if claim.only is not None and set(real) - set(named):
        what = f"{_subject(claim)} in {steps(real)}, not only in {steps(list(named)) if named else 'no step'}"
        lacking = (waiting[number] for number in named if number in waiting and number not in real)
        yield ("only",), what, next(lacking, f"write `only: [{_list(real)}]`")


def reads(written: JsonValue, value: Value) -> bool:
    """Whether an author wrote this value: the value itself, or its text."""
    if isinstance(written, str):
        return written in (plain(value), literal(value))
    return literal(written) == literal(value)


def _holds(claim: Claim, step: Step) -> bool:
    if claim.variable is not None:
        return claim.variable in step.variables and reads(claim.equals, step.variables[claim.variable])
    return getattr(claim, claim.kind) in _seen(claim, step)


def _seen(claim: Claim, step: Step) -> list[str]:
    """What a step has of a claim's kind, for the claim's client, in order."""
    kind = claim.kind
    if kind == "calls":
        return [name for call in step.calls for name in (*call.through, call.function)]
    if kind == "emits":
        return [emit.event for emit in step.emits if emit.kind == "event"]
    if kind == "raises":
        return [failed.type for failed in narration.failures(step)]
    return [narration.received(one) for one in step.deliveries if claim.client in (None, one.client)]


def _untrue(claim: Claim, step: Step) -> str:
    if claim.variable is not None:
        value = quoted(plain(step.variables.get(claim.variable)))
        return f"{claim.variable} after step {step.number} is {value}, not {quoted(_text(claim.equals))}"
    seen = ", ".join(map(quoted, _seen(claim, step))) or "nothing"
    does = f"has {claim.client} receive" if claim.client else VERBS[claim.kind][0]
    return f"step {step.number} {does} {seen}, not {quoted(getattr(claim, claim.kind))}"


def _instead(claim: Claim, trace: Trace, real: list[int], key: str) -> str:
    if real:
        return f"it is so in {steps(real)}: write `{key}: [{_list(real)}]`"
    if claim.variable is not None:
        return "it never has that value in this run"
    wanted = getattr(claim, claim.kind)
    all_seen = dict.fromkeys(seen for step in trace.steps for seen in _seen(claim, step))
    close = closest(wanted, all_seen)
    return did_you_mean(close) if close else f"it is never {_done(claim)} in this run"


def _subject(claim: Claim) -> str:
    if claim.variable is not None:
        return f"{claim.variable} is {quoted(_text(claim.equals))}"
    return f"{quoted(getattr(claim, claim.kind))} is {_done(claim)}"


def _done(claim: Claim) -> str:
    return VERBS[claim.kind][1] + (f" by {claim.client}" if claim.client else "")


def _text(written: JsonValue) -> str:
    return written if isinstance(written, str) else literal(written)


def _list(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))
