"""Misconceptions as pages show them: the belief in a student's words, the run that breaks it, and what is so."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from tutorial.course.course import Studied
from tutorial.course.told_runs import Refuted
from tutorial.lesson import markdown
from tutorial.lesson.changes import Change
from tutorial.lesson.which_run import RunClaim
from tutorial.quiz.changed_run import words
from tutorial.telling import narration
from tutorial.telling.literals import literal
from tutorial.telling.words import visible
from web.parts.points import refer, refer_elsewhere

_MOST_ROWS = 6


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A step of the run that breaks the belief: what set it off, what was done, who got what, and claimed values."""

    number: int
    trigger: str
    action: str
    receives: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ShownBelief:
    """A misconception: `run` says which run breaks it."""

    id: str
    says: Markup
    run: str
    rows: tuple[ShownRow, ...]
    so: Markup


def shown_belief(studied: Studied, refuted: Refuted) -> ShownBelief:
    """A misconception with those rows of its run of which its claims speak."""
    one, own = refuted.misconception, refuted.misconception.counter == "lesson"
    link = refer(studied.trace) if own else refer_elsewhere(refuted.trace)
    return ShownBelief(
        id=one.id,
        says=markdown.inline(one.belief.says, link),
        run=_run(one.counter, studied),
        rows=_rows(refuted),
        so=markdown.block(one.so.says, link),
    )


def belief_behind(studied: Studied, name: str) -> ShownBelief | None:
    """The misconception with this id; None, when no run has broken it."""
    found = next((one for one in studied.refuted if one.misconception.id == name), None)
    return shown_belief(studied, found) if found else None


def _run(counter: object, studied: Studied) -> str:
    if isinstance(counter, Change):
        return f"In the run {words(counter, studied.trace)}"
    return "In the run of this lesson" if counter == "lesson" else "In the run of the program that fails"


def _rows(refuted: Refuted) -> tuple[ShownRow, ...]:
    """The steps that claims name; the first ones, when none does."""
    claims = (*refuted.misconception.belief.claims, *refuted.misconception.so.claims)
    named = {number for claim in claims for number in (*(claim.at or ()), *(claim.only or ()))}
    steps = [step for step in refuted.trace.steps if step.number in named] or refuted.trace.steps
    return tuple(_row(refuted, step.number, claims) for step in steps[:_MOST_ROWS])


def _row(refuted: Refuted, number: int, claims: tuple[RunClaim, ...]) -> ShownRow:
    step = refuted.trace.steps[number - 1]
    cells = narration.row(step).cells
    names = dict.fromkeys(claim.variable for claim in claims if claim.variable in step.variables)
    values = tuple((visible(name), visible(literal(step.variables[name]))) for name in names if name)
    return ShownRow(number, visible(cells["trigger"]), visible(cells["action"]), visible(cells["receives"]), values)
