"""Loading a lesson: what it becomes, and that nothing but a LessonError comes of what is no lesson."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tutorial.writing import GOOD, REFERENCE, loaded, problems
from tutorial.lesson.action import ACTIONS
from tutorial.lesson.lesson import Lesson
from tutorial.reading.loading import load


def test_a_lesson_needs_no_more_than_title_code_and_scenario(tmp_path: Path) -> None:
    lesson = loaded(tmp_path, GOOD).lesson
    assert lesson.title == "A lesson"
    assert lesson.minutes == 10
    assert [watch.name for watch in lesson.watch] == ["connection_status", "last_message", "response_sent"]
    assert [action.kind for action in lesson.scenario] == ["connect", "send", "disconnect"]
    assert lesson.scenario[1].event == "message"
    assert lesson.scenario[1].arguments == ("Hello",)


def test_the_reference_lesson_loads() -> None:
    lesson = load(REFERENCE).lesson
    assert len(lesson.scenario) == 4
    assert len(lesson.concept_flow) == 9
    assert len(lesson.key_moments) == 2
    assert [len(question.hints) for question in lesson.quiz] == [2, 2, 2]
    assert len(lesson.snapshot) == 6


def test_a_loaded_lesson_survives_json() -> None:
    lesson = load(REFERENCE).lesson
    assert Lesson.model_validate_json(lesson.model_dump_json()) == lesson


def test_a_lesson_with_bytes_survives_json(tmp_path: Path) -> None:
    more = "answers: {q: {hex: 'ff00'}, both: {args: [1, {'~bytes': 2}]}}\n"
    lesson = loaded(tmp_path, GOOD.replace("send: Hello", "emit: file\n    hex: ff00") + more).lesson
    assert Lesson.model_validate_json(lesson.model_dump_json()) == lesson


ANSWERS = {
    "42": (42,),
    "[1, 2]": ([1, 2],),
    "null": (None,),
    "{a: 1}": ({"a": 1},),
    "{args: [1, [2]]}": (1, [2]),
    "{args: []}": (),
    "{bytes: hi}": (b"hi",),
    "{args: 1, a: 2}": ({"args": 1, "a": 2},),
}


@pytest.mark.parametrize("written", ANSWERS)
def test_an_answer_is_one_argument_unless_it_says_otherwise(tmp_path: Path, written: str) -> None:
    lesson = loaded(tmp_path, GOOD + f"transport: polling\nanswers: {{question: {written}}}\n").lesson
    assert lesson.answers == {"question": ANSWERS[written]}
    assert lesson.transport == "polling"


def test_watched_names_and_expressions_are_told_apart(tmp_path: Path) -> None:
    watch = loaded(tmp_path, GOOD + "watch: [last_message, app, {routes: len(app.url_map._rules)}]\n").lesson.watch
    assert [(one.name, one.expression) for one in watch] == [
        ("last_message", None),
        ("app", None),
        ("routes", "len(app.url_map._rules)"),
    ]


@given(content=st.text() | st.binary())
def test_any_content_is_a_lesson_or_a_report(tmp_path_factory: pytest.TempPathFactory, content: str | bytes) -> None:
    problems(tmp_path_factory.mktemp("any"), content)


PIECES = [
    *("- ", ": ", "{", "}", "[", "]", "'", '"', "|", ">", "&a ", "*a", "!!x ", "\\", "`", "%", "? ", "#"),
    *("\t", "\n", "\u2028", "\x85", "\0", "0", "99", ".nan", "null", "true", "connect", "Ada", "def f(:", "-" * 200),
]


@given(data=st.data())
def test_a_changed_lesson_is_a_lesson_or_a_report_inside_its_file(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Up to four pieces of the reference lesson are replaced by others."""
    text = REFERENCE.read_text(encoding="utf-8")
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        stop = data.draw(st.integers(start, min(len(text), start + 40)))
        text = text[:start] + data.draw(st.sampled_from(PIECES) | st.text(max_size=6)) + text[stop:]
    last = len(re.split(r"\r\n|[\r\n\x85\u2028\u2029]", text)) + 1
    for problem in problems(tmp_path_factory.mktemp("changed"), text):
        assert 1 <= problem.line <= last
        assert problem.column >= 1


KEYS = (
    *("title", "code", "scenario", "clients", "watch", "concept_flow", "key_moments", "quiz", "snapshot", "minutes"),
    *("question", "choices", "answer", "hint", "hints", "text", "steps", "points", "step", "column", "variable"),
    *("after", "step_where", "missing_step", "without", "send", "emit", "data", "args", "ack", "Ada", "receives"),
    *("connect", "reconnect", "disconnect", "drop", "wait", "together", "namespace", "namespaces", "auth", "query"),
    *("bytes", "hex", "task", "event", "times", "transport", "answers"),
)
LEAVES = st.none() | st.booleans() | st.integers(-3, 9) | st.sampled_from(["connect", "x", "", "last_message"])
SHAPES = st.recursive(
    LEAVES, lambda part: st.lists(part, max_size=3) | st.dictionaries(st.sampled_from(KEYS), part, max_size=3)
)


ITEMS = st.sampled_from(["connect", "drop", "reconnect", {"connect": {"namespace": "/x"}}]) | st.dictionaries(
    st.sampled_from([*ACTIONS, "Ada", "data", "hex", "namespace", "ack"]),
    SHAPES | st.dictionaries(st.sampled_from(KEYS), LEAVES | st.sampled_from(["/x", "00"]), max_size=3),
    max_size=3,
)


@given(scenario=st.lists(ITEMS, max_size=5), clients=st.sampled_from([["Ada"], ["Ada", "x"], ["Client"]]))
def test_a_scenario_of_any_items_is_loaded_or_reported(
    tmp_path_factory: pytest.TempPathFactory, scenario: list[object], clients: list[str]
) -> None:
    lesson = {"title": "A", "code": "connect = 1", "scenario": scenario, "clients": clients}
    for problem in problems(tmp_path_factory.mktemp("scenario"), json.dumps(lesson)):
        assert problem.line == 1


@given(lesson=st.dictionaries(st.sampled_from(KEYS), SHAPES, max_size=12))
def test_values_of_any_shape_are_a_lesson_or_a_report(
    tmp_path_factory: pytest.TempPathFactory, lesson: dict[str, object]
) -> None:
    """JSON is YAML too."""
    for problem in problems(tmp_path_factory.mktemp("shapes"), json.dumps(lesson)):
        assert problem.line == 1
