"""Check a question's words: they name the step and client of its answer, and the page still covers the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tutorial.check.subject import Subject
from tutorial.lesson.answers import Query, VariableAfter
from tutorial.lesson.problems import Problem
from tutorial.lesson.questions import Question

_LIST = r"\s*(?:,|–|-|and|or|to|until)\s*[0-9]"
_STEP = re.compile(r"\bstep[\s*_]+([0-9]{1,4})\b", re.IGNORECASE)
_STEPS = re.compile(rf"\bsteps[\s*_]+[0-9]|\bstep[\s*_]+[0-9]+{_LIST}", re.IGNORECASE)
_PLACE = re.compile(r"\{\s*(?:cell\s+([0-9]+)|value\s[^{}]*?\safter\s+([0-9]+))")
_EARLIER = re.compile(r"\b(?:before|until|begins?|beginning|starts?)\b", re.IGNORECASE)
_LATER = re.compile(r"\b(?:after|next|following|then|once)\b", re.IGNORECASE)
_OTHERS = re.compile(r"\b(?:others?|else|everyone|everybody|all|both|each)\b", re.IGNORECASE)
_CODE = re.compile(r"(`+).*?\1|“[^”]*”")


@dataclass(frozen=True, slots=True)
class _Read:
    """The one place of an answer: a step (0 is the start), and a client."""

    step: int | None
    client: str | None
    state: bool

    def step_words(self) -> str:
        if self.step == 0:
            return "at the start"
        return f"{'after' if self.state else 'in'} step {self.step}"


def check_wording(subject: Subject) -> Iterator[Problem]:
    """Find questions that speak of another step or client than their answer, or whose answer is seen already."""
    last = len(subject.trace.steps)
    for index, question in enumerate(subject.lesson.quiz):
        read = _read(question.answer)
        speaks, instead = _disagree(question, read, subject.lesson.clients)
        if speaks:
            what = f"the question speaks of {' and '.join(speaks)}, its answer is read {' '.join(instead)}"
            yield subject.warning(("quiz", index, "answer"), what, "make them agree")
        if question.after is not None and read.step is not None and read.step <= question.after <= last:
            stands = "at the start" if read.step == 0 else f"in step {read.step}"
            what = f"asked after step {question.after}, but its answer stands {stands}, which is seen by then"
            sooner = f"ask it after step {read.step - 1}, or " if read.step > 1 else ""
            yield subject.warning(("quiz", index, "after"), what, f"{sooner}leave 'after' out")


def _read(query: Query) -> _Read:
    """Changed runs, lists of steps, and answers that are steps or clients are not checked."""
    if query.when is not None:
        return _Read(None, None, state=False)
    of = getattr(query, "who_received", None) or getattr(query, "who_missed", None) or query
    step = query.after if isinstance(query, VariableAfter) else getattr(of, "step", None)
    client = getattr(query, "received_by", None) or getattr(query, "client", None)
    return _Read(step, client, state=isinstance(query, VariableAfter))


def _disagree(question: Question, read: _Read, clients: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """What the question names, and what its answer names instead."""
    speaks, instead = [], []
    step = _named_step(question.question)
    if step is not None and read.step is not None and read.step not in _meant(step, question, read):
        speaks.append(f"step {step}")
        instead.append(read.step_words())
    client = _named_client(question.question, clients)
    if client is not None and read.client is not None and read.client != client:
        speaks.append(client)
        instead.append(f"for {read.client}")
    return speaks, instead


def _named_step(text: str) -> int | None:
    """The only step that a text names; None when it names several, or none."""
    named = {int(number) for number in _STEP.findall(text)}
    places = {int(cell or value) for cell, value in _PLACE.findall(text)}
    return named.pop() if len(named) == 1 and places <= named and not _STEPS.search(text) else None


def _meant(step: int, question: Question, read: _Read) -> set[int]:
    """The steps that a question with this step may mean: also the one before it, and those that follow from it."""
    meant = {step}
    if _EARLIER.search(question.question):
        meant.add(step - 1)
    if not read.state and _LATER.search(question.question):
        meant.add(step + 1)
    return meant


def _named_client(text: str, clients: tuple[str, ...]) -> str | None:
    """The only client that a text names, outside code and quotations and not just as an owner."""
    plain = re.sub(r"[*_]", " ", _CODE.sub(" ", text))
    if _OTHERS.search(plain) or any(len(name) < 2 for name in clients):
        return None
    named = [name for name in clients if re.search(rf"(?<!\w){re.escape(name)}(?![\w’'])", plain)]
    return named[0] if len(named) == 1 else None
