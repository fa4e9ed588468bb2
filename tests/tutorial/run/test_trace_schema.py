"""The JSON Schema of a trace: the one in docs is the one of the code, and traces hold to it."""

from __future__ import annotations

import json

import jsonschema
import pytest

from tests.tutorial.lessons import REFERENCE, ROOT
from tutorial.reading.loading import load
from tutorial.run.runner import Runner
from tutorial.run.trace_schema import trace_schema, trace_schema_text

KEPT = ROOT / "docs" / "trace.schema.json"


def test_the_schema_in_docs_is_the_one_of_the_code() -> None:
    remedy = "write it anew: .venv/bin/python -m tutorial.run.trace_schema > docs/trace.schema.json"
    assert KEPT.read_text(encoding="utf-8") == trace_schema_text(), remedy


def test_the_schema_itself_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(trace_schema())


def test_the_reference_trace_holds_to_it_and_a_changed_one_does_not(runner: Runner) -> None:
    trace = json.loads(runner.run(load(REFERENCE)).trace.to_json())
    jsonschema.validate(trace, trace_schema())
    trace["steps"][0]["phases"][0]["kind"] = "thinks"
    with pytest.raises(jsonschema.ValidationError, match="thinks"):
        jsonschema.validate(trace, trace_schema())
