"""The acceptance test: a fresh run of the reference lesson gives the cells of the page that started the project."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.tutorial.lessons import REFERENCE, ROOT
from tracer.trace import Trace, Transport
from tutorial.quiz.answering import answer_all
from tutorial.reading.loading import load
from tutorial.run.replays import Replays
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore
from tutorial.telling.narration import CONCEPT_FLOW, tables

TABLES = json.loads((ROOT / "tests" / "tutorial" / "reference.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("transport", ["websocket", "polling"])
def test_a_fresh_run_gives_the_reference_s_tables_cell_by_cell(runner: Runner, transport: Transport) -> None:
    made = tables(runner.run(load(REFERENCE), transport).trace)
    assert made["execution_table"] == TABLES["execution_table"]
    assert made["variable_tracker"] == TABLES["variable_tracker"]


@pytest.mark.parametrize("transport", ["websocket", "polling"])
def test_every_run_is_the_same_byte_for_byte_also_in_another_worker(runner: Runner, transport: Transport) -> None:
    first = runner.run(load(REFERENCE), transport).trace.to_json()
    with Runner() as another:
        assert another.run(load(REFERENCE), transport).trace.to_json() == first
    assert {runner.run(load(REFERENCE), transport).trace.to_json() for _ in range(10)} == {first}


def test_both_transports_tell_the_same_story(runner: Runner) -> None:
    websocket, polling = (runner.run(load(REFERENCE), t).trace for t in ("websocket", "polling"))

    def told(trace: Trace) -> list[object]:
        return [(s.trigger, s.calls, s.emits, s.deliveries, [p.kind for p in s.phases]) for s in trace.steps]

    assert told(websocket) == told(polling)
    assert (websocket.provenance.transport, polling.provenance.transport) == ("websocket", "polling")


def test_the_flow_boxes_are_the_reference_s_nine() -> None:
    lesson = load(REFERENCE).lesson
    boxes = [lesson.concept_flow.get(kind, default) for kind, default in CONCEPT_FLOW.items()]
    assert boxes == TABLES["concept_flow"]


def test_all_nine_flow_boxes_are_lit_by_some_step(runner: Runner) -> None:
    trace = runner.run(load(REFERENCE)).trace
    assert {phase.kind for step in trace.steps for phase in step.phases} == set(CONCEPT_FLOW)


def test_the_quiz_has_the_reference_s_questions_and_the_run_finds_its_answers(runner: Runner, tmp_path: Path) -> None:
    replays = Replays(TraceStore(tmp_path), runner, load(REFERENCE))
    quiz = answer_all(replays.loaded, replays.whole().trace, replays)
    found = [([o.text for o in asked.options], next(o.text for o in asked.options if o.right)) for asked in quiz]
    assert found == [(asked["choices"], asked["answer"]) for asked in TABLES["quiz"]]


def test_the_lesson_has_every_part_of_the_reference_page() -> None:
    lesson = load(REFERENCE).lesson
    assert (lesson.track, lesson.minutes, lesson.title) == ("Flask", 10, "WebSocket events handling in Flask")
    assert (len(lesson.key_moments), len(lesson.quiz), len(lesson.snapshot)) == (2, 3, 6)
    assert lesson.transcript
    assert all(question.hints for question in lesson.quiz)


def test_the_disconnection_is_told_locally_and_nothing_crosses_the_wire_for_it(runner: Runner) -> None:
    step = runner.run(load(REFERENCE)).trace.steps[3]
    (delivery,) = step.deliveries
    assert (delivery.kind, delivery.local) == ("disconnected", True)
    packets = [packet for phase in step.phases for packet in phase.packets]
    assert [(packet.direction, packet.text) for packet in packets] == [("to server", "41"), ("to server", "1")]
