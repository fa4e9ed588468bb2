"""Broken lessons, one file for each kind of mistake, and the exact report on each.

`STEPWIRE_WRITE_REPORTS=1 ./run test tests/tutorial/course/test_course_check_broken.py` writes the reports anew; read
the diff.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from tutorial.cli.report_formats import as_text
from tutorial.course.course import lesson_files
from tutorial.course.course_check import CourseCheck
from tutorial.course.report import Report
from tutorial.run.runner import Runner

BROKEN = Path(__file__).parent / "broken"

KINDS = {
    "an answer that the run does not bear out": ("no-such-cell", "no step's 'receives' reads 'Helo'"),
    "none of the choices right": ("none-right", "none of the choices is right"),
    "two of them right": ("two-right", "are all right"),
    "one of several right choices lacking": ("some-lacking", "the choices lack 'Step 3'"),
    "a computed answer that is not among the choices": ("computed", 'in the run it is step 3; add "Step 3" to'),
    "duplicated choices": ("duplicate", "is there twice"),
    "a number that is none": ("no-number", "which is no number"),
    "a step at which a question opens, and is not there": ("asked-after", "the run has no step 8"),
    "a key moment's steps": ("moment", "there is no step 9"),
    "a key moment's points": ("points", "the run has no step 9"),
    "a key moment's claims": ("claims", "not 'handle_mesage'; did you mean 'handle_message'?"),
    "a claim about who receives": ("receiver", "step 4 has Grace receive nothing, not \"'noted' 'one'\""),
    "a claim that cannot be read": ("claim-forms", "a claim says one thing"),
    "a hint's row": ("hint-row", "the run has no step 12"),
    "a hint's variable": ("hint-row", "the run has no variable 'lst_message'"),
    "a snapshot's cell": ("snapshot", "the run has no step 9"),
    "a snapshot's variable": ("snapshot", "the run has no variable 'last_mesage'"),
    "a reference in prose": ("references", "unknown column 'recieves'"),
    "a reference in a model answer": ("model-answer", "unknown column 'acton'"),
    "a value that prose asserts": ("prose-value", "is 'Hello', not 'Hullo'"),
    "the author's own table": ("expect", "[-Hallo-]{+Hello+}"),
    "an exception that nobody means": ("raised", "'list' object has no attribute 'remov'; mend line 22 of the code"),
    "a claim about a step that raises": ("raised", "step 5 emits nothing, not 'left'; leave raises AttributeError"),
    "a handler that does not take its arguments": ("raised", "shout raises TypeError in steps 3 and 8"),
    "a handler that is never called": ("uncalled", "join is never called"),
    "a branch that never runs": ("branch", "line 10 of the code never runs"),
    "lines of which nothing is known": ("blind", "which lines of the code run is not known"),
    "a watched name that never changes": ("steady", "'users' never changes"),
    "an event that nobody handles": ("unhandled", "nobody handles the event 'dance'"),
    "an event that is handled, and meant not to be": ("idle", "take it out of `unhandled`"),
    "a flow box that no step lights": ("dark", "no step lights the box 'Out'"),
    "a link": ("link", "there is no 'no-such-file.pdf' beside the lesson"),
    "an image without words": ("image", "has no words for it"),
    "headings out of order": ("headings", "skips a level"),
    "a missing hint": ("hintless", "this question has no hint"),
    "a version that is not run": ("versions", "the text speaks of Flask 0.12"),
    "a run that is not the same twice": ("unsteady", "the run is not the same twice"),
    "an outcome that rests on the order of two threads": ("order", "when step 4 comes first"),
    "an update that is lost": ("lost-update", "when the other comes in while step 3 is at line 12"),
    "a task that nobody waits for": ("unawaited", "rests on when tasks 1 (greet) and 2 (greet) run"),
    "an order that is meant, and a sentence that holds in one": ("meant", "this does not hold when step 4 comes first"),
    "an order that is meant in vain": ("vain-order", "take `any_order` away"),
    "a question that speaks of another step and client": (
        "disagree",
        "speaks of step 4 and Ada, its answer is read in",
    ),
    "a question that is asked when its answer is seen": ("seen", "asked after step 3, but its answer stands in step 2"),
    "a typed answer": ("unchecked", "unchecked: the run cannot check this answer"),
    "what an upgrade changed": ("upgraded", "the run has changed since flask 0.1"),
    "a misspelt key": ("missing", "did you mean 'unhandled'?"),
    "a misspelt key beside an action": ("sibling", "did you mean 'data'?"),
    "a project whose start passes": ("project-solution", "the start passes every test"),
    "a project's solution that fails": ("project-solution", "the solution fails here: In step 3 (Ada sends 'Hello')"),
    "a claim of a project that no program can break": ("project", "nobody at all receives"),
    "a wrong try that passes": ("project", "this try passes every test"),
    "a wrong try with another message": ("project", "the message has no 'receives nothing'"),
    "a change of the solution that no test notices": (
        "project",
        "every test passes when line 13 of the solution may be left out",
    ),
    "a reference in a project": ("project", "'{line 9}' is a place of the lesson's run"),
    "a project that cannot be read": ("project-forms", "a claim of a test says when, once"),
    "a program that cannot be run to its end": ("unrun", "ended the program"),
}
"""Each kind of mistake, with the file that makes it and words of its report."""


def report(path: Path, runner: Runner, cache: Path) -> str:
    """What check prints of a lesson, without its folder, and with what differs from machine to machine taken out."""
    text = "\n".join(line.plain for line in as_text(Report((CourseCheck(cache).check(path, runner),), 0.0))) + "\n"
    text = re.sub(r"\(now [0-9.]+\)", "(now …)", text.replace(f"{path.parent}/", ""))
    return re.sub(r"run with [0-9.]+", "run with …", re.sub(r"'[0-9a-f]{32}'", "'…'", text))


def keep_an_old_run(path: Path, runner: Runner, cache: Path) -> None:
    """Leave what a check would have left with a Flask that said it otherwise."""
    CourseCheck(cache).check(path, runner)
    (kept,) = (cache / "last").iterdir()
    old = json.loads(kept.read_text(encoding="utf-8"))
    trace = json.loads(old["trace"])
    trace["provenance"]["libraries"]["flask"] = "0.1"
    trace["steps"][1]["variables"]["last_message"] = "Hallo"
    kept.write_text(json.dumps(old | {"trace": json.dumps(trace)}), encoding="utf-8")


@pytest.mark.parametrize("path", lesson_files(BROKEN), ids=lambda path: path.stem)
def test_the_report_says_what_is_wrong_where_and_what_next(path: Path, runner: Runner, tmp_path: Path) -> None:
    expected = path.with_suffix(".txt")
    if path.stem == "upgraded":
        keep_an_old_run(path, runner, tmp_path)
    said = report(path, runner, tmp_path)
    if os.environ.get("STEPWIRE_WRITE_REPORTS"):
        expected.write_text(said, encoding="utf-8")
    assert said == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_mistake_has_a_file_that_makes_it(kind: str) -> None:
    name, words = KINDS[kind]
    assert words in (BROKEN / f"{name}.txt").read_text(encoding="utf-8")


def test_no_broken_lesson_is_without_its_kind() -> None:
    combined = {"markup", "unreached"}
    assert {path.stem for path in lesson_files(BROKEN)} == {name for name, _ in KINDS.values()} | combined
