"""The bundle's Python, in Node, plays each lesson as the server did: equal traces, and the parts of a page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.lab import OF_THESE_RELEASES, answers, built
from tests.studying import ROOT
from tutorial.course.course import Studied, lesson_files, study_all
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore
from web.lab.lab_json import lab_json

THREADS = frozenset[str]()
"""Lessons whose programs need threads that run at once."""


@pytest.fixture(scope="module")
def studied(traces: Path) -> list[Studied]:
    """The lessons that are served, and those of the tests that can be run."""
    built()
    traces.mkdir(exist_ok=True)
    files = [*lesson_files(ROOT / "lessons"), *lesson_files(ROOT / "tests" / "course")]
    with Runner() as runner:
        found = list(study_all(files, runner, TraceStore(traces)))
    return [one for one in found if isinstance(one, Studied) and one.slug not in THREADS]


def requests(lessons: list[Studied]) -> Iterator[dict[str, Any]]:
    """Each lesson is opened, and run as it is."""
    for one in lessons:
        lab = json.loads(lab_json(one))
        yield {"do": "open", "lab": lab}
        yield {"do": "run", "code": lab["lesson"]["code"], "scenario": lab["lesson"]["scenario"]}


@OF_THESE_RELEASES
def test_every_lesson_has_the_trace_of_its_real_run(studied: list[Studied]) -> None:
    told = answers(requests(studied))
    assert len(told) == 2 * len(studied) > 20
    different = {}
    for lesson, ran in zip(studied, told[1::2], strict=True):
        assert ran["kind"] == "ran", f"{lesson.slug}: {ran}"
        own = json.loads(lesson.trace.to_json())
        own["provenance"]["python"] = ran["trace"]["provenance"]["python"]
        if own != ran["trace"]:
            different[lesson.slug] = ran["differences"][:3]
        assert ran["html"]["table"].count("<tr") > len(own["steps"])
    assert not different
