"""`stepwire schema`: the JSON Schema of lesson files or of course files, for editors, or that of traces."""

from __future__ import annotations

import sys

import click

from tutorial.reading.course_schema import course_schema_text
from tutorial.reading.lesson_schema import lesson_schema_text
from tutorial.run.trace_schema import trace_schema_text

_TEXTS = {"lesson": lesson_schema_text, "course": course_schema_text, "trace": trace_schema_text}


@click.command()
@click.option("--course", "what", flag_value="course", help="Write the schema of a course file instead.")
@click.option("--trace", "what", flag_value="trace", help="Write the schema of a trace's JSON instead.")
def schema(what: str | None) -> None:
    """Write the JSON Schema of a lesson file.

    Keep it beside your lessons, and begin each of them with a line for your editor:

    \b
      stepwire schema > lesson.schema.json
      # yaml-language-server: $schema=lesson.schema.json
    """
    sys.stdout.write(_TEXTS[what or "lesson"]())
