"""Variants of a lesson: the same program, another scenario; what the program compares with is not changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.studying import study_course
from tests.tutorial.lessons import handler, lesson
from tutorial.course.course import Studied
from tutorial.practice.variants import VARIANTS, varied
from tutorial.telling import narration

TWO = "clients: [Ada, Grace]\n"
SCENARIO = """\
- Ada: connect
- Grace: connect
- Ada: {send: Hello}
- Grace: {send: red}
- Grace: {emit: join, data: {room: lobby, name: Ada, to: {sid: Grace}}}
"""


@pytest.fixture(scope="module")
def studied(tmp_path_factory: pytest.TempPathFactory, traces: Path) -> list[Studied]:
    course = study_course(tmp_path_factory.mktemp("variants"), traces)
    return [one for one in course.lessons.values() if isinstance(one, Studied)]


def test_names_and_texts_change_everywhere_alike_and_the_program_s_own_stay(tmp_path: Path) -> None:
    whole = lesson(tmp_path, handler("send('lobby')"), SCENARIO, TWO).lesson
    new = varied(whole, 0)
    assert new
    assert new.code == whole.code
    assert not set(new.clients) & {"Ada", "Grace"}
    (said,) = next(action.arguments for action in new.scenario if action.kind == "emit")
    assert said["room"] == "lobby", "it stands in the program"
    assert said["name"] == new.clients[0], "a text that is a client's name follows the client"
    assert said["to"] == {"sid": new.clients[1]}
    texts = {str(action.arguments) for action in new.scenario}
    assert not any("Hello" in text or "red" in text for text in texts)


def test_the_same_number_makes_the_same_variant(tmp_path: Path) -> None:
    whole = lesson(tmp_path, handler("send(msg)"), SCENARIO, TWO).lesson
    assert varied(whole, 1) == varied(whole, 1)
    assert len({str(varied(whole, number)) for number in range(VARIANTS)}) == VARIANTS


def test_a_scenario_without_names_and_texts_has_no_variant(tmp_path: Path) -> None:
    assert varied(lesson(tmp_path, handler("send(msg)"), "- connect\n- send: 7\n").lesson, 0) is None


def test_the_lessons_of_the_tests_are_played_in_variants_that_show_something_else(studied: list[Studied]) -> None:
    assert sum(bool(one.practice.variants) for one in studied) >= 4
    for one in studied:
        whole = [narration.trigger(step) for step in one.trace.steps]
        for variant in one.practice.variants:
            assert [narration.trigger(step) for step in variant.trace.steps] != whole
            assert len(variant.trace.steps) == len(whole), one.slug
    assert sum(bool(one.practice.left_out) for one in studied) >= 4
