"""`stepwire schema`: the JSON Schema of lesson files, for editors, or that of traces."""

from __future__ import annotations

import sys

import click

from tutorial.reading.lesson_schema import lesson_schema_text
from tutorial.run.trace_schema import trace_schema_text


@click.command()
@click.option("--trace", "of_traces", is_flag=True, help="Write the schema of a trace's JSON instead.")
def schema(of_traces: bool) -> None:
    """Write the JSON Schema of a lesson file.

    Keep it beside your lessons, and begin each of them with a line for your editor:

    \b
      stepwire schema > lesson.schema.json
      # yaml-language-server: $schema=lesson.schema.json
    """
    sys.stdout.write(trace_schema_text() if of_traces else lesson_schema_text())
