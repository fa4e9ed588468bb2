"""How a lesson comes out is kept, also when it has no run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tutorial.lessons import handler, lesson
from tutorial.lesson.changed_lesson import UnchangeableError
from tutorial.lesson.changes import Change, CodeChange
from tutorial.lesson.problems import LessonError
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore
from tutorial.run.trials import ChangedTrials, Trials


@pytest.mark.parametrize("body", ["send(msg)", "raise SystemExit"])
def test_no_trial_is_made_twice(body: str, runner: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = lesson(tmp_path, handler(body))
    trials = Trials(TraceStore(tmp_path / "traces"), runner)
    first = trials.play(loaded)
    assert isinstance(first, str) == (body == "raise SystemExit")
    with monkeypatch.context() as without:
        without.delattr(Runner, "run")
        assert trials.play(loaded) == first
    fresh = Trials(TraceStore(tmp_path / "traces", fresh=True), runner)
    assert fresh.play(loaded) == first


def test_a_trial_that_cannot_be_read_is_made_again(runner: Runner, tmp_path: Path) -> None:
    loaded = lesson(tmp_path, handler("send(msg)"))
    trials = Trials(TraceStore(tmp_path / "traces"), runner)
    first = trials.play(loaded)
    (file,) = (tmp_path / "traces" / "trials").iterdir()
    file.write_text("{", encoding="utf-8")
    assert trials.play(loaded) == first


def test_a_trial_is_changed_once_more(runner: Runner, tmp_path: Path) -> None:
    changed = ChangedTrials(Trials(TraceStore(tmp_path / "traces"), runner), lesson(tmp_path, handler("send(msg)")))
    assert len(changed.changed(Change(without=2)).steps) == 3
    with pytest.raises(UnchangeableError):
        changed.changed(Change(without=1))
    with pytest.raises(LessonError, match="SystemExit"):
        changed.changed(Change(code=CodeChange(line=9, becomes="raise SystemExit")))
