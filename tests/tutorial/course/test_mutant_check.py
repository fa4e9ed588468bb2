"""The mutants of a lesson are played for as long as asked, kept, and summed up with the worst line first."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tutorial.lessons import handler, write
from tutorial.check.mutants import MutantFate
from tutorial.course import mutant_check
from tutorial.course.mutant_check import MutantCheck, MutantReport
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore

CODE = handler("send(f'Received: {msg}')\nemit('more', msg)")


def checked(path: Path, seconds: float = 60, *, stop_at: int = 0) -> tuple[MutantReport, list[tuple[int, int]]]:
    """The report on a lesson, and what was heard meanwhile; Ctrl-C comes after so many mutants."""
    heard: list[tuple[int, int]] = []

    def hear(done: int, of: int) -> None:
        heard.append((done, of))
        if done == stop_at:
            raise KeyboardInterrupt

    with MutantCheck(TraceStore(path.parent / "traces"), seconds) as mutants:
        return mutants.lesson(path, hear), heard


def test_all_are_played_told_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, CODE, more="expect: [{step: 2, receives: \"Received: Hello; 'more' 'Hello'\"}]")
    report, heard = checked(path)
    total = len(report.verdicts)
    assert heard == [(number, total) for number in range(1, total + 1)]
    assert (report.untried, report.why, report.stopped) == (0, "", False)
    assert report.count("noticed") > report.count("unnoticed") > 0
    with monkeypatch.context() as without:
        without.delattr(Runner, "run")
        assert checked(path)[0] == report


def test_another_sentence_is_held_against_the_kept_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    silent, _ = checked(write(tmp_path, CODE))
    monkeypatch.delattr(Runner, "run")
    report, _ = checked(
        write(tmp_path, CODE, more="expect: [{step: 2, receives: \"Received: Hello; 'more' 'Hello'\"}]")
    )
    assert silent.score == 0
    assert report.score is not None
    assert report.score > 0.5


def test_when_the_time_is_up_each_line_has_had_its_turn_before_any_has_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mutant_check, "AT_ONCE", 1)  # two at once may end in another order than they began
    path = write(tmp_path, CODE)
    every, _ = checked(path)
    parts = {verdict.part for verdict in every.verdicts}
    some, _ = checked(path, stop_at=len(parts))
    assert {verdict.part for verdict in some.verdicts} == parts


def test_no_time_is_no_mutant(tmp_path: Path) -> None:
    report, heard = checked(write(tmp_path, CODE), seconds=0)
    assert (report.verdicts, heard, report.score) == ((), [], None)
    assert report.untried > 10


def test_ctrl_c_leaves_a_report_on_what_was_played(tmp_path: Path) -> None:
    report, _ = checked(write(tmp_path, CODE), stop_at=3)
    assert report.stopped
    assert len(report.verdicts) == 3
    assert report.untried > 0


def test_a_lesson_without_a_run_has_no_mutants(tmp_path: Path) -> None:
    report, _ = checked(write(tmp_path, handler("raise SystemExit")))
    assert "ended the program" in report.why
    assert checked(write(tmp_path, "no program"))[0].why


def test_the_line_with_the_most_unnoticed_mutants_comes_first() -> None:
    def verdict(line: int, may: str) -> MutantFate:
        return MutantFate(line, 1, f"line {line}", may, "unnoticed")

    report = MutantReport("a.yaml", (verdict(3, "a"), verdict(7, "b"), verdict(7, "c"), verdict(9, "d")))
    assert [[one.may for one in group] for group in report.worst()] == [["b", "c"], ["a"], ["d"]]
