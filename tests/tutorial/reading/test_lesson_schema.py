"""The JSON Schema of a lesson file: the one in lessons is the code's, it explains every key, and lessons hold to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from tests.tutorial.lessons import ROOT
from tutorial.cli.main import main
from tutorial.course.course import lesson_files
from tutorial.reading.lesson_schema import lesson_schema, lesson_schema_text
from tutorial.reading.yaml_source import read
from tutorial.run.trace_schema import trace_schema_text

KEPT = ROOT / "lessons" / "lesson.schema.json"
VALIDATOR = jsonschema.Draft7Validator(lesson_schema())
LEAST = {"title": "A test", "code": "x = 1", "scenario": ["connect"]}


def test_the_schema_in_lessons_is_the_one_of_the_code() -> None:
    remedy = "write it anew: .venv/bin/stepwire schema > lessons/lesson.schema.json"
    assert KEPT.read_text(encoding="utf-8") == lesson_schema_text(), remedy


def test_the_command_writes_either_schema() -> None:
    assert CliRunner().invoke(main, ["schema"]).stdout == lesson_schema_text()
    assert CliRunner().invoke(main, ["schema", "--trace"]).stdout == trace_schema_text()


def test_the_schema_is_one_of_draft_7() -> None:
    jsonschema.Draft7Validator.check_schema(lesson_schema())
    assert "prefixItems" not in lesson_schema_text()


@pytest.mark.parametrize("path", lesson_files(ROOT / "lessons"), ids=lambda path: path.stem)
def test_the_lessons_hold_to_it(path: Path) -> None:
    data, _ = read(path)
    assert list(VALIDATOR.iter_errors(data)) == []


def test_every_key_is_explained_in_a_sentence() -> None:
    explained = dict(_keys(lesson_schema(), "lesson"))
    assert len(explained) > 50
    bare = [key for key, said in explained.items() if not said.endswith((".", "`")) or not said[:1].isupper()]
    assert bare == [], "say in tutorial/reading/lesson_keys.py what these mean"


def _keys(part: Any, way: str) -> Iterator[tuple[str, str]]:
    """Every key that a lesson may have, with its explanation."""
    if isinstance(part, list):
        for index, one in enumerate(part):
            yield from _keys(one, f"{way}/{index}")
    if isinstance(part, dict):
        for key, schema in part.get("properties", {}).items():
            yield f"{way}/{key}", schema.get("description", "")
        for key, value in part.items():
            yield from _keys(value, f"{way}/{key}")


@pytest.mark.parametrize(
    "item",
    [
        "connect",
        {"connect": {"namespaces": ["/", "/chat"], "auth": {"token": "abc"}, "query": {"name": "Ada"}}},
        {"send": {"any": "value"}, "ack": True},
        {"emit": "chat", "args": [1, 2], "namespace": "/chat"},
        {"emit": "chat", "hex": "00ff"},
        {"Ada": "connect"},
        {"Ada": {"emit": "chat", "data": None}},
        {"wait": {"event": "tick", "times": 3}},
        {"together": [{"Ada": {"send": "a"}}, {"Grace": {"send": "b"}}]},
        {"disconnect": {"namespace": "/chat"}},
    ],
)
def test_every_form_of_an_action_is_allowed(item: Any) -> None:
    assert VALIDATOR.is_valid({**LEAST, "scenario": [item]})


@pytest.mark.parametrize(
    "wrong",
    [
        {"scenario": ["connekt"]},
        {"scenario": []},
        {"scenario": [{"emit": "chat", "payload": 1}]},
        {"scenario": [{"wait": {"task": 1}}]},
        {"scenario": [{"together": [{"send": "a"}]}]},
        {"watch": [{"a": "1", "b": "2"}]},
        {"quiz": [{"question": "What?", "choices": ["one"], "answer": {"variable": "x", "after": 1}}]},
        {"quiz": [{"question": "What?", "choices": ["a", "b"], "answer": {"right": "a"}}]},
        {"concept_flow": {"thinks": "Server thinks"}},
        {"minuts": 10},
    ],
)
def test_what_no_lesson_may_say_is_refused(wrong: dict[str, Any]) -> None:
    assert not VALIDATOR.is_valid({**LEAST, **wrong})


@pytest.mark.parametrize(
    "right",
    [
        {"watch": ["users", {"online": "len(users)"}]},
        {"answers": {"question": 42, "several": {"args": [1, 2]}}},
        {"quiz": [{"question": "Q?", "choices": ["a", "b"], "answer": {"missing_step": {"without": 1}}, "hint": "H"}]},
    ],
)
def test_short_forms_are_allowed(right: dict[str, Any]) -> None:
    assert VALIDATOR.is_valid({**LEAST, **right})
