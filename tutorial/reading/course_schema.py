"""The JSON Schema of a course file, for editors: all that an author may write, with a sentence or two on each key."""

from __future__ import annotations

import json

from tutorial.lesson.course_file import CourseFile
from tutorial.reading.draft_7 import DRAFT, Schema, Untitled, draft_7, explain_keys

COURSE_KEYS = {
    "CourseFile": {
        "title": "The course's title, on one line.",
        "summary": "What the course is about, in one or two sentences of Markdown, under the title.",
        "chapters": "The chapters in order. Lessons that no chapter names are shown last.",
    },
    "Chapter": {
        "title": "The chapter's title, on one line.",
        "lessons": "The chapter's lessons in order, by their files' names without the ending: `[first-event, rooms]`.",
        "summary": "What the chapter is about, in one or two sentences of Markdown, under its title.",
    },
}
"""The words for each key, by the name of its model."""


def course_schema() -> Schema:
    """The schema of every course file. Only `load_course` checks that the lessons are there."""
    schema = CourseFile.model_json_schema(schema_generator=Untitled)
    definitions: dict[str, Schema] = schema.pop("$defs")
    for name, model in (("CourseFile", schema), *definitions.items()):
        explain_keys(model, COURSE_KEYS[name])
    return {"$schema": DRAFT, "title": "A Stepwire course", **draft_7(schema), "$defs": draft_7(definitions)}


def course_schema_text() -> str:
    """The schema as the text of `lessons/course.schema.json`."""
    return json.dumps(course_schema(), indent=1, ensure_ascii=False) + "\n"
