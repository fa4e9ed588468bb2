"""The sentences for phases."""

from __future__ import annotations

from pathlib import Path

from tests.tutorial.lessons import HEAD, handler, lesson
from tutorial.run.runner import Runner
from tutorial.telling.phases import phase_sentence


def test_every_phase_has_a_sentence(runner: Runner, tmp_path: Path) -> None:
    code = HEAD + "@socketio.on('ask')\ndef ask(x):\n    emit('told', x)\n    return 1\n"
    trace = runner.run(lesson(tmp_path, code, "- connect\n- emit: ask\n  data: 2\n  ack: true\n- disconnect")).trace
    told = [str(phase_sentence(step, phase)) for step in trace.steps for phase in step.phases]
    assert told == [
        "Client asks the server for a connection.",
        "The server accepts, and gives Client its session id (sid).",
        "Client sends the event ask with 2, and asks for an acknowledgement.",
        "The server reads the event ask from Client and looks for its handler.",
        "The server calls its handler ask with 2. It returns 1, which is to be the acknowledgement.",
        "The server sends the event told with 2 to Client.",
        "Client receives the event told with 2.",
        "The acknowledgement 1 goes back to Client.",
        "Client receives the acknowledgement 1.",
        "Client says goodbye and leaves.",
        "The connection with Client is closed. The client’s own library tells its program; nothing crosses the wire.",
    ]


def test_a_return_value_that_nobody_asked_for_is_not_told(runner: Runner, tmp_path: Path) -> None:
    code = HEAD + "@socketio.on('ask')\ndef ask(x):\n    return 1\n"
    step = runner.run(lesson(tmp_path, code, "- connect\n- {emit: ask, data: 2}")).trace.steps[1]
    told = next(str(phase_sentence(step, phase)) for phase in step.phases if phase.call)
    assert told == "The server calls its handler ask with 2."


def test_a_handler_that_raises_says_what(runner: Runner, tmp_path: Path) -> None:
    step = runner.run(lesson(tmp_path, handler("raise KeyError('door')"))).trace.steps[1]
    told = next(str(phase_sentence(step, phase)) for phase in step.phases if phase.call)
    assert told.endswith(", which raises KeyError: \"'door'\".")


def test_an_event_that_nothing_handles_is_dropped(runner: Runner, tmp_path: Path) -> None:
    step = runner.run(lesson(tmp_path, HEAD, "- connect\n- emit: dance\n- disconnect")).trace.steps[1]
    told = next(str(phase_sentence(step, phase)) for phase in step.phases if phase.kind == "receives")
    assert told == "The server reads the event dance from Client. It has no handler for it, so nothing happens."


def test_a_guard_is_not_told_as_the_handler_that_it_did_not_call(runner: Runner, tmp_path: Path) -> None:
    code = HEAD + (
        "from functools import wraps\n\n"
        "def members_only(handler):\n"
        "    @wraps(handler)\n"
        "    def guarded(*args):\n"
        "        return None\n"
        "    return guarded\n\n"
        "@socketio.on('ask')\n@members_only\ndef ask(x):\n    return 1\n"
    )
    step = runner.run(lesson(tmp_path, code, "- connect\n- {emit: ask, data: 2}")).trace.steps[1]
    told = next(str(phase_sentence(step, phase)) for phase in step.phases if phase.call)
    assert told == "The server calls guarded with 2, which does not call the handler ask."
