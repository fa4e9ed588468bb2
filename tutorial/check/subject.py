"""The subject of a check: a lesson with its places, its run, and all of its sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from tracer.trace import Trace
from tutorial.check.prose import Prose, SpokenOf, prose
from tutorial.check.sentences import Sentence, sentences
from tutorial.check.step_facts import StepFacts, facts
from tutorial.check.step_sources import sources
from tutorial.check.vocabulary import Vocabulary, vocabulary
from tutorial.lesson.lesson import Lesson
from tutorial.lesson.positions import Loc
from tutorial.lesson.problems import Problem
from tutorial.quiz.answered import Answered
from tutorial.quiz.answering import answer_each
from tutorial.quiz.changed_run import ChangedRuns
from tutorial.reading.loading import Loaded


@dataclass(frozen=True)
class Subject:
    """A lesson with its places, its trace, and what plays its changed runs.

    `run` says which of the lesson's runs the trace is. Its prose is what speaks of that run.
    """

    loaded: Loaded
    trace: Trace
    replays: ChangedRuns | None = None
    run: SpokenOf = "lesson"

    @property
    def lesson(self) -> Lesson:
        return self.loaded.lesson

    def of(self, trace: Trace) -> Subject:
        """The same lesson with another run."""
        return replace(self, trace=trace)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The names of the lesson, its program and its run."""
        return vocabulary(self.lesson, self.trace)

    @cached_property
    def facts(self) -> tuple[StepFacts, ...]:
        """The texts and numbers of each step."""
        return facts(self.trace, self.lesson.code)

    def error(self, loc: Loc, what: str, next: str) -> Problem:
        """Make a problem of something untrue or broken at this place."""
        return self.loaded.where.problem(loc, what, next)

    def warning(self, loc: Loc, what: str, next: str) -> Problem:
        """Make a problem of something true that nobody is likely to mean."""
        return self.loaded.where.problem(loc, what, next, "warning")

    @cached_property
    def quiz(self) -> tuple[Answered | tuple[Problem, ...], ...]:
        """Each question with its answer from the run, or what is wrong with it."""
        return tuple(answer_each(self.loaded, self.trace, self.replays))

    def action(self, number: int) -> Loc:
        """The place of a step's action; of the whole scenario, where no action is known."""
        return sources(self.lesson.scenario, self.trace.steps)[number]

    def at_line(self, line: int, what: str, next: str, *, severity: Literal["error", "warning"] = "warning") -> Problem:
        """Make a problem of a line of the program."""
        text = self.lesson.code.split("\n")[line - 1]
        place = self.loaded.where.code(line, len(text) - len(text.lstrip()) + 1)
        return Problem(self.loaded.where.path, *place, what, next, severity)

    def at_words(
        self,
        prose: Prose,
        words: str,
        what: str,
        next: str,
        *,
        nth: int = 0,
        severity: Literal["error", "warning"] = "error",
    ) -> Problem:
        """Make a problem of words in a text. `nth` says which occurrence of the words."""
        where = self.loaded.where
        return Problem(where.path, *where.words(prose.loc, words, nth), what, next, severity)

    def sentences_at(self, loc: Loc) -> tuple[Sentence, ...]:
        """The sentences of the text at this place."""
        return tuple(one for one in self.sentences if one.prose.loc == loc)

    def in_sentence(self, sentence: Sentence, words: str, what: str, next: str) -> Problem:
        """Warn of words in a sentence."""
        nth = sentence.before.count(words)
        return self.at_words(sentence.prose, words, what, next, nth=nth, severity="warning")

    def prose(self) -> Iterator[Prose]:
        """Every text of the lesson that is Markdown and speaks of this run."""
        yield from self._prose

    @cached_property
    def _prose(self) -> tuple[Prose, ...]:
        return tuple(text for text in prose(self.lesson) if text.run == self.run)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Every sentence of the texts that is meant to be true, in order."""
        return tuple(one for text in self.prose() if not text.false for one in sentences(text))

    @property
    def stating(self) -> Iterator[Sentence]:
        """The sentences that state something. A question asks, and a statement to judge may be false."""
        for one in self.sentences:
            if one.prose.loc[0] != "quiz" or one.prose.loc[2] != "question":
                yield one
