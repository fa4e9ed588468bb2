"""The lesson's model, as code (not YAML) makes it."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from tutorial.lesson.lesson import Action, Hint, Lesson, Point, Question, VariableAfter, Watch


def test_a_lesson_is_made_of_its_parts() -> None:
    lesson = Lesson(
        title="A lesson",
        code="a = 1",
        scenario=(Action(kind="connect"), Action(kind="send", event="message", arguments=("Hello",))),
        watch=(Watch(name="a"), Watch(name="twice", expression="a * 2")),
        quiz=(
            Question(
                question="What is `a`?",
                choices=("1", "2"),
                answer=VariableAfter(variable="a", after=2),
                hints=(Hint(text="Look.", points=(Point(variable="a"),)),),
            ),
        ),
    )
    assert lesson.clients == ("Client",)
    assert Lesson.model_validate(lesson.model_dump()) == lesson


def test_nothing_of_a_lesson_can_be_changed() -> None:
    action = Action(kind="connect")
    with pytest.raises(ValidationError):
        action.kind = "send"


PLACES = [
    *({"step": 2}, {"column": "receives"}, {"step": 2, "column": "receives"}),
    *({"variable": "a"}, {"variable": "a", "after": 0}),
]


@pytest.mark.parametrize("point", PLACES)
def test_a_point_is_a_row_a_column_a_cell_or_a_place_in_the_tracker(point: dict[str, object]) -> None:
    assert Point.model_validate(point).model_dump(exclude_none=True) == point


@pytest.mark.parametrize(
    "point", [{}, {"after": 2}, {"step": 2, "after": 2}, {"step": 2, "variable": "a"}, {"step": 0}, {"column": "sends"}]
)
def test_anything_else_is_no_point(point: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Point.model_validate(point)


def test_a_lesson_has_a_schema_for_editors() -> None:
    schema = Lesson.model_json_schema()
    assert schema["required"] == ["title", "code", "scenario"]
    assert "minutes" in schema["properties"]["minutes"]["description"]
