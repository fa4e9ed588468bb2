"""A budget of lines ends what has no end, wherever it stands, with its line."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from tests.tutorial.lessons import HEAD
from tutorial.run.memory_player import play_in_memory

pytestmark = pytest.mark.skipif(not hasattr(sys, "monitoring"), reason="lines are counted by sys.monitoring (3.12)")

HANDLES = HEAD + "@socketio.on('message')\ndef handle(msg):\n"

LOOPS = {
    "in a handler": (HANDLES + "    while True:\n        pass\n", "handle", (9, 10)),
    "on one line": (HANDLES + "    while True: pass\n", "handle", (9,)),
    "in a comprehension": (HANDLES + "    [0 for _ in iter(int, 1)]\n", "handle", (9,)),
    "in a task": (
        HANDLES + "    def tick():\n        while 1: 0\n    socketio.start_background_task(tick)\n",
        "tick",
        (10,),
    ),
    "at the import": (HEAD + "while True:\n    pass\n", None, (7, 8)),
}


class EndedError(BaseException):
    """What ends a run from outside."""


def played(code: str, **options: Any) -> dict[str, Any]:
    scenario = [{"kind": "connect"}, {"kind": "send", "event": "message", "arguments": ["a"]}]
    limits = {"seconds": 10.0, "output_limit": 1000, "emit_limit": 100}
    request = {
        "code": code,
        "code_hash": "",
        "watch": {},
        "answers": {},
        "clients": ["Client"],
        "transport": "websocket",
    }
    return play_in_memory({**request, **limits, "scenario": scenario}, lines=2_000, **options)


@pytest.mark.parametrize("where", LOOPS)
def test_a_loop_without_an_end_is_ended_with_its_line(where: str) -> None:
    code, function, lines = LOOPS[where]
    answer = played(code)
    assert (answer["reason"], answer["function"], answer["message"]) == ("lines", function, "more than 2,000")
    assert answer["line"] in lines


def test_a_program_that_catches_what_ends_it_is_told_of() -> None:
    tried = "    def tried():\n        try: 0\n        except: 0\n"
    body = f"{tried}    while True:\n        try: tried()\n        except: 0\n"
    told: list[dict[str, Any]] = []

    def unheard(answer: dict[str, Any]) -> None:
        told.append(answer)
        raise EndedError

    played(HANDLES + body, unheard=unheard)
    assert [answer["reason"] for answer in told] == ["lines"]


def test_a_program_within_the_budget_is_not_touched() -> None:
    assert played(HANDLES + "    for _ in range(500): 0\n")["kind"] == "trace"
    assert all(sys.monitoring.get_tool(tool) is None for tool in (3, 4))  # type: ignore[attr-defined, unused-ignore]
