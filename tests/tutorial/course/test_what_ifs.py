"""What came of each change of a scenario: played once, aligned, and what is right to predict of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.tutorial.lessons import REFERENCE
from tutorial.course.changed_outcome import what_if
from tutorial.course.course import Studied, study
from tutorial.course.what_ifs import with_what_ifs
from tutorial.lesson.scenario_changes import ScenarioChange
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore

TALK = """\
title: Who is there
clients: [Ada, Grace]
code: |
  from flask import Flask
  from flask_socketio import SocketIO, emit

  app = Flask(__name__)
  socketio = SocketIO(app)
  names = []

  @socketio.on('login')
  def login(name):
      names.append(name)

  @socketio.on('who')
  def who(_):
      emit('names', names)
scenario:
  - Ada: connect
  - Grace: connect
  - Ada: {emit: login, data: Ada}
  - Ada: {emit: who, data: 1}
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> TraceStore:
    return TraceStore(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def talk(runner: Runner, store: TraceStore, tmp_path_factory: pytest.TempPathFactory) -> Studied:
    path = tmp_path_factory.mktemp("talk") / "talk.yaml"
    path.write_text(TALK, encoding="utf-8")
    studied = study(path, runner, store)
    assert isinstance(studied, Studied)
    return with_what_ifs(studied, runner, store)


def test_the_first_row_that_reads_otherwise_is_right_to_predict(talk: Studied) -> None:
    right = {one.id: one.right for one in talk.what_ifs}
    assert right["without-3"] == "4", "nobody has logged in, so the answer to Ada is another one"
    assert right["other-value-4"] == "none"
    assert right["by-another-3"] == "none", "who says it makes no difference"
    assert right["other-event-3"] == "4"
    assert right["twice-3"] == "4"
    for one in talk.what_ifs:
        assert one.right in one.choices, one.id
        assert not {number for number, _ in one.rows} & {*one.own}, "what the change is about is not asked"


def test_a_run_that_does_not_come_to_its_end_is_an_answer_with_the_reason(talk: Studied) -> None:
    change = ScenarioChange("twice", 1, (1,), (talk.lesson.scenario[0],) * 2, more=1)
    twice = what_if(talk.trace, change, None, "Ada is connected still, and cannot connect")
    assert (twice.right, twice.words) == ("fails", "step 1 happens twice")
    assert "fails" in twice.choices


def test_what_was_played_once_is_never_played_again(
    talk: Studied, store: TraceStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Unused(Runner):
        def _answer(self, *_: object) -> dict[str, object]:
            raise AssertionError("the store has every run of this lesson")

    assert with_what_ifs(replace(talk, what_ifs=()), Unused(), store) == talk


@pytest.mark.parametrize("said", ["any_order: true\n", "# the file was saved again\nminutes: 11\n"])
def test_a_run_of_which_the_order_is_open_or_whose_file_has_changed_has_none(
    said: str, talk: Studied, runner: Runner, store: TraceStore, tmp_path: Path
) -> None:
    path = tmp_path / "talk.yaml"
    path.write_text(TALK + said, encoding="utf-8")
    studied = study(path, runner, store)
    assert isinstance(studied, Studied)
    if "any_order" not in said:
        path.write_text(TALK, encoding="utf-8")
    assert with_what_ifs(studied, runner, store).what_ifs == ()


def test_the_reference_lesson_has_one_for_each_change(runner: Runner, store: TraceStore) -> None:
    studied = study(REFERENCE, runner, store)
    assert isinstance(studied, Studied)
    found = with_what_ifs(studied, runner, store).what_ifs
    assert [one.words for one in found][:4] == [
        "step 2 is left out",
        "step 2 sends `'something else'`",
        "step 2 comes after step 3",
        "step 2 happens twice",
    ]
