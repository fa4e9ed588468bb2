"""Gathers the executed lines of each phase that a page carries."""

from __future__ import annotations

from dataclasses import dataclass

from tutorial.course.studied import Studied
from tutorial.telling.line_story import Window
from web.parts.lines.line_cache import LineCache, Numbers

SHORT_CALL = 60
"""Lines of a call that stand in the page; a longer call has pages of its own."""

_MOST_CARRIED = 600
"""Lines of calls in a page in all."""


@dataclass(frozen=True, slots=True)
class PhaseLines:
    """The lines of a phase's call: their number, a note on lines left out, and all lines when they are few.

    Where `window` is None, readers go to pages of lines and the stepper fetches windows.
    """

    total: int
    note: str
    window: Window | None


def phase_lines(studied: Studied, line_cache: LineCache) -> dict[Numbers, PhaseLines]:
    """The lines of every phase that has some. The page carries the lines of short calls, up to a limit."""
    lines, carried = {}, 0
    for numbers in ((step.number, phase) for step in studied.trace.steps for phase in range(1, len(step.phases) + 1)):
        story = line_cache.story(studied, numbers)
        if story is None:
            continue
        few = story.total <= SHORT_CALL and carried + story.total <= _MOST_CARRIED
        carried += story.total if few else 0
        lines[numbers] = PhaseLines(story.total, story.note, story.window(0, story.total) if few else None)
    return lines
