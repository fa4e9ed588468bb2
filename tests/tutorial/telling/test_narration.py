"""A trace in words: cells, marks and tracker for what the reference lesson does not show."""

from __future__ import annotations

from pathlib import Path

from tests.tutorial.lessons import HEAD, handler, lesson
from tutorial.run.runner import Runner
from tutorial.telling.narration import CONCEPT_FLOW, flow_box, flow_label, row, rows, tracker


def test_an_event_without_a_handler_says_so_and_is_marked(runner: Runner, tmp_path: Path) -> None:
    scenario = "- connect\n- emit: dance\n  data: {steps: 3}\n- disconnect"
    trace = runner.run(lesson(tmp_path, HEAD, scenario)).trace
    made = row(trace.steps[1])
    assert made.cells["trigger"] == "Client emits 'dance' {'steps': 3}"
    assert made.cells["action"] == "No handler for 'dance'"
    assert (made.cells["after"], made.cells["receives"]) == ("Connection open", "No message")
    assert made.marks == {"action": "no handler"}


def test_a_handler_that_raises_is_the_state_after_and_is_marked(runner: Runner, tmp_path: Path) -> None:
    made = row(runner.run(lesson(tmp_path, handler("raise KeyError('door')"))).trace.steps[1])
    assert (made.cells["after"], made.marks["after"]) == ("KeyError: 'door'", "error")


def test_connect_and_disconnect_handlers_are_actions(runner: Runner, tmp_path: Path) -> None:
    code = HEAD + (
        "@socketio.on('connect')\ndef hello(auth):\n    send('welcome')\n\n"
        "@socketio.on('disconnect')\ndef bye(reason):\n    pass\n"
    )
    first, _, last, _ = rows(runner.run(lesson(tmp_path, code)).trace)
    assert first.cells["action"] == "hello called with None; Accept connection"
    assert first.cells["receives"] == "welcome; Connection acknowledged"
    assert last.cells["action"] == "bye called with 'client disconnect'; Close connection"


def test_with_several_clients_every_cell_names_them(runner: Runner, tmp_path: Path) -> None:
    code = HEAD + "@socketio.on('message')\ndef all(msg):\n    send(msg, broadcast=True)\n"
    scenario = "- Ada: connect\n- Grace: connect\n- Ada: {send: Hi}\n- Grace: disconnect\n- Ada: disconnect"
    trace = runner.run(lesson(tmp_path, code, scenario, "clients: [Ada, Grace]")).trace
    made = rows(trace)
    assert made[0].cells["before"] == "Ada: no connection; Grace: no connection"
    assert made[2].cells["trigger"] == "Ada sends 'Hi'"
    assert made[2].cells["receives"] == "Ada: Hi; Grace: Hi"
    status = tracker(trace).rows["connection_status"]
    assert status[3] == {"Ada": "Open", "Grace": "Open"}
    assert status[-1] == {"Ada": "Closed", "Grace": "Closed"}


def test_a_run_that_ends_with_an_open_connection_says_so(runner: Runner, tmp_path: Path) -> None:
    end = rows(runner.run(lesson(tmp_path, HEAD, "- connect")).trace)[-1]
    assert list(end.cells.values()) == [
        "2", "No more events", "Connection open", "No action", "Connection open", "No message",
    ]  # fmt: skip
    assert end.marks == {"trigger": "end"}


def test_a_handler_of_a_connection_or_its_end_lights_no_box_of_a_message(runner: Runner, tmp_path: Path) -> None:
    code = HEAD + (
        "@socketio.on('connect')\ndef hello(auth):\n    pass\n\n"
        "@socketio.on('message')\ndef hear(text):\n    pass\n\n"
        "@socketio.on('disconnect')\ndef bye(reason):\n    pass\n"
    )
    trace = runner.run(lesson(tmp_path, code)).trace
    called = [(step, phase) for step in trace.steps for phase in step.phases if phase.call]
    assert [flow_box(step, phase) for step, phase in called] == ["accepts", "handles", "closes"]
    assert [flow_label(step, phase, CONCEPT_FLOW) for step, phase in called] == [
        "Server calls the connect handler",
        "Server processes message",
        "Server calls the disconnect handler",
    ]
