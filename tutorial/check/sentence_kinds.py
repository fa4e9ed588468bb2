"""Tell of every sentence of a lesson what holds it: it is bound, checked, or the author's word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from tutorial.check.named import NUMBER, named
from tutorial.check.sentences import Sentence, sentences
from tutorial.check.subject import Subject
from tutorial.check.vocabulary import KINDS
from tutorial.lesson.answers import Typed
from tutorial.lesson.claims import Claim
from tutorial.lesson.kind_rules import KIND_RULES
from tutorial.telling import narration
from tutorial.telling.literals import literal

SentenceKind = Literal["bound", "checked", "the author's word"]
SENTENCE_KINDS: tuple[SentenceKind, ...] = get_args(SentenceKind)

_COUNTS = re.compile(rf"\b{NUMBER}\s+(?:clients|handlers)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Held:
    """A sentence with its place in the file, and what holds it."""

    line: int
    column: int
    kind: SentenceKind
    text: str


def held(*subjects: Subject) -> Iterator[Held]:
    """Every sentence of a lesson, in the order of the file; each subject has those that speak of its run."""
    found = (
        Held(*_place(subject, sentence), kind_of(subject, sentence), sentence.text)
        for subject in subjects
        for text in subject.prose()
        for sentence in sentences(text)
    )
    yield from sorted(found, key=lambda one: (one.line, one.column))


def kind_of(subject: Subject, sentence: Sentence) -> SentenceKind:
    """What holds a sentence.

    `bound`: a reference, a claim or a query does. `checked`: its names, numbers and quotations were held against the
    program and the run. Anything else is `the author's word`.
    """
    if sentence.prose.loc[-1] == "says":  # of a belief, of what is so, of a statement: claims hold it, or break it
        return "bound"
    if sentence.references or _is_asked(subject, sentence) or _is_claimed(subject, sentence):
        return "bound"
    said = named(sentence, subject.vocabulary)
    names = any(getattr(said.names, kind) for kind in KINDS)
    if sentence.codes or said.steps or said.lines or said.columns or names or _COUNTS.search(sentence.plain):
        return "checked"
    return "checked" if any(_is_in_run(subject, quote) for quote in sentence.quotes) else "the author's word"


def _is_asked(subject: Subject, sentence: Sentence) -> bool:
    """Whether a sentence asks what the query of its question reads, or names the places of its hint."""
    loc = sentence.prose.loc
    if loc[0] != "quiz":
        return False
    question = subject.lesson.quiz[int(loc[1])]
    if loc[2] == "hints":
        points = question.hints[int(loc[3])].points
        said = named(sentence, subject.vocabulary)
        return bool(points) and bool(sentence.codes or sentence.quotes or said.steps or said.columns)
    asks = sentence.asks or KIND_RULES[question.kind].reads
    return loc[2] == "question" and asks and not isinstance(question.answer, Typed)


def _is_claimed(subject: Subject, sentence: Sentence) -> bool:
    """Whether a claim of its key moment speaks of the same."""
    loc = sentence.prose.loc
    if loc[0] != "key_moments":
        return False
    said = named(sentence, subject.vocabulary)
    names = {name for kind in KINDS for name in getattr(said.names, kind)}
    return any(
        names & _names_of(claim) or said.numbers & {*(claim.at or ()), *(claim.only or ())}
        for claim in subject.lesson.key_moments[int(loc[1])].claims
    )


def _names_of(claim: Claim) -> set[str]:
    received = re.findall(r"'([^']+)'", claim.receives or "")
    return {name for name in (claim.calls, claim.emits, claim.raises, claim.variable, claim.client, *received) if name}


def _is_in_run(subject: Subject, quote: str) -> bool:
    rows = (narration.row(step) for step in subject.trace.steps)
    values = (literal(value) for step in subject.trace.steps for value in step.variables.values())
    return any(quote in cell for row in rows for cell in row.cells.values()) or any(quote in value for value in values)


def _place(subject: Subject, sentence: Sentence) -> tuple[int, int]:
    """Where a sentence begins: its first words are looked for."""
    where, loc = subject.loaded.where, sentence.prose.loc
    first = re.split(r"[`*_\[{]", sentence.text)[0].strip() or sentence.text
    return where.words(loc, first, sentence.before.count(first))
