"""Serves what the lab of a lesson is made of, and keeps what a student does with its project: tries, hints, the order.

A student's program never comes here: only its hash, and what the student's browser says of it.
"""

from __future__ import annotations

import json
import re
import secrets
from functools import lru_cache
from typing import Any, NoReturn

from flask import Blueprint, Response, abort, request

from tutorial.course.course import Studied
from tutorial.lesson import markdown
from tutorial.lesson.project import Project
from tutorial.project.shuffled_lines import LinesToOrder, in_place, lines_to_order
from tutorial.telling.words import counted
from web.lab.lab_json import lab_json
from web.lab.project_progress import (
    HONEST,
    ProjectProgress,
    attempt_id,
    program_hash,
    project_progress,
    start_of,
    version_of,
)
from web.site.kept_pages import answer_page, kept_note
from web.site.pages import as_json, find
from web.student.attempts import Attempt
from web.student.identity import ByIdentity
from web.student.lesson_progress import Finish
from web.student.student_state import student_state, trouble

project = Blueprint("project", __name__, url_prefix="/lessons/<slug>")

MODE = "project"
"""The key of the mode that is done when the task is."""

_MOST_LESSONS = 16
_SEEDS = 1_000_000
_HASH = re.compile(r"[0-9a-f]{64}")


@project.get("/lab.json")
def lab(slug: str) -> Response:
    """Send what the lab of a lesson needs: the same bytes for everybody, so that a file may stand in their place."""
    return as_json(_lab(ByIdentity(find(slug))))


@project.get("/project/state")
def state(slug: str) -> Response:
    """Tell how far the student is."""
    studied = find(slug)
    return _told(studied, _project(studied), _progress(studied))


@project.post("/project/hint")
def hint(slug: str) -> Response:
    """Open the next stage of the hints, or one that was opened before."""
    studied = find(slug)
    task, progress = _project(studied), _progress(studied)
    number = _number("number", len(task.hints))
    if number is None or number < 1:
        _refuse(400, f"This task has {counted(len(task.hints), 'hint')}; choose one of them.")
    if number > progress.hints + 1 and not trouble():
        _refuse(409, f"Hint {progress.hints + 1} comes first.")
    if number > progress.hints:
        _keep(studied, task, "hint", str(number))
    now = _progress(studied)
    return _told(studied, task, now, f"Hint {number} of {len(task.hints)}.", hints=max(number, now.hints))


@project.post("/project/tried")
def tried(slug: str) -> Response:
    """Keep what the student's browser says of a program: its hash, and whether it passed all tests."""
    studied = find(slug)
    task, before = _project(studied), _progress(studied)
    code, passed = request.form.get("code", ""), request.form.get("passed", "")
    if not _HASH.fullmatch(code) or passed not in ("0", "1"):
        _refuse(400, "A try is told by the hash of its program, and by 1 if it passed all tests, else 0.")
    if passed == "1":
        if not before.passed:
            _keep(studied, task, "try", code, right=True)
            _finish(studied)
    elif code not in before.failed and code != _begun(studied):
        _keep(studied, task, "try", code, right=False)
    now = _progress(studied)
    says = "All tests pass. The solution can be seen now." if passed == "1" else _failed(before, now)
    return _told(studied, task, now, says, passed=passed == "1")


@project.post("/project/solution")
def solution(slug: str) -> Response:
    """Show the solution to who has passed, or has tried."""
    studied = find(slug)
    task, progress = _project(studied), _progress(studied)
    if not progress.may_see:
        left = HONEST - len(progress.failed)
        _refuse(409, f"The solution can be seen once the tests pass, or after {counted(left, 'more try')} of yours.")
    if not progress.shown:
        _keep(studied, task, "solution", "shown")
    return _told(studied, task, _progress(studied), "This is the solution.")


@project.post("/project/lines")
def lines(slug: str) -> Response:
    """Offer the lines of the solution, to be put in order."""
    studied = find(slug)
    task, progress = _project(studied), _progress(studied)
    if not progress.may_order:
        left = HONEST - len(progress.failed)
        _refuse(409, f"Lines to put in order come after {counted(left, 'more try')} of yours.")
    if progress.seed is None:
        _keep(studied, task, "lines", "", seed=str(secrets.randbelow(_SEEDS)))
    return _told(studied, task, _progress(studied), "Put the lines in order.")


