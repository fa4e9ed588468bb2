"""The JSON Schema of a trace, made of the trace's types; `python -m tutorial.run.trace_schema` prints it."""

from __future__ import annotations

import json
import sys
from typing import Any

from pydantic import TypeAdapter

from tracer.trace import FORMAT, Trace


def trace_schema() -> dict[str, Any]:
    """The schema (draft 2020-12) of every trace's JSON. `tracer.values` says what a value may be."""
    schema = TypeAdapter(Trace).json_schema(mode="serialization")
    schema["properties"]["format"] = {"const": FORMAT, "type": "integer"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A Stepwire trace",
        **{key: value for key, value in schema.items() if key != "title"},
    }


def trace_schema_text() -> str:
    """The schema as the text of `docs/trace.schema.json`."""
    return json.dumps(trace_schema(), indent=1) + "\n"


if __name__ == "__main__":
    sys.stdout.write(trace_schema_text())
