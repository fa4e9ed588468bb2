"""A question as it is checked: the words that ask, those of a change, those that only lead to it, and its reading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from tutorial.check.named import Named, joined, named
from tutorial.check.prose import Prose
from tutorial.check.readings import Reading, changed, reading
from tutorial.check.sentences import Sentence, sentences
from tutorial.check.subject import Subject
from tutorial.lesson.answers import Query, StepWhere
from tutorial.lesson.problems import LessonError
from tutorial.lesson.questions import Question
from tutorial.lesson.references import Reference
from tutorial.quiz.answered import Answered
from tutorial.quiz.answering import runs_of
from tutorial.quiz.queries import ask
from tutorial.quiz.run_answer import RunAnswer, UnanswerableError, step_number

_CONDITION = re.compile(r"\b(?:if|without|suppose|had|were|when)\b", re.IGNORECASE)
_WHEN = re.compile(r"\b(?:end|ends|ended|finally|last|now|start|starts?|begin\w*|first|over)\b", re.IGNORECASE)
_BACK = re.compile(r"\b(?:then|there|that step|by now|he|she|him)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A difference between words and what they ask: what the words speak of, and what is read instead.

    `by_words` is what the query would be by the words, where that can be told.
    """

    speaks: str
    instead: str
    by_words: Query | None = None


@dataclass(frozen=True)
class Asked:
    """A question of a lesson, with its place in the quiz."""

    subject: Subject
    index: int
    question: Question

    @property
    def query(self) -> Query:
        return self.question.answer

    @property
    def answered(self) -> Answered | None:
        """The question with the run's answer; None, if it has a problem."""
        found = self.subject.quiz[self.index]
        return found if isinstance(found, Answered) else None

    @cached_property
    def reading(self) -> Reading:
        return reading(self.query, self.subject.vocabulary)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        return tuple(sentences(Prose(("quiz", self.index, "question"), self.question.question, block=False)))

    @cached_property
    def asking(self) -> Sentence:
        """The last sentence that asks; the last one, if none does."""
        asks = [sentence for sentence in self.sentences if sentence.asks]
        return (asks or [*self.sentences])[-1]

    @cached_property
    def _clauses(self) -> tuple[str, str]:
        """What asks, and the condition of a changed run."""
        text = self.asking.text
        found = _CONDITION.search(self.asking.plain) if changed(self.query) else None
        if found is None:
            return text, ""
        comma = self.asking.plain.find(",", found.end())
        until = comma if comma >= 0 else len(text)
        return f"{text[: found.start()]} {text[until:]}", text[found.start() : until]

    @cached_property
    def main(self) -> Sentence:
        """What asks, without the condition of a changed run."""
        return replace(self.asking, text=self._clauses[0], references=self._references(self._clauses[0]))

    @cached_property
    def condition(self) -> Sentence:
        return replace(self.asking, text=self._clauses[1], references=self._references(self._clauses[1]))

    @cached_property
    def named(self) -> Named:
        """What the words that ask name; of steps and clients that they only point back to, the one told before."""
        own = named(self.main, self.subject.vocabulary)
        context = [named(one, self.subject.vocabulary) for one in self.sentences if one is not self.asking]
        if not context:
            return own
        before, points_back = joined(*context), bool(_BACK.search(self.main.plain))
        if not own.numbers and (points_back or not _WHEN.search(self.main.plain)):
            own = replace(own, steps=before.steps, shown=before.shown)
        if not own.names.clients and re.search(r"\b(?:he|she|him)\b", self.main.plain):
            own = replace(own, names=replace(own.names, clients=before.names.clients))
        return own

    @cached_property
    def answer_steps(self) -> tuple[int, ...]:
        """The steps that are the answer to a question for steps of the run."""
        if self.answered is None or not isinstance(self.query, StepWhere) or self.query.when is not None:
            return ()
        numbers = (step_number(one.text) for one in self.answered.run_answer.right)
        return tuple(number for number in numbers if number is not None)

    def answer(self, query: Query) -> RunAnswer | None:
        """What the run answers to a query; None, when it has no answer."""
        try:
            of = self.subject
            runs = runs_of(of.loaded, of.trace, of.replays, ("quiz", self.index))
            return ask(query, runs, several=True)
        except (UnanswerableError, LessonError, ValueError):
            return None

    def _references(self, text: str) -> tuple[Reference, ...]:
        return tuple(one for one in self.asking.references if one.written in text)


def questions(subject: Subject) -> Iterator[Asked]:
    """Each question of a lesson."""
    return (Asked(subject, index, question) for index, question in enumerate(subject.lesson.quiz))