@project.post("/project/order")
def order(slug: str) -> Response:
    """Grade an order of the lines; the right one opens the solution."""
    studied = find(slug)
    task, progress = _project(studied), _progress(studied)
    if progress.seed is None or request.form.get("seed") != str(progress.seed):
        _refuse(409, "These lines are not yours. Load the page again.")
    offered, places = _offered(studied, task, progress.seed), _places()
    if sorted(places) != list(range(len(offered.lines))):
        _refuse(400, f"An order names each of the {len(offered.lines)} lines once.")
    good = in_place(offered, places, task.solution)
    right = good == len(places)
    _keep(studied, task, "order", ",".join(map(str, places)), right=right, seed=str(progress.seed))
    if right:
        _finish(studied)
    says = "Right: this is the solution." if right else _not_yet(good)
    return _told(studied, task, _progress(studied), says)


def _refuse(status: int, says: str) -> NoReturn:
    """Refuse a request of the lab's script, which shows the words."""
    refused = answer_page(json.dumps({"says": says}, ensure_ascii=False) + "\n", status)
    refused.mimetype = "application/json"
    abort(refused)


def _project(studied: Studied) -> Project:
    if studied.lesson.project is None:
        _refuse(404, "This lesson has no project.")
    return studied.lesson.project


def _progress(studied: Studied) -> ProjectProgress:
    return project_progress(studied.lesson, _project(studied), student_state().read(studied).attempts)


def _told(
    studied: Studied,
    task: Project,
    progress: ProjectProgress,
    says: str = "",
    *,
    hints: int | None = None,
    passed: bool = False,
) -> Response:
    """How far the student is, as JSON. What is asked for and cannot be kept is told all the same."""
    opened = task.hints[: progress.hints if hints is None else hints]
    seen = progress.shown or progress.passed or progress.ordered or passed
    told = {
        "version": version_of(task),
        "start_hash": _begun(studied),
        "hints": [str(markdown.block(one)) for one in opened],
        "all_hints": len(task.hints),
        "tries": len(progress.failed),
        "passed": progress.passed or passed,
        "may_see_solution": progress.may_see or passed,
        "solution": _solution(task) if seen else None,
        "may_order": progress.may_order,
        "lines": _lines(studied, task, progress),
        "kept": kept_note() if trouble() else "",
        "says": says,
    }
    response = answer_page(json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n")
    response.mimetype = "application/json"
    return response


def _solution(task: Project) -> dict[str, str]:
    return {"code": task.solution, "so": str(markdown.block(task.so)) if task.so else ""}


def _lines(studied: Studied, task: Project, progress: ProjectProgress) -> dict[str, Any] | None:
    if progress.seed is None or not progress.may_order:
        return None
    offered = _offered(studied, task, progress.seed)
    texts = {"before": offered.before, "lines": list(offered.lines), "after": offered.after}
    return {"seed": str(progress.seed), **texts, "right": progress.ordered}


def _offered(studied: Studied, task: Project, seed: int) -> LinesToOrder:
    return lines_to_order(start_of(studied.lesson, task), task.solution, seed)


def _begun(studied: Studied) -> str:
    return program_hash(start_of(studied.lesson, _project(studied)))


def _keep(studied: Studied, task: Project, what: str, given: str, *, right: bool | None = None, seed: str = "") -> None:
    attempt = Attempt("project", attempt_id(what, task), given, right, seed=seed)
    student_state().attempt(studied, attempt, request.form.get("event", ""))


def _finish(studied: Studied) -> None:
    event = request.form.get("event", "")
    student_state().note(studied, Finish(MODE), f"{event}-done" if event else "")


def _failed(before: ProjectProgress, now: ProjectProgress) -> str:
    if now.failed == before.failed:
        return "This program has been tried before, or is the one to begin with."
    if now.may_order and not before.may_order:
        return "The solution can be seen now, or its lines be put in order."
    return ""


def _not_yet(good: int) -> str:
    if good == 0:
        return "Not yet: another line comes first."
    first = "first line is" if good == 1 else f"first {good} lines are"
    return f"Not yet: the {first} in place, the next is another one."


def _number(name: str, most: int) -> int | None:
    text = request.form.get(name, "")
    known = text.isascii() and text.isdigit() and len(text) < 4 and int(text) <= most
    return int(text) if known else None


def _places() -> list[int]:
    """The places of the lines in the order that was sent; none, if it is no list of numbers."""
    words = request.form.get("order", "").split(",")
    good = all(one.isascii() and one.isdigit() and len(one) < 4 for one in words)
    return [int(one) for one in words] if good else []


@lru_cache(maxsize=_MOST_LESSONS)
def _lab(studied: ByIdentity[Studied]) -> str:
    return lab_json(studied.thing)
