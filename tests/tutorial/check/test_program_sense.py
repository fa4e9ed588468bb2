"""What a program does that nobody can mean is told at its line; its true twin is not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutorial.check.pairs import LESSON, PROGRAM, Tell, asked, moment, teller, told
from tutorial.run.runner import Runner


@pytest.fixture(scope="module")
def tell(tmp_path_factory: pytest.TempPathFactory, runner: Runner) -> Tell:
    return teller(tmp_path_factory.mktemp("sense"), runner)


def program(old: str, new: str, **more: Any) -> dict[str, Any]:
    assert old in PROGRAM
    return {"code": PROGRAM.replace(old, new), **more}


_ASKING = {
    "code": PROGRAM + "\n@socketio.on('poll')\ndef poll():\n    emit('question', 'Tea?', callback=members.append)\n"
}
_NOT_ASKING = {"code": _ASKING["code"].replace(", callback=members.append", "")}
_POLLED = {"scenario": [*LESSON["scenario"][:6], {"Ada": {"emit": "poll"}}, *LESSON["scenario"][6:8]],
           "answers": {"question": "yes"}}  # fmt: skip
_TWICE = PROGRAM.replace("@socketio.on('divide')\ndef divide(a, b):", "@socketio.on('say')\ndef divide(text):")

_SMALL = PROGRAM.replace("SocketIO(app)", "SocketIO(app, max_http_buffer_size=60)")
_LARGE = {"code": _SMALL, "scenario": [*LESSON["scenario"][:5], {"Ada": {"emit": "say", "data": "x" * 90}}]}

_POOL = (
    PROGRAM
    + """
from concurrent.futures import ThreadPoolExecutor
pool = ThreadPoolExecutor(1)

def half(n):
    return n / 0

@socketio.on('half')
def halve(n):
    READ
"""
)
_HALVED = [*LESSON["scenario"][:8], {"Ada": {"emit": "half", "data": 4}}]
_UNREAD = {"code": _POOL.replace("READ", "pool.submit(half, n)"), "scenario": _HALVED}
_READ = {"code": _POOL.replace("READ", "visits = str(pool.submit(half, n).exception())"), "scenario": _HALVED}

PAIRS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "a room without anybody": (
        {},
        program("to='tea'", "to='tee'"),
        "line 19 emits 'said' to room 'tee', where nobody ever is, in steps 6 and 8",
    ),
    "a room of another type": (
        program("to='tea'", "to='1'", **told("In step 6 nobody gets it, for nobody is in room `1`.")),
        {"code": PROGRAM.replace("join_room('tea')", "join_room(1)").replace("to='tea'", "to='1'")},
        "line 19 emits 'said' to room '1', where nobody ever is",
    ),
    "an event with two handlers": (
        {},
        {"code": _TWICE.replace("a / b", "text"), "unhandled": ["divide"]},
        "divide in line 23 handles 'say' again: the server forgets say",
    ),
    "a packet that is too large": (
        {**_LARGE, **told("In step 6 the message is too large.")},
        _LARGE,
        "step 6 sends a packet of more than 60 characters, and the server closes the connection for it",
    ),
    "an exception in a future that nobody reads": (
        _READ,
        _UNREAD,
        "half raises ZeroDivisionError in a thread of an executor: division by zero. Nobody hears of it",
    ),
    "an answer that nobody asks for": (
        {**_ASKING, **_POLLED},
        {**_NOT_ASKING, **_POLLED},
        "nobody asks for the answer to 'question': the server emits it without a callback",
    ),
    "an answer to an event that is never sent": (
        {},
        {"answers": {"question": "yes"}},
        "nobody asks for the answer to 'question': the server never emits it",
    ),
    "an exception of a changed run": (
        asked("Without step 4, what is `visits` after step 8? One handler raises an exception.",
              {"variable": "visits", "after": 8, "when": {"altered": {"step": 7, "action": {
                  "Grace": {"emit": "divide", "args": [1, 0]}}}}}),
        asked("What is `visits` in the end?",
              {"variable": "visits", "after": 10, "when": {"altered": {"step": 7, "action": {
                  "Grace": {"emit": "divide", "args": [1, 0]}}}}}),
        "in the changed run divide raises ZeroDivisionError in step 7: division by zero",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", PAIRS)
def test_what_nobody_can_mean_is_told(tell: Tell, kind: str) -> None:
    true, false, words = PAIRS[kind]
    assert not any(words.split(":")[0] in what for what in tell(true)), "the true twin is silent"
    assert any(words in what for what in tell(false))


def test_a_room_that_somebody_was_in_or_that_is_said_to_be_empty_is_not_told(tell: Tell) -> None:
    left = program("emit('said', text, to='tea')", "leave_room('tea')\n    emit('said', text, to='tea')")
    left["code"] = left["code"].replace("join_room", "join_room, leave_room", 1)
    assert not any("where nobody ever is" in what for what in tell(left))
    wrong = program("to='tea'", "to='tee'")
    claim = [{"receives": "'said' 'hello'", "only": []}]
    assert not any("nobody ever" in what for what in tell(wrong | moment("Who?", "Nobody.", claims=claim)))


def test_a_method_name_for_each_namespace_is_no_second_handler(tell: Tell) -> None:
    code = PROGRAM + "\n@socketio.on('say', namespace='/b')\ndef say_b(text):\n    emit('said', text)\n"
    assert not any("again" in what for what in tell({"code": code}))
