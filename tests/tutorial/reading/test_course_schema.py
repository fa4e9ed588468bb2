"""The JSON Schema of a course file: the one in lessons is the code's, it explains every key, and courses hold to it."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from tests.tutorial.lessons import ROOT
from tutorial.cli.main import main
from tutorial.lesson.course_file import Chapter, CourseFile
from tutorial.reading.course_schema import COURSE_KEYS, course_schema, course_schema_text
from tutorial.reading.yaml_source import read

VALIDATOR = jsonschema.Draft7Validator(course_schema())


def test_the_schema_in_lessons_is_the_one_that_the_command_writes() -> None:
    remedy = "write it anew: .venv/bin/stepwire schema --course > lessons/course.schema.json"
    assert (ROOT / "lessons" / "course.schema.json").read_text(encoding="utf-8") == course_schema_text(), remedy
    assert CliRunner().invoke(main, ["schema", "--course"]).stdout == course_schema_text()


def test_the_course_that_is_served_names_the_schema_and_holds_to_it() -> None:
    path = ROOT / "lessons" / "course.yaml"
    assert path.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=course.schema.json\n")
    data, _ = read(path)
    assert list(VALIDATOR.iter_errors(data)) == []


def test_every_key_is_explained() -> None:
    jsonschema.Draft7Validator.check_schema(course_schema())
    assert {name: set(words) for name, words in COURSE_KEYS.items()} == {
        model.__name__: set(model.model_fields) for model in (CourseFile, Chapter)
    }


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"title": 3},
        {"title": "A", "lessons": []},
        {"title": "A", "chapters": [{"title": "B"}]},
        {"title": "A", "chapters": [{"title": "B", "lessons": []}]},
        {"title": "A", "chapters": [{"title": "B", "lessons": ["a"], "extra": 1}]},
    ],
)
def test_what_no_course_may_say_does_not_hold_to_it(data: Any) -> None:
    assert not VALIDATOR.is_valid(data)
