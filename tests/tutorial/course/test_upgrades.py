"""After an upgrade, check lists the lessons whose run changed, and the cells."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.tutorial import traces
from tests.tutorial.lessons import REFERENCE
from tracer.trace import Provenance, Trace
from tutorial.course.upgrades import Moved, Upgrades
from tutorial.reading.loading import load

LESSON = load(REFERENCE).lesson


def with_version(trace: Trace, version: str) -> Trace:
    origin = Provenance(trace.provenance.code, "3.11.7", {"flask": "3.1.0", "flask-socketio": version}, "websocket")
    return replace(trace, provenance=origin)


def changed(trace: Trace) -> Trace:
    """The same run with one value another one, as a new library might have it."""
    steps = list(trace.steps)
    steps[1] = replace(steps[1], variables={**steps[1].variables, "response_sent": "Got: Hello"})
    return replace(trace, steps=tuple(steps))


def test_what_an_upgrade_changed_is_told_once_with_the_old_version_and_the_new(tmp_path: Path) -> None:
    upgrades, trace = Upgrades(tmp_path), traces.reference()
    assert upgrades.since_last(REFERENCE, LESSON, with_version(trace, "5.5.0")) == Moved()
    new = with_version(changed(trace), "5.7.0")
    assert upgrades.since_last(REFERENCE, LESSON, new) == Moved(
        ("response_sent after step 2: 'Received: Hello' → 'Got: Hello'",), "flask-socketio 5.5.0 (now 5.7.0)"
    )
    assert upgrades.since_last(REFERENCE, LESSON, new) == Moved()


def test_an_upgrade_that_changes_nothing_is_not_told(tmp_path: Path) -> None:
    upgrades, trace = Upgrades(tmp_path), traces.reference()
    upgrades.since_last(REFERENCE, LESSON, with_version(trace, "5.5.0"))
    assert upgrades.since_last(REFERENCE, LESSON, with_version(trace, "5.7.0")) == Moved()


def test_a_lesson_that_its_author_changed_is_not_an_upgrade_s_doing(tmp_path: Path) -> None:
    upgrades, trace = Upgrades(tmp_path), traces.reference()
    upgrades.since_last(REFERENCE, LESSON, with_version(trace, "5.5.0"))
    other = LESSON.model_copy(update={"code": LESSON.code + "# other\n"})
    assert upgrades.since_last(REFERENCE, other, with_version(changed(trace), "5.7.0")) == Moved()


def test_a_spoilt_file_is_as_good_as_none(tmp_path: Path) -> None:
    upgrades, trace = Upgrades(tmp_path), traces.reference()
    upgrades.since_last(REFERENCE, LESSON, with_version(trace, "5.5.0"))
    for file in tmp_path.iterdir():
        file.write_text("[]", encoding="utf-8")
    assert upgrades.since_last(REFERENCE, LESSON, with_version(changed(trace), "5.7.0")) == Moved()
