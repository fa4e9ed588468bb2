"""Compare the steps that a question names with the step that its query reads."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tutorial.check.asked import Asked, Mismatch
from tutorial.check.named import StepNamed
from tutorial.check.readings import changed
from tutorial.lesson.answers import CellOf, Count, Matching, OrderOf, Query, VariableAfter, WhoMissed, WhoReceived
from tutorial.telling.words import listed, steps

_EARLIER = re.compile(r"\b(?:before|until|begins?|beginning|starts?)\b", re.IGNORECASE)
_LATER = re.compile(r"\b(?:after|next|following|then|once)\b", re.IGNORECASE)
_EVER = re.compile(
    r"\b(?:ever|at any time|at some point|altogether|in total"
    r"|(?:in|during|has|over) (?:the|this) (?:whole |entire )?run)\b",
    re.IGNORECASE,
)
_AT_START = re.compile(r"\b(?:at|in|from) the (?:very )?(?:start|beginning)\b(?! of step)|\binitially\b", re.IGNORECASE)
_AT_END = re.compile(
    r"\b(?:at|in) the (?:very )?end\b(?! of step)|\bfinally\b|\bwhen (?:it|the run) is over\b", re.IGNORECASE
)


_OF_ALL = (Count, WhoReceived, WhoMissed, Matching)
"""The queries that may ask the whole run."""


def steps_differ(asked: Asked) -> Iterator[Mismatch]:
    """Find a step or a time that the words name and the query does not read."""
    named = asked.named.steps
    if asked.reading.steps and named:
        yield from _other_list(asked)
    elif asked.reading.step is not None and asked.named.numbers:
        yield from _other_step(asked)
    elif [step.role for step in named] == ["in"] and isinstance(asked.query, _OF_ALL) and not changed(asked.query):
        yield Mismatch(str(named[0]), "in the whole run", at_step(asked.query, named[0].number))
    if asked.reading.step is not None and not named:
        yield from _other_time(asked)


def _other_step(asked: Asked) -> Iterator[Mismatch]:
    read, named = asked.reading, asked.named
    meant = {number for step in named.steps for number in _meant(asked, step)} | named.shown
    if asked.query.when is not None:  # its steps have other numbers
        meant |= {number + by for number in meant for by in (-1, 1)}
    if read.step not in meant:
        spoken = listed([*named.steps, *(f"step {one}" for one in sorted(named.shown))])
        yield Mismatch(spoken, read.place(), _by_words(asked))


def _meant(asked: Asked, step: StepNamed) -> set[int]:
    """The steps that a question with this step may read: also the one before it, and the one that follows from it."""
    words, number = asked.main.plain, step.number
    column = asked.query.cell if isinstance(asked.query, CellOf) else None
    if step.role == "before":
        return {number - 1, number} if column == "before" else {number - 1}
    if asked.reading.state:
        return {number, number - 1} if step.role == "in" and _EARLIER.search(words) else {number}
    if step.role == "after" or _LATER.search(words):
        return {number, number + 1}
    return {number, number - 1} if _EARLIER.search(words) else {number}


def _by_words(asked: Asked) -> Query | None:
    if len(asked.named.steps) != 1 or asked.query.when is not None:
        return None
    (step,) = asked.named.steps
    return at_step(asked.query, step.number - (step.role == "before"))


def at_step(query: Query, number: int) -> Query:
    """The query, asked of another step."""
    if isinstance(query, WhoReceived):
        return query.model_copy(update={"who_received": query.who_received.model_copy(update={"step": number})})
    if isinstance(query, WhoMissed):
        return query.model_copy(update={"who_missed": query.who_missed.model_copy(update={"step": number})})
    return query.model_copy(update={"after" if isinstance(query, VariableAfter) else "step": number})


def _other_list(asked: Asked) -> Iterator[Mismatch]:
    """Steps to put in order, of which the words name some others."""
    named = {step.number for step in asked.named.steps}
    if isinstance(asked.query, OrderOf) and not named & set(asked.reading.steps):
        yield Mismatch(steps(sorted(named)), f"in {steps(asked.reading.steps)}")


def _other_time(asked: Asked) -> Iterator[Mismatch]:
    """ "Ever", "at the start" and "in the end", when the answer there is another than in the step of the query."""
    words, last = asked.main.plain, len(asked.subject.trace.steps)
    for form, said, query in (
        (_EVER, "the whole run", _whole(asked.query)),
        (_AT_START, "the start", at_step(asked.query, 0) if asked.reading.state else None),
        (_AT_END, "the end", at_step(asked.query, last) if asked.reading.state else None),
    ):
        if query is not None and form.search(words) and _differ(asked, query):
            yield Mismatch(said, asked.reading.place(), query)


def _whole(query: Query) -> Query | None:
    """The query, asked of the whole run."""
    if isinstance(query, WhoReceived):
        return query.model_copy(update={"who_received": query.who_received.model_copy(update={"step": None})})
    if isinstance(query, WhoMissed):
        return query.model_copy(update={"who_missed": query.who_missed.model_copy(update={"step": None})})
    return query.model_copy(update={"step": None}) if isinstance(query, Count) else None


def _differ(asked: Asked, other: Query) -> bool:
    one, two = asked.answer(asked.query), asked.answer(other)
    if two is None:
        return one is not None and asked.query.when is None
    return one is not None and one.real != two.real
