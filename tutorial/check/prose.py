"""The prose of a lesson: each of its texts that is Markdown, with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, get_args

from tutorial.lesson.fields import Markdown
from tutorial.lesson.kind_rules import KIND_RULES
from tutorial.lesson.lesson import Lesson
from tutorial.lesson.model import Model
from tutorial.lesson.positions import Loc
from tutorial.lesson.which_run import WhichRun

SpokenOf = WhichRun | Literal["project"]
"""What a text speaks of: a run of the lesson, or the programs of its project."""


@dataclass(frozen=True, slots=True)
class Prose:
    """A Markdown text and its place in the file. A `block` has paragraphs, headings and pictures.

    It speaks of a `run`. Where it is meant to be `false`, nobody holds it against that run.
    """

    loc: Loc
    text: str
    block: bool
    run: SpokenOf = "lesson"
    false: bool = False


def prose(lesson: Lesson) -> Iterator[Prose]:
    """Every text of a lesson that is Markdown."""
    for text in _prose(lesson, (), ()):
        if not _is_short_answer(lesson, text.loc):
            run, false = _spoken_of(lesson, text.loc)
            yield replace(text, run=run, false=false)


def _spoken_of(lesson: Lesson, loc: Loc) -> tuple[SpokenOf, bool]:
    """The run that a text speaks of, and whether it is meant to be false of it."""
    if loc[0] == "project":
        return "project", False
    if loc[0] == "why":
        return "why", False
    if loc[0] == "misconceptions":
        return lesson.misconceptions[int(loc[1])].counter, loc[2] == "belief"
    if loc[0] == "statements":
        statement = lesson.statements[int(loc[1])]
        return statement.run, loc[2] == "says" and not statement.holds
    return "lesson", False


def _is_short_answer(lesson: Lesson, loc: Loc) -> bool:
    """Whether this answer is compared with what a student types; a model answer is prose."""
    if loc[0] != "quiz" or loc[2:] != ("answer", "text"):
        return False
    return not KIND_RULES[lesson.quiz[int(loc[1])].kind].prose


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
