"""The subject of a check: a lesson with its places, its run, and all of its prose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from tracer.trace import Trace
from tutorial.check.step_sources import sources
from tutorial.lesson.fields import Markdown
from tutorial.lesson.kind_rules import KIND_RULES
from tutorial.lesson.lesson import Lesson
from tutorial.lesson.model import Model
from tutorial.lesson.positions import Loc
from tutorial.lesson.problems import Problem
from tutorial.reading.loading import Loaded


@dataclass(frozen=True, slots=True)
class Prose:
    """A Markdown text and its place in the file. A `block` has paragraphs, headings and pictures."""

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
        """Make a problem of something untrue or broken at this place."""
        return self.loaded.where.problem(loc, what, next)

    def warning(self, loc: Loc, what: str, next: str) -> Problem:
        """Make a problem of something true that nobody is likely to mean."""
        return self.loaded.where.problem(loc, what, next, "warning")

    def action(self, number: int) -> Loc:
        """The place of a step's action; of the whole scenario, where no action is known."""
        return sources(self.lesson.scenario, self.trace.steps)[number]

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

    def prose(self) -> Iterator[Prose]:
        """Every text of the lesson that is Markdown."""
        for prose in _prose(self.lesson, (), ()):
            if not self._is_short_answer(prose.loc):
                yield prose

    def _is_short_answer(self, loc: Loc) -> bool:
        """Whether this answer is compared with what a student types; a model answer is prose."""
        if loc[0] != "quiz" or loc[2:] != ("answer", "text"):
            return False
        return not KIND_RULES[self.lesson.quiz[int(loc[1])].kind].prose


def _prose(part: object, said: Iterable[object], loc: Loc) -> Iterator[Prose]:
    """The Markdown texts in a part of a lesson, given the metadata of its field."""
    if isinstance(part, Model):
        for name, field in type(part).model_fields.items():
            yield from _prose(getattr(part, name), (*field.metadata, field.annotation), (*loc, name))
    elif isinstance(part, tuple):
        for index, item in enumerate(part):
            yield from _prose(item, said, (*loc, index))
    elif isinstance(part, str) and (markdown := markdown_of(said)):
        yield Prose(loc, part, markdown.block)


def markdown_of(said: Iterable[object]) -> Markdown | None:
    """Whether a field's metadata and annotation say that its text, or each text of its list, is Markdown."""
    for one in said:
        found = one if isinstance(one, Markdown) else markdown_of(get_args(one))
        if found is not None:
            return found
    return None
