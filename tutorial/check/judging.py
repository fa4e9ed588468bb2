"""Hold claims against the run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tracer.trace import Step, Trace
from tutorial.lesson.claims import VERBS, Claim
from tutorial.lesson.positions import Loc
from tutorial.project.happenings import as_written, happens, seen
from tutorial.telling.literals import plain
from tutorial.telling.words import closest, did_you_mean, quoted, steps


def judge(claim: Claim, trace: Trace, first: Mapping[int, str]) -> Iterator[tuple[Loc, str, str]]:
    """Find what is untrue in a claim: the place in the claim, what the run has, and what to do.

    `first` says what to do about some steps before anybody claims something of them.
    """
    key = "only" if claim.only is not None else "at"
    named = claim.only if claim.only is not None else claim.at or ()
    real = [step.number for step in trace.steps if happens(claim, step)]
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


def _untrue(claim: Claim, step: Step) -> str:
    if claim.variable is not None:
        value = quoted(plain(step.variables.get(claim.variable)))
        return f"{claim.variable} after step {step.number} is {value}, not {quoted(as_written(claim.equals))}"
    there = ", ".join(map(quoted, seen(claim, step))) or "nothing"
    does = f"has {claim.client} receive" if claim.client else VERBS[claim.kind][0]
    return f"step {step.number} {does} {there}, not {quoted(getattr(claim, claim.kind))}"


def _instead(claim: Claim, trace: Trace, real: list[int], key: str) -> str:
    if real:
        return f"it is so in {steps(real)}: write `{key}: [{_list(real)}]`"
    if claim.variable is not None:
        return "it never has that value in this run"
    wanted = getattr(claim, claim.kind)
    all_seen = dict.fromkeys(one for step in trace.steps for one in seen(claim, step))
    close = closest(wanted, all_seen)
    return did_you_mean(close) if close else f"it is never {_done(claim)} in this run"


def _subject(claim: Claim) -> str:
    if claim.variable is not None:
        return f"{claim.variable} is {quoted(as_written(claim.equals))}"
    return f"{quoted(getattr(claim, claim.kind))} is {_done(claim)}"


def _done(claim: Claim) -> str:
    return VERBS[claim.kind][1] + (f" by {claim.client}" if claim.client else "")


def _list(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))
