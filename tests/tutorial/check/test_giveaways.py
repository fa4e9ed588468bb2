"""A question or hint that tells the answer, or points elsewhere, is told; its true twin is not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutorial.check.pairs import Tell, teller
from tutorial.run.runner import Runner


@pytest.fixture(scope="module")
def tell(tmp_path_factory: pytest.TempPathFactory, runner: Runner) -> Tell:
    return teller(tmp_path_factory.mktemp("giveaways"), runner)


def hinted(question: str, answer: dict[str, Any], *hints: Any, **more: Any) -> dict[str, Any]:
    kind = {} if "choices" in more else {"kind": "text"}
    return {"quiz": [{"question": question, "answer": answer, "hints": list(hints), **kind, **more}]}


def pointed(point: dict[str, Any]) -> dict[str, Any]:
    return {"text": "So.", "points": [point]}


_MEMBERS = {"variable": "members", "after": 5}
_ACK = {"cell": "receives", "step": 7}
_STEP = {"step_where": {"action": "divide called with 6, 2"}}
_STEPS = ["Step 6", "Step 7"]

PAIRS = {
    "the answer in the question": (
        hinted("What is `members` after step 5?", _MEMBERS, "Who joined?"),
        hinted("What is `members` after step 5, when `['Ada', 'Grace']` are there?", _MEMBERS, "Who joined?"),
        "the question tells the answer, \"['Ada', 'Grace']\"",
    ),
    "the answer in a hint": (
        hinted("What is `members` after step 5?", _MEMBERS, "Ada joined first.", "Then Grace did."),
        hinted("What is `members` after step 5?", _MEMBERS, "Who joined?", "So it is ['Ada', 'Grace']."),
        "the hint tells the answer, \"['Ada', 'Grace']\"",
    ),
    "a number in a hint": (
        hinted("What is `visits` after step 5?", {"variable": "visits", "after": 5}, "It counts 2 kinds of calls."),
        hinted("What is `visits` after step 5?", {"variable": "visits", "after": 5}, "The answer is 2."),
        "the hint tells the answer, '2'",
    ),
    "the step in the question": (
        hinted("In which step is something divided?", _STEP, "Look down the column.", choices=_STEPS),
        hinted("In which step is something divided, if not in step 7?", _STEP, "Look.", choices=_STEPS),
        "the question tells the answer, 'Step 7'",
    ),
    "a reference in the first hint": (
        hinted("What stands in “Client Receives” of step 7?", _ACK, "See {column receives}.", "See {cell 8 receives}."),
        hinted("What stands in “Client Receives” of step 7?", _ACK, "It is {cell 7 receives}.", "See there."),
        "the hint shows the answer: `{cell 7 receives}` is \"Grace: 'divided' 3.0\" on the page",
    ),
    "a reference in the question": (
        hinted("What is `members` after step 5?", _MEMBERS, "Look."),
        hinted("It is {value members after 5} after step 5. What is `members`?", _MEMBERS, "Look."),
        "the question shows the answer: `{value members after 5}`",
    ),
    "a hint that points to another variable": (
        hinted("What is `members` after step 5?", _MEMBERS, {"text": "There.", "points": [{"variable": "members"}]}),
        hinted("What is `members` after step 5?", _MEMBERS, {"text": "There.", "points": [{"variable": "visits"}]}),
        "the hint points to `visits`, the answer is `members`",
    ),
    "a hint that points to another step": (
        hinted("What is `members` after step 5?", _MEMBERS, pointed({"variable": "members", "after": 4})),
        hinted("What is `members` after step 5?", _MEMBERS, pointed({"variable": "members", "after": 8})),
        "the hint points to step 8, the answer stands after step 5",
    ),
    "a hint that says another step": (
        hinted("What is `members` after step 5?", _MEMBERS, "Look at step 5."),
        hinted("What is `members` after step 5?", _MEMBERS, "Look at step 9."),
        "the hint points to step 9",
    ),
    "an answer that is seen before": (
        hinted("Put steps 7 and 8 in order.", {"order": "steps", "steps": [7, 8]}, "So.", kind="order", after=6),
        hinted("Put steps 4 and 5 in order.", {"order": "steps", "steps": [4, 5]}, "So.", kind="order", after=6),
        "asked after step 6, but its answer stands in step 5, which is seen by then",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", PAIRS)
def test_a_giveaway_is_told(tell: Tell, kind: str) -> None:
    true, false, words = PAIRS[kind]
    assert tell(true) == [], "the true twin is silent"
    assert any(words in what for what in tell(false))


TRUE = [
    hinted("Ada joins. Who hears of it in step 4?", {"who_received": {"step": 4}}, "Ada is one of them.",
           kind="several", choices=["Ada", "Grace", "Alan"]),
    hinted("Is `visits` 1 or 2 after step 5?", {"variable": "visits", "after": 5}, "Ada was number 1.",
           choices=["1", "2"]),
    hinted("Who misses `said` in step 6?", {"who_missed": {"step": 6, "event": "said"}}, "Has Alan joined?",
           choices=["Ada", "Grace", "Alan"]),
    hinted("In which step is something divided?", _STEP, "Go down.", "It comes after step 6.", choices=_STEPS),
]  # fmt: skip


@pytest.mark.parametrize("keys", TRUE, ids=lambda keys: keys["quiz"][0]["question"][:40])
def test_a_hint_that_leads_is_not_told(tell: Tell, keys: dict[str, Any]) -> None:
    assert tell(keys) == []
