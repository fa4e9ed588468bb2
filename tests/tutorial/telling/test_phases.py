"""The sentences for phases."""

from __future__ import annotations

from pathlib import Path

from tests.tutorial.lessons import HEAD, lesson
from tutorial.run.runner import Runner
from tutorial.telling.phases import phase_sentence


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


def test_an_event_that_nothing_handles_is_dropped(runner: Runner, tmp_path: Path) -> None:
    step = runner.run(lesson(tmp_path, HEAD, "- connect\n- emit: dance\n- disconnect")).trace.steps[1]
    told = next(phase_sentence(step, phase) for phase in step.phases if phase.kind == "receives")
    assert told == "The server reads the event 'dance' from Client. Nothing handles it, so it is dropped."
