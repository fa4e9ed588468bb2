"""The head of a lesson's pages, the same in every mode: title, track, summary, and when the run was made."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup

from tutorial.lesson import markdown
from tutorial.lesson.lesson import Lesson
from tutorial.telling.word_list import TERMS
from tutorial.telling.words import visible
from web.parts.material import Material
from web.parts.provenance import day_in_words


@dataclass(frozen=True, slots=True)
class LessonHead:
    """What stands above the parts; `description` is for search engines, `day` the day of the run in words.

    `primer` says what a WebSocket is, where the run has one; a course tells it in its first lesson.
    """

    slug: str
    title: str
    track: str
    minutes: int
    description: str
    summary: Markup
    day: str
    primer: str


def lesson_head(material: Material) -> LessonHead:
    """The head of a lesson."""
    lesson = material.lesson
    return LessonHead(
        slug=material.slug,
        title=lesson.title,
        track=lesson.track,
        minutes=lesson.minutes,
        description=_description(lesson),
        summary=markdown.block(lesson.summary),
        day=day_in_words(material.studied.ran_on),
        primer="" if material.trace.provenance.transport == "polling" else TERMS["websocket"].meaning,
    )


def _description(lesson: Lesson) -> str:
    plain = re.sub(r"[`*_]", "", " ".join(lesson.summary.split()))
    return visible(plain[:300] or f"Step through a real run of “{lesson.title}”.")
