"""What is checked: a lesson with its places, the run that must bear it out, and all of its prose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tracer.trace import Trace
from tutorial.lesson import Lesson
from tutorial.loading import Loaded
from tutorial.problems import Problem
from tutorial.where import Loc


@dataclass(frozen=True, slots=True)
class Prose:
    """A text in Markdown and its way from the top of the file. A `block` has paragraphs, headings and pictures."""

    loc: Loc
    text: str
    block: bool


@dataclass(frozen=True, slots=True)
class Subject:
    """A lesson with its places, and its trace."""

    loaded: Loaded
    trace: Trace

    @property
    def lesson(self) -> Lesson:
        return self.loaded.lesson

    def error(self, loc: Loc, what: str, next: str) -> Problem:
        """What is untrue or broken at this place."""
        return self.loaded.where.problem(loc, what, next)

    def warning(self, loc: Loc, what: str, next: str) -> Problem:
        """What is true, and most likely not meant."""
        return self.loaded.where.problem(loc, what, next, "warning")

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
        """What is wrong with words of a text; `nth` says which of several occurrences is meant."""
        where = self.loaded.where
        return Problem(where.path, *where.words(prose.loc, words, nth), what, next, severity)

    def prose(self) -> Iterator[Prose]:
        """Every text of the lesson that is Markdown."""
        lesson = self.lesson
        yield Prose(("summary",), lesson.summary, block=True)
        yield Prose(("flow_note",), lesson.flow_note, block=True)
        yield Prose(("code_note",), lesson.code_note, block=True)
        yield Prose(("transcript",), lesson.transcript, block=True)
        for number, line in enumerate(lesson.snapshot):
            yield Prose(("snapshot", number), line, block=False)
        for number, moment in enumerate(lesson.key_moments):
            yield Prose(("key_moments", number, "question"), moment.question, block=False)
            yield Prose(("key_moments", number, "answer"), moment.answer, block=True)
        for number, question in enumerate(lesson.quiz):
            yield Prose(("quiz", number, "question"), question.question, block=False)
            for stage, hint in enumerate(question.hints):
                yield Prose(("quiz", number, "hints", stage, "text"), hint.text, block=True)
