"""The material for the parts of a lesson's pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import flask
from markupsafe import Markup

from tracer.trace import PhaseKind, Trace
from tutorial.course.studied import Studied
from tutorial.lesson.lesson import Lesson
from tutorial.telling import narration
from web.parts.code import coloured_lines
from web.parts.lines.acting import Acting, acting_lines
from web.parts.lines.line_cache import LineCache, Numbers
from web.parts.lines.phase_lines import PhaseLines, phase_lines
from web.parts.steps import ShownStep, shown_steps

if TYPE_CHECKING:
    from tutorial.lesson.markdown import Refer


@dataclass(frozen=True)
class Material:
    """A studied lesson, and the pieces of it that several parts show; each is worked out once, on first use."""

    studied: Studied
    line_cache: LineCache
    url_for: Callable[..., str] = flask.url_for

    @property
    def slug(self) -> str:
        """The lesson's name in addresses."""
        return self.studied.slug

    @property
    def lesson(self) -> Lesson:
        """The lesson as its author wrote it."""
        return self.studied.lesson

    @property
    def trace(self) -> Trace:
        """The lesson's run."""
        return self.studied.trace

    @cached_property
    def labels(self) -> dict[PhaseKind, str]:
        """The lesson's words for the nine kinds of phases."""
        return narration.CONCEPT_FLOW | self.lesson.concept_flow

    @cached_property
    def steps(self) -> tuple[ShownStep, ...]:
        """The run's steps, placed on the lanes and put into words."""
        return shown_steps(self.trace, self.labels)

    @cached_property
    def code(self) -> tuple[Markup, ...]:
        """The lines of the program, coloured."""
        return coloured_lines(self.lesson.code)

    @cached_property
    def lines(self) -> dict[Numbers, PhaseLines]:
        """The executed lines of every phase that has some."""
        return phase_lines(self.studied, self.line_cache)

    @cached_property
    def acting(self) -> dict[int, Acting]:
        """The lines of the program that act, of every step that has some."""
        return acting_lines(self.studied, self.line_cache)

    @cached_property
    def link(self) -> Refer:
        """The places that references in the lesson's prose lead to."""
        from web.parts.points import refer  # a lesson without prose needs no Markdown

        return refer(self.trace)

    def prose(self, text: str) -> Markup:
        """A longer text of the lesson as HTML."""
        if not text:
            return Markup()
        from tutorial.lesson import markdown  # as above

        return markdown.block(text, self.link)
