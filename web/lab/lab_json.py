"""What the lab of a lesson is given: the lesson as data, its limits, its own run, and its task without the solution."""

from __future__ import annotations

import json
from typing import Any

from tutorial.course.course import Studied
from tutorial.lesson import markdown
from tutorial.lesson.lesson import Lesson
from tutorial.lesson.project import ProjectTest
from tutorial.project.claim_words import sentence
from tutorial.run.runner import Limits, code_hash, run_request
from web.lab.project_progress import start_of

FORMAT = 1

_PLAYED = {"title", "code", "clients", "scenario", "answers", "watch", "concept_flow", "transport"}
"""The keys of a lesson that a run is made of, or that its tables show. None has prose, or an answer."""

_LIMITS = ("seconds", "output_limit", "emit_limit")


def lab_json(studied: Studied) -> str:
    """All that the lab needs to play a lesson and to compare: one line of JSON, the same for everybody."""
    lab = {
        "format": FORMAT,
        "slug": studied.slug,
        "title": studied.lesson.title,
        "lesson": played(studied.lesson),
        "limits": _limits(studied.lesson),
        "code_hash": code_hash(studied.lesson.code),
        "trace": json.loads(studied.trace.to_json()),
        "project": _project(studied.lesson),
    }
    return json.dumps(lab, ensure_ascii=False, separators=(",", ":")) + "\n"


def played(lesson: Lesson) -> dict[str, Any]:
    """What is played of a lesson, as JSON data; `Lesson` reads it again."""
    return lesson.model_dump(mode="json", include=_PLAYED)


def _project(lesson: Lesson) -> dict[str, Any] | None:
    """The task of a lesson, if it has one; its hints come one by one, and its solution later, from the server."""
    project = lesson.project
    if project is None:
        return None
    return {
        "task": str(markdown.block(project.task)),
        "start": start_of(lesson, project),
        "tests": [_test(one) for one in project.tests],
        "hints": len(project.hints),
    }


def _test(test: ProjectTest) -> dict[str, Any]:
    """A test as JSON data, with a sentence for each claim; `ProjectTest` reads it again."""
    said = tuple(one.model_copy(update={"says": sentence(one)}) for one in test.claims)
    return test.model_copy(update={"claims": said}).model_dump(mode="json")


def _limits(lesson: Lesson) -> dict[str, Any]:
    request = run_request(lesson, Limits())
    return {name: request[name] for name in _LIMITS}
