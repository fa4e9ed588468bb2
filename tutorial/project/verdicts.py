"""Holds what a test demands against a run, and tells the real value and the step where it fails.

Pure: a test and a trace in, verdicts out. The check calls it, and so does the lab, in the student's browser.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tracer.trace import Raised, Step, Trace
from tutorial.lesson.project import ProjectClaim, ProjectTest
from tutorial.project.claim_words import made, sentence, text
from tutorial.project.happenings import happens, seen
from tutorial.telling import narration
from tutorial.telling.literals import plain
from tutorial.telling.words import listed, steps


@dataclass(frozen=True, slots=True)
class ClaimVerdict:
    """What a run says of a claim. Of one that fails, `message` tells what is real, and `step` where to look."""

    says: str
    holds: bool
    message: str = ""
    step: int | None = None


def judge(test: ProjectTest, trace: Trace) -> tuple[ClaimVerdict, ...]:
    """Hold each claim of a test against the trace of its scenario."""
    return tuple(_verdict(claim, trace) for claim in test.claims)


def passed(verdicts: Iterable[ClaimVerdict]) -> bool:
    """Whether every claim holds."""
    return all(one.holds for one in verdicts)


def _verdict(claim: ProjectClaim, trace: Trace) -> ClaimVerdict:
    found = min(_wrong(claim, trace), default=None)
    if found is None:
        return ClaimVerdict(sentence(claim), holds=True)
    number, what = found
    message = what if claim.says in (None, made(claim)) else f"{what} Expected: {made(claim)}"
    return ClaimVerdict(sentence(claim), holds=False, message=message, step=number)


def _wrong(claim: ProjectClaim, trace: Trace) -> Iterator[tuple[int, str]]:
    """The steps that do not bear a claim out, each with what is real."""
    if claim.nobody_but is not None:
        return _by_others(claim, trace)
    if claim.variable is not None and claim.after is not None:
        return _lacking(claim, (claim.after,), trace)
    if claim.after is not None:
        return _not_yet(claim, claim.after, trace)
    return _at(claim, trace)


def _at(claim: ProjectClaim, trace: Trace) -> Iterator[tuple[int, str]]:
    """Steps that lack it, and those that have it beside the only ones."""
    named = claim.only if claim.only is not None else claim.at or ()
    if claim.only is not None:
        for step in trace.steps:
            if step.number not in named and happens(claim, step):
                others = f", and not in {steps(named)} only" if named else ""
                yield step.number, f"{_in(step)} {_does(claim, step)}{others}."
    yield from _lacking(claim, named, trace)


def _lacking(claim: ProjectClaim, named: Iterable[int], trace: Trace) -> Iterator[tuple[int, str]]:
    for number in named:
        if number > len(trace.steps):
            yield _no_step(number, trace)
        elif not happens(claim, trace.steps[number - 1]):
            step = trace.steps[number - 1]
            yield (
                number,
                _joined(f"{_in(step)} {_real(claim, step)}", *_elsewhere(claim, step, trace), *_why([step])),
            )


def _not_yet(claim: ProjectClaim, last: int, trace: Trace) -> Iterator[tuple[int, str]]:
    """Nothing up to a step bears it out."""
    if last > len(trace.steps):
        yield _no_step(last, trace)
        return
    until = trace.steps[:last]
    if not any(happens(claim, step) for step in until):
        there = [one for step in until for one in seen(claim, step)]
        what = f"After step {last} {_has(claim, there)}"
        yield last, _joined(what, *_elsewhere(claim, until[-1], trace), *_why(until))


def _by_others(claim: ProjectClaim, trace: Trace) -> Iterator[tuple[int, str]]:
    """Steps in which others receive it, too."""
    kept = claim.nobody_but or ()
    named = claim.at or range(1, (claim.after or len(trace.steps)) + 1)
    for number in named:
        if number > len(trace.steps):
            yield _no_step(number, trace)
            return
        step = trace.steps[number - 1]
        others = _receivers(claim, step, without=kept)
        if others:
            yield number, f"{_in(step)} {_receive(others)} {text(claim.receives or '')}{', too' if kept else ''}."


def _no_step(number: int, trace: Trace) -> tuple[int, str]:
    last = len(trace.steps)
    return last, f"This run has no step {number}: it ends with step {last}."


def _in(step: Step) -> str:
    """A step and what set it off: `In step 3 (Ada sends 'Hi')`."""
    return f"In step {step.number} ({narration.trigger(step)})"


def _does(claim: ProjectClaim, step: Step) -> str:
    """What a step has, though it should not."""
    if claim.variable is not None:
        return f"{claim.variable} is {text(plain(step.variables[claim.variable]))}"
    if claim.kind == "calls":
        return f"{claim.calls} is called"
    if claim.kind == "emits":
        return f"the server emits {text(claim.emits or '')}"
    if claim.kind == "raises":
        return f"the program raises {claim.raises}"
    who = [claim.client] if claim.client else _receivers(claim, step)
    return f"{_receive(who)} {text(claim.receives or '')}"


def _real(claim: ProjectClaim, step: Step) -> str:
    """What a step has in the place of what is demanded."""
    if claim.variable is not None:
        if claim.variable not in step.variables:
            return f"nobody watches {claim.variable}"
        return f"{claim.variable} becomes {text(plain(step.variables[claim.variable]))}"
    there = seen(claim, step)
    if claim.kind == "calls":
        return f"{listed(dict.fromkeys(there))} is called" if there else "no function of the program is called"
    if claim.kind == "emits":
        return f"the server emits {_texts(there)}"
    if claim.kind == "raises":
        return "no exception is raised" if not there else f"the program raises {listed(dict.fromkeys(there))}"
    return f"{claim.client} receives {_texts(there)}" if claim.client else f"the clients receive {_texts(there)}"


def _has(claim: ProjectClaim, there: list[str]) -> str:
    """What there has been up to a step."""
    names = listed(dict.fromkeys(there)) if there else ""
    if claim.kind == "calls":
        return f"only {names} has been called" if there else "no function of the program has been called"
    if claim.kind == "emits":
        return f"the server has emitted {_texts(there)}"
    if claim.kind == "raises":
        return f"the program has raised {names}" if there else "no exception has been raised"
    return (
        f"{claim.client} has received {_texts(there)}" if claim.client else f"the clients have received {_texts(there)}"
    )


def _elsewhere(claim: ProjectClaim, step: Step, trace: Trace) -> Iterator[str]:
    """Who receives it instead, or the later step that has it."""
    if claim.client is not None:
        others = _receivers(claim, step, without=(claim.client,))
        if others:
            yield f"{_receive(others)} {text(claim.receives or '')}"
    later = next((one.number for one in trace.steps[step.number :] if happens(claim, one)), None)
    if later is not None:
        yield f"it comes in step {later}"


def _why(steps_: Sequence[Step]) -> Iterator[str]:
    """What may be why: nobody listens for the event of the last step; the last exception of these steps."""
    last = steps_[-1].trigger
    if last.kind == "event" and not steps_[-1].calls:
        yield f"no function is called for '{last.event}'"
    found = [
        (step, call.function, call.outcome)
        for step in steps_
        for call in step.calls
        if isinstance(call.outcome, Raised)
    ]
    for step, function, outcome in found[-1:]:
        place = f" at line {outcome.line}" if outcome.line else ""
        yield f"in step {step.number} {function} raises {narration.failure(outcome)}{place}"


def _receivers(claim: ProjectClaim, step: Step, without: Iterable[str] = ()) -> list[str]:
    out = set(without)
    got = [one.client for one in step.deliveries if narration.received(one) == claim.receives]
    return [one for one in dict.fromkeys(got) if one not in out]


def _receive(who: list[str]) -> str:
    return f"{listed(who)} {'receives' if len(who) == 1 else 'receive'}"


def _texts(there: list[str]) -> str:
    return listed(map(text, dict.fromkeys(there))) if there else "nothing"


def _joined(*parts: str) -> str:
    return "; ".join(parts) + "."
