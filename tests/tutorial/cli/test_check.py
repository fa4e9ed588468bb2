"""The command `stepwire check`, and that the course holds to it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from check import descendants, runs
from tests.tutorial.lessons import ROOT, handler, write
from tutorial.cli.main import main


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEPWIRE_CACHE", str(tmp_path / "cache"))


def check(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["check", *map(str, arguments)], catch_exceptions=False)


def test_every_lesson_of_the_course_is_true_to_the_last_warning() -> None:
    result = check(ROOT / "lessons", "--strict")
    assert result.exit_code == 0, result.stdout
    assert "no errors, no warnings" in result.stdout


def test_a_warning_fails_only_a_strict_check(tmp_path: Path) -> None:
    path = write(tmp_path, handler("send(msg)"), more="watch: [PORT]", name="w.yaml")
    path.write_text(path.read_text(encoding="utf-8").replace("app = Flask", "PORT = 1\n  app = Flask"), "utf-8")
    assert check(path).exit_code == 0
    assert ": warning: 'PORT' never changes" in check(path).stdout
    assert check(path, "--strict").exit_code == 1


def test_programs_get_json(tmp_path: Path) -> None:
    write(tmp_path, handler("send(msg)"), more="snapshot: ['{step 9}']", name="b.yaml")
    write(tmp_path, handler("send(msg)"), name="a.yaml")
    result = check(tmp_path, "--format", "json")
    data = json.loads(result.stdout)
    assert (result.exit_code, data["errors"], data["warnings"]) == (1, 1, 0)
    first, second = data["lessons"]
    assert first == {"path": str(tmp_path / "a.yaml"), "problems": [], "unchecked": [], "moved": [], "since": ""}
    (problem,) = second["problems"]
    assert problem["what"] == "the run has no step 9"
    assert problem["severity"] == "error"


QUIZ = """
clients: [Ada, Grace]
quiz:
  - {question: What does **Ada** receive in step 3?, choices: auto, answer: {received_by: Ada, step: 3}}
  - {question: Which of `Ada` and Grace?, kind: several, choices: [Ada, Grace], answer: {who_missed: {step: 3}}}
  - {question: Grace receives it., kind: true_false, answer: {who_received: {step: 3}, reads: Grace}}
  - {question: Who receives what?, kind: match, answer: {match: received, step: 3}}
  - {question: In which order?, kind: order, answer: {order: steps, steps: [1, 3]}}
  - {question: How many?, kind: number, tolerance: 1, answer: {count: steps}}
  - {question: Which protocol?, kind: text, answer: {text: HTTP}}
  - {question: What then?, choices: [a, b], answer: {received_by: Ada, step: 3}}
"""
RIGHT = """\
  1. What does Ada receive in step 3?
     Hello  (In step 3 Ada receives “Hello”.)
  2. Which of “Ada” and Grace?
     Grace  (Grace does not receive it.)
  3. Grace receives it.
     False  (Grace does not receive it. Ada receives it in step 3.)
  4. Who receives what?
     Ada: Hello  (Ada received “Hello”.)
     Grace: nothing  (Grace received nothing.)
  5. In which order?
     Ada connects  (It is number 1, in step 1.)
     Ada sends 'Hello'  (It is number 2, in step 3.)
  6. How many?
     3, give or take 1  (The run has 3 of them, in steps 1, 2 and 3.)
  7. Which protocol?
     HTTP  (The author says so; no run can check it.)
  8. What then?
     none can be told: see what is wrong with it above
