"""A trace in words: cells, marks, tracker and sentences for what the reference lesson does not show."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tutorial.lessons import HEAD, handler, lesson
from tracer.values import Bounds, detach
from tutorial.run.runner import Runner
from tutorial.telling.narration import literal, phase_sentence, plain, row, rows, tracker, visible


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "None"),
        (True, "True"),
        ("it's", '"it\'s"'),
        (b"\x00a", "b'\\x00a'"),
        ((1,), "(1,)"),
        ((), "()"),
        ([1, "a"], "[1, 'a']"),
        ({"a": [1]}, "{'a': [1]}"),
        ({1: "a"}, "{1: 'a'}"),
        ({2, 1}, "{1, 2}"),
        (set(), "set()"),
        (frozenset({1}), "frozenset({1})"),
        (float("inf"), "inf"),
        (2**60, "1152921504606846976"),
        (object(), "<object>"),
        (list(range(4)), "[0, 1, 2, … (4 in all)]"),
        ("abcdefgh", "'abcdef'… (8 characters)"),
    ],
)
def test_a_value_reads_as_python_writes_it(value: object, written: str) -> None:
    assert literal(detach(value, Bounds(characters=6, items=3))) == written


def test_a_message_reads_without_quotes_and_what_cannot_be_seen_is_made_visible() -> None:
    assert plain("Hello") == "Hello"
    assert plain({"a": 1}) == "{'a': 1}"
    assert visible("a\u202eb\x07\nc") == "a\\u202eb\\x07\\nc"
    assert plain("\u202eevil") == "\\u202eevil"


def test_an_event_without_a_handler_says_so_and_is_marked(runner: Runner, tmp_path: Path) -> None:
    scenario = "- connect\n- emit: dance\n  data: {steps: 3}\n- disconnect"
    trace = runner.run(lesson(tmp_path, HEAD, scenario)).trace
    made = row(trace.steps[1])
    assert made.cells["trigger"] == "Client emits 'dance' {'steps': 3}"
    assert made.cells["action"] == "No handler for 'dance'"
    assert (made.cells["after"], made.cells["receives"]) == ("Connection open", "No message")
    assert made.marks == {"action": "no handler"}
    receives = next(phase for phase in trace.steps[1].phases if phase.kind == "receives")
    assert phase_sentence(trace.steps[1], receives).endswith("Nothing handles it, so it is dropped.")


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


def test_every_phase_has_a_sentence(runner: Runner, tmp_path: Path) -> None:
    code = HEAD + "@socketio.on('ask')\ndef ask(x):\n    emit('told', x)\n    return 1\n"
    trace = runner.run(lesson(tmp_path, code, "- connect\n- emit: ask\n  data: 2\n  ack: true\n- disconnect")).trace
    told = [phase_sentence(step, phase) for step in trace.steps for phase in step.phases]
    assert told == [
        "Client asks for a connection: “40{}” goes to the server.",
        'The server accepts: “40{"sid":"‹Client\'s sid›"}” goes back to Client.',
        'Client writes “421["ask",2]” to the wire.',
        "The server reads the event 'ask' from Client.",
        "ask called with 2; it returns 1.",
        "The server emits 'told' 2 to Client.",
        "Client receives “'told' 2”.",
        "The return value goes back to Client as the acknowledgement.",
        "Client receives “Acknowledgement 1”.",
        "Client leaves: “41” goes to the server.",
        "The connection with Client is closed.",
    ]
