"""A step in sentences: as a teacher says it, and each thing once."""

from __future__ import annotations

from pathlib import Path

from tests.tutorial.lessons import HEAD, handler, lesson
from tutorial.run.runner import Runner
from tutorial.telling.step_story import aloud, heading, step_sentences

CODE = HEAD.replace("emit, send", "emit, join_room, send") + (
    "@socketio.on('join')\n"
    "def join(room):\n"
    "    join_room(room)\n"
    "    emit('joined', room, to=room)\n"
    "    return 'welcome'\n"
)


def told(runner: Runner, folder: Path, code: str, scenario: str, step: int, more: str = "") -> list[str]:
    trace = runner.run(lesson(folder, code, scenario, more)).trace
    return [str(sentence) for sentence in step_sentences(trace.steps[step - 1])]


def test_an_emit_says_who_gets_it_and_they_are_not_told_again(runner: Runner, tmp_path: Path) -> None:
    scenario = (
        "- Ada: connect\n- Grace: connect\n- Ada: {emit: join, data: red}\n- Grace: {emit: join, data: red, ack: true}"
    )
    assert told(runner, tmp_path, CODE, scenario, 4, "clients: [Ada, Grace]") == [
        "Grace sends the event join with red, and asks for an acknowledgement.",
        "The server calls its handler join with it.",
        "Grace joins the room red.",
        "The server sends the event joined with red to the room red: Ada and Grace.",
        "The acknowledgement welcome goes back to Grace.",
    ]


def test_a_connection_and_the_end(runner: Runner, tmp_path: Path) -> None:
    assert told(runner, tmp_path, HEAD, "- connect", 1) == [
        "Client asks the server for a connection.",
        "The server accepts, and gives Client its session id (sid).",
    ]
    assert told(runner, tmp_path, HEAD, "- connect", 2) == ["No more events: the scenario is over."]


def test_a_heading_has_the_values_as_chips(runner: Runner, tmp_path: Path) -> None:
    scenario = "- connect\n- {emit: login, data: Ada}\n- send: Hello there\n- disconnect"
    made = [heading(step) for step in runner.run(lesson(tmp_path, HEAD, scenario)).trace.steps]
    assert [str(one) for one in made] == [
        "Client connects",
        "Client emits login with Ada",
        "Client sends Hello there",
        "Client disconnects",
        "No more events",
    ]
    assert [piece.text for piece in made[1].pieces if piece.kind in ("name", "value")] == ["login", "Ada"]


def test_aloud_a_step_of_many_sentences_is_cut_after_six_and_counted(runner: Runner, tmp_path: Path) -> None:
    step = runner.run(lesson(tmp_path, handler("[send(str(n)) for n in range(9)]"))).trace.steps[1]
    assert len(step_sentences(step)) == 11
    assert aloud(step).endswith("And 5 more.")
