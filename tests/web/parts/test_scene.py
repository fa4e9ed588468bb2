"""The scene of a step: what came, what the server did and sent, and who received it, who did not, and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.studying import ROOT
from tutorial.course.course import Studied, lesson_files, study_all
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore
from web.parts.lines.line_cache import LineCache
from web.parts.material import Material
from web.parts.scene import SCENE, SceneStep, SceneView, Seat


@pytest.fixture(scope="module")
def desk(traces: Path) -> Material:
    files = [path for path in lesson_files(ROOT / "tests" / "browser" / "screens") if path.stem == "desk"]
    with Runner() as runner:
        (studied,) = study_all(files, runner, TraceStore(traces))
    assert isinstance(studied, Studied)
    return Material(studied, LineCache())


@pytest.fixture(scope="module")
def steps(desk: Material) -> tuple[SceneStep, ...]:
    view = SCENE.view(desk)
    assert isinstance(view, SceneView)
    return view.steps


def seat(step: SceneStep, client: str) -> Seat:
    return next(seat for seat in step.seats if seat.client == client)


def test_every_phase_stands_in_one_place(steps: tuple[SceneStep, ...]) -> None:
    for each in steps:
        went = [left.phase for left in each.went]
        got = [gets.shown for seat in each.seats for gets in seat.gets if gets.shown]
        numbers = sorted(phase.number for phase in (*each.came, *each.did, *went, *got))
        assert numbers == [phase.number for phase in each.step.phases]


def test_what_is_said_in_a_room_comes_to_its_members_and_the_others_are_told_why_not(
    steps: tuple[SceneStep, ...],
) -> None:
    said = steps[8]
    assert said.sender == "Ada"
    assert str(said.went[0].to) == "to the room billing"
    assert [gets.text for gets in seat(said, "Grace").gets] == ["'said' {'from': 'Ada', 'text': 'Who has order 1471?'}"]
    assert [(mark.room, mark.addressed) for mark in seat(said, "Grace").rooms] == [("billing", True)]
    assert (seat(said, "Linus").gets, seat(said, "Linus").why) == ((), "not in billing")
    assert seat(said, "Ada").sender


def test_a_client_that_is_not_there_is_said_to_be_so(steps: tuple[SceneStep, ...]) -> None:
    assert seat(steps[0], "Grace").why == "not connected"
    assert seat(steps[12], "Linus").why == "connection closed"


def test_a_goodbye_that_crossed_no_wire_reaches_nobody_by_it(steps: tuple[SceneStep, ...]) -> None:
    grace = seat(steps[13], "Grace")
    assert [gets.text for gets in grace.gets] == ["Connection closed"]
    assert not grace.reached


def test_an_emit_that_nobody_gets_says_why(steps: tuple[SceneStep, ...]) -> None:
    left = steps[14].went[0]
    assert left.nobody
    assert str(left.to).startswith("to nobody: ")


def test_a_call_is_shown_without_what_it_returned_for_nobody(steps: tuple[SceneStep, ...]) -> None:
    assert [phase.note for phase in steps[0].did] == ["on_connect()"]


def test_what_the_server_sends_leaves_during_the_line_that_sends_it(desk: Material) -> None:
    join = desk.acting[7]
    code = desk.lesson.code.splitlines()
    assert "emit('notice'" in code[18]
    assert 19 in join.ran, "in a function that the handler calls, too"
    answer = next(phase for phase in (4, 6) if phase in join.answers)
    assert code[join.answers[answer] - 1].strip() == "return members(room)"
    places = [join.leaves[phase] for phase in sorted(join.leaves)]
    assert [phase for phase, _ in places] == [3, 3], "the phase of the call"
    assert places == sorted(places)


def test_what_everybody_gets_goes_to_all_of_them(traces: Path) -> None:
    files = [path for path in lesson_files(ROOT / "tests" / "browser" / "screens") if path.stem == "long-names"]
    with Runner() as runner:
        (studied,) = study_all(files, runner, TraceStore(traces))
    assert isinstance(studied, Studied)
    view = SCENE.view(Material(studied, LineCache()))
    assert isinstance(view, SceneView)
    assert str(view.steps[3].went[0].to) == "to all 3 (a broadcast)"
