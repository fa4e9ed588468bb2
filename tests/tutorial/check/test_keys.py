"""A key that grades wrongly is told with the value that it wrongs; its true twin is not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutorial.check.pairs import LESSON, PROGRAM, Tell, asked, teller
from tutorial.run.runner import Runner


@pytest.fixture(scope="module")
def tell(tmp_path_factory: pytest.TempPathFactory, runner: Runner) -> Tell:
    return teller(tmp_path_factory.mktemp("keys"), runner)


_MIXED = {
    "code": PROGRAM + "\n@socketio.on('keep')\ndef keep(value):\n    global kept\n    kept = value\n\nkept = None\n",
    "scenario": [
        *LESSON["scenario"][:8],
        {"Alan": {"emit": "keep", "data": "7"}},
        {"Alan": {"emit": "keep", "data": 7}},
        {"Alan": {"emit": "keep", "data": "Tea"}},
        {"Alan": {"emit": "keep", "data": "tea"}},
        {"Alan": {"emit": "keep", "data": 9}},
    ],
    "watch": [*LESSON["watch"], "kept"],
}
"""The same lesson, with a value that changes between texts and numbers in steps 9 to 13."""

_ALAN = {"received_by": "Alan", "step": 6}
_AT_START = {"variable": "last_message", "after": 0}

PAIRS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "a part of the right choice": (
        asked("What does Grace receive in step 6?", {"received_by": "Grace", "step": 6},
              choices=["'said' 'hello'", "'said' 'bye'"]),
        asked("What stands in “Client Receives” of step 6?", {"cell": "receives", "step": 6},
              choices=["'said' 'hello'", "Ada: 'said' 'hello'; Grace: 'said' 'hello'; Ada: Acknowledgement 'told 2'"]),
        "\"'said' 'hello'\" is graded wrong, but is a part of what is right",
    ),
    "nothing in other words": (
        asked("What does Alan receive in step 6?", _ALAN, choices=["nothing", "'said' 'hello'"]),
        asked("What does Alan receive in step 6?", _ALAN, choices=["nothing", "No message"]),
        "'No message' is graded wrong, but says the same as the right 'nothing'",
    ),
    "None in other words": (
        asked("What is `last_message` at the start?", _AT_START, choices=["None", "hello"]),
        asked("What is `last_message` at the start?", _AT_START, choices=["None", "nothing"]),
        "'nothing' is graded wrong, but says the same as the right 'None'",
    ),
    "a tolerance": (
        asked("What is `visits` after step 4?", {"variable": "visits", "after": 4}, kind="number", tolerance=0.5),
        asked("What is `visits` after step 4?", {"variable": "visits", "after": 4}, kind="number", tolerance=1),
        "a tolerance of 1 lets 0 pass for 1: That is its value from the start until step 4.",
    ),
    "a typed value": (
        asked("What is `visits` after step 4?", {"variable": "visits", "after": 4}, choices=["0", "1"]),
        asked("What is `visits` after step 4?", {"text": "2"}, choices=["1", "2"]),
        "this answer is typed, and the run has one: it is '1', not typed '2'",
    ),
    "a typed delivery": (
        asked("What does Grace receive in step 7?", {"received_by": "Grace", "step": 7}),
        asked("What does Grace receive in step 7?", {"text": "3"}),
        "this answer is typed, and the run has one: it is \"'divided' 3.0\", not typed '3'",
    ),
    "equal things": (
        asked("Put steps 4 and 5 in order.", {"order": "steps", "steps": [4, 5]}, kind="order"),
        {**_MIXED, "scenario": [*LESSON["scenario"][:5], LESSON["scenario"][5], LESSON["scenario"][5]],
         "unhandled": [], **asked("Put steps 6 and 7 in order.", {"order": "steps", "steps": [6, 7]}, kind="order")},
        "\"Ada emits 'say' 'hello'\" stands twice among the things to put in order",
    ),
    "a text and a number": (
        {**_MIXED, **asked("What is `kept` after step 13?", {"variable": "kept", "after": 13})},
        {**_MIXED, **asked("What is `kept` after step 9?", {"variable": "kept", "after": 9})},
        "7 after step 10 reads like the right answer, '7'",
    ),
    "case": (
        {**_MIXED, **asked("What is `kept` after step 11?", {"variable": "kept", "after": 11}, choices=["Tea", "tea"])},
        {**_MIXED, **asked("What is `kept` after step 11?", {"variable": "kept", "after": 11})},
        "'tea' passes for 'Tea': case and quotes do not count",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", PAIRS)
def test_a_key_that_grades_wrongly_is_told(tell: Tell, kind: str) -> None:
    true, false, words = PAIRS[kind]
    assert tell(true) == [], "the true twin is silent"
    assert any(words in what for what in tell(false))
