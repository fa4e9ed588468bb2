"""What a course file says, typed and frozen: the title of a course, and its chapters with their lessons in order."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, Strict

from tutorial.lesson.fields import Markdown, OneLine
from tutorial.lesson.model import Model


class Chapter(Model):
    """Lessons that belong together, by their slugs, in the order in which to take them."""

    title: Annotated[OneLine, Field(description="the chapter's title in one line")]
    lessons: Annotated[
        tuple[str, ...],
        Strict(False),
        Field(min_length=1, description="a list of lessons, such as `[first-event, rooms]`"),
    ]
    summary: Annotated[str, Markdown(block=True)] = ""


class CourseFile(Model):
    """A whole course. An author must write `title`; lessons that no chapter names come last."""

    title: Annotated[OneLine, Field(description="the course's title in one line")]
    summary: Annotated[str, Markdown(block=True)] = ""
    chapters: Annotated[
        tuple[Chapter, ...],
        Strict(False),
        Field(description="a list of mappings with `title` and `lessons`"),
    ] = ()