"""


def with_a_quiz(folder: Path) -> Path:
    actions = "- Ada: connect\n- Grace: connect\n- Ada: {send: Hello}"
    return write(folder, handler("send(msg)"), actions, QUIZ)


def test_the_right_answers_follow_the_report_when_they_are_asked_for(tmp_path: Path) -> None:
    path = with_a_quiz(tmp_path)
    report, _, answers = check(path, "--answers").stdout.partition(f"{path}: the right answers:\n")
    assert "none of the choices is right" in report
    assert answers == RIGHT
    assert "Which protocol" not in check(path).stdout


def test_programs_get_the_right_answers_too(tmp_path: Path) -> None:
    path = with_a_quiz(tmp_path)
    (lesson,) = json.loads(check(path, "--answers", "--format", "json").stdout)["lessons"]
    assert [question["number"] for question in lesson["answers"]] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert lesson["answers"][1] == {
        "number": 2,
        "question": "Which of “Ada” and Grace?",
        "right": [{"text": "Grace", "why": "Grace does not receive it."}],
    }
    assert lesson["answers"][7]["right"] == []


def test_a_lesson_without_a_quiz_has_no_answers(tmp_path: Path) -> None:
    assert (
        "l.yaml: no questions to answer"
        in check(write(tmp_path, handler("send(msg)"), name="l.yaml"), "--answers").stdout
    )


def test_github_gets_annotations_that_nothing_in_a_lesson_can_end(tmp_path: Path) -> None:
    path = write(tmp_path, handler("send(msg)"), more='snapshot: ["{step 9}"]\nunhandled: ["a%0A::b"]', name="a,b.yaml")
    first, second, _ = check(path, "--format", "github").stdout.splitlines()
    file = str(path).replace(",", "%2C")
    line = len(path.read_text(encoding="utf-8").splitlines())
    assert first == f"::error file={file},line={line - 1},col=13::the run has no step 9; it has steps 1 to 4"
    assert second.startswith(f"::error file={file},line={line},col=13::no client sends the event 'a%250A::b'")


def test_a_folder_without_lessons_and_a_file_that_is_not_there_are_told(tmp_path: Path) -> None:
    result = check(tmp_path)
    assert (result.exit_code, result.stderr) == (2, f"stepwire: no lessons in {tmp_path}\n")
    assert "there is no such file" in check(tmp_path / "none.yaml").stdout


def test_a_folders_course_file_is_checked_with_its_lessons(tmp_path: Path) -> None:
    write(tmp_path, handler("send(msg)"), name="a.yaml")
    course = tmp_path / "course.yaml"
    course.write_text("title: A\nchapters: [{title: B, lessons: [b]}]\n", encoding="utf-8")
    told = f"{course}:2:33: error: there is no lesson 'b' in this folder; the lessons here are a"
    for way in (tmp_path, course):
        result = check(way)
        assert (result.exit_code, result.stdout.splitlines()[0]) == (1, told)
    assert "1 lesson checked: 1 error" in check(tmp_path).stdout
    data = json.loads(check(tmp_path, "--format", "json").stdout)
    assert [len(data["lessons"]), data["errors"], data["courses"][0]["problems"][0]["line"]] == [1, 1, 2]
    course.write_text("title: A\nchapters: [{title: B, lessons: [a]}]\n", encoding="utf-8")
    assert check(tmp_path, "--strict").exit_code == 0
    write(tmp_path, handler("send(msg)"), name="b.yaml")
    assert "warning: 1 lesson of this folder stands in no chapter: 'b'" in check(tmp_path).stdout
    assert check(tmp_path, "--strict").exit_code == 1


def test_what_has_not_changed_is_not_run_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, handler("send(msg)"))
    assert check(path).exit_code == 0
    monkeypatch.setattr("tutorial.run.runner.Runner.run", _refuse)
    assert check(path).exit_code == 0
    with pytest.raises(AssertionError, match="run again"):
        check(path, "--fresh")


def _refuse(*_: object, **__: object) -> None:
    raise AssertionError("the lesson was run again")


def test_problems_stand_in_the_order_of_files_and_places_and_are_summed_up(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yaml"):
        write(tmp_path, handler("send(msg)"), more='snapshot: ["{step 9}", "{step 8}"]', name=name)
    *problems, last = check(tmp_path).stdout.splitlines()
    assert problems == sorted(problems)
    assert [line.partition(": error: ")[2][:22] for line in problems] == [
        "the run has no step 9;",
        "the run has no step 8;",
    ] * 2
    assert last.startswith("2 lessons checked: 4 errors, no warnings, ")


def test_what_an_upgrade_changed_is_listed_and_fails_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, handler("send(msg)"))
    check(path)
    (kept,) = (tmp_path / "cache" / "last").iterdir()
    old = json.loads(kept.read_text(encoding="utf-8"))
    trace = json.loads(old["trace"])
    trace["provenance"]["libraries"]["flask"] = "0.1"
    trace["steps"][1]["variables"]["last_message"] = "Hallo"
    kept.write_text(json.dumps(old | {"trace": json.dumps(trace)}), encoding="utf-8")
    result = check(path, "--strict")
    assert result.exit_code == 0
    told, moved, _ = result.stdout.splitlines()
    assert told.startswith(f"{path}: the run has changed since flask 0.1 (now ")
    assert moved == "  last_message after step 2: 'Hallo' → 'Hello'"


SAID = "expect: [{step: 2, receives: Hello}]"


def test_what_no_sentence_would_notice_follows_when_it_is_asked_for(tmp_path: Path) -> None:
    path = write(tmp_path, handler("send(msg)"), more=SAID)
    _, score, first, second = check(path, "--mutants").stdout.splitlines()
    assert score == f"{path}: 5 of 7 mutants noticed (71%), 1 made no difference"
    assert first == (
        f"{path}:10:3: unnoticed: line 8 may have a function of another name, and no sentence would notice; step 2, "
        "“Action Taken” would be \"handle_2 called with 'Hello'\", not \"handle called with 'Hello'\""
    )
    assert ": unnoticed: action 3 may be left out, and no sentence would notice; step 3, “Event Trigger”" in second
    assert "mutants" not in check(path).stdout


def test_programs_get_the_mutants_too(tmp_path: Path) -> None:
    path = write(tmp_path, handler("send(msg)"), more=SAID)
    (lesson,) = json.loads(check(path, "--mutants", "--format", "json").stdout)["lessons"]
    mutants = lesson["mutants"]
    assert mutants["score"] == pytest.approx(5 / 7)
    assert {one["fate"] for one in mutants["verdicts"]} == {"noticed", "unnoticed", "alike"}
    assert "::notice file=" in check(path, "--mutants", "--format", "github").stdout


def test_mutants_have_no_more_time_than_is_given(tmp_path: Path) -> None:
    path = write(tmp_path, handler("send(msg)"))
    said = check(path, "--mutants", "--mutants-for", "0").stdout
    assert f"{path}: no mutant shows anything else, 8 not tried: the time was up" in said


def test_ctrl_c_ends_the_mutants_with_a_report(tmp_path: Path) -> None:
    path = write(tmp_path, handler("\n".join(f"send('{number}' + msg)" for number in range(40))))
    command = [sys.executable, "-m", "tutorial.cli.main", "check", str(path), "--mutants"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        trials = tmp_path / "cache" / "trials"
        while process.poll() is None and not (trials.is_dir() and any(trials.iterdir())):
            time.sleep(0.01)  # no event tells that a file is there
        process.send_signal(signal.SIGINT)
        said, errors = process.communicate(timeout=60)
    assert process.returncode == 130, said + errors
    assert "not tried" in said
    assert errors == ""


def test_sealed_refuses_where_nothing_can_be_sealed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, handler("send(msg)"))
    monkeypatch.setattr("tutorial.cli.check.why_not", lambda: "no namespaces")
    result = check(path, "--sealed")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "stepwire: no lesson can be sealed here: no namespaces\n"


def test_it_says_whether_lessons_are_sealed(tmp_path: Path) -> None:
    path = tmp_path / "none.yaml"
    assert check(path).stderr.startswith(("Lessons run sealed\n", "Lessons run unsealed here ("))


@pytest.mark.parametrize(
    ("words", "processes", "code", "said"),
    [
        (["check", "."], 4, 130, "stopped"),
        (["check", ".", "--mutants"], 4, 130, "stopped"),
        (["trace", "0.yaml"], 3, 1, "Aborted!"),
        (["serve", "--lessons", ".", "--port", "0"], 3, 1, "Aborted!"),
    ],
)
def test_ctrl_c_ends_a_command_at_once_and_leaves_nothing(
    tmp_path: Path, words: list[str], processes: int, code: int, said: str
) -> None:
    for number in range(4):
        write(tmp_path, handler("import threading; threading.Event().wait()"), name=f"{number}.yaml")
    command = [sys.executable, "-m", "tutorial.cli.main", *words]
    own = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path, env=own
    ) as process:
        while process.poll() is None and len(below := descendants(process.pid)) < processes:
            time.sleep(0.02)  # no event tells that a run has begun
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
        took = time.monotonic() - began
    assert (process.returncode, errors.strip().rpartition("\n")[2]) == (code, said)
    assert "Traceback" not in errors
    assert took < 3  # 0.2 s; a run may take 10 s
    until = time.monotonic() + 20
    while any(map(runs, below)) and time.monotonic() < until:
        time.sleep(0.02)  # they are not our children
    assert not any(map(runs, below))
