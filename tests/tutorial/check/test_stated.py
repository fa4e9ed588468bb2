"""A statement that says something else than its `reads` is told with what the run has; its true twin is not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutorial.check.pairs import Tell, asked, teller
from tutorial.run.runner import Runner


@pytest.fixture(scope="module")
def tell(tmp_path_factory: pytest.TempPathFactory, runner: Runner) -> Tell:
    return teller(tmp_path_factory.mktemp("stated"), runner)


def stated(statement: str, answer: dict[str, Any]) -> dict[str, Any]:
    return asked(statement, answer, kind="true_false")


_VISITS = {"variable": "visits", "after": 4}
_SAID = {"who_received": {"step": 6, "event": "said"}}

PAIRS = {
    "not": (
        stated("After step 4 `visits` is 1.", {**_VISITS, "reads": "1"}),
        stated("After step 4 `visits` is not 1.", {**_VISITS, "reads": "1"}),
        "the statement says “not”, its `reads` is '1': in the run it is '1', and the key is True",
    ),
    "isn't": (
        stated("After step 4 `visits` is 0.", {**_VISITS, "reads": "0"}),
        stated("After step 4 `visits` isn't 0 any more.", {**_VISITS, "reads": "0"}),
        "the statement says “n't”, its `reads` is '0': in the run it is '1', and the key is False",
    ),
    "nobody": (
        stated("Ada receives `said` in step 6.", {**_SAID, "reads": "Ada"}),
        stated("Nobody receives `said` in step 6.", {**_SAID, "reads": "Ada"}),
        "the statement says “Nobody”, its `reads` is 'Ada': in the run it is Ada and Grace, and the key is True",
    ),
    "only": (
        stated("Ada receives `said` in step 6.", {**_SAID, "reads": "Ada"}),
        stated("Only Ada receives `said` in step 6.", {**_SAID, "reads": "Ada"}),
        "the statement says “Only”, its `reads` holds one of several: in the run it is Ada and Grace",
    ),
    "nobody else": (
        stated("Grace receives `divided` in step 7, and nobody else.", {"who_received": {"step": 7}, "reads": "Grace"}),
        stated("Grace receives `said` in step 6, and nobody else.", {**_SAID, "reads": "Grace"}),
        "the statement says “nobody else”",
    ),
    "all": (
        stated("Both Ada and Grace receive `said` in step 6.", {**_SAID, "reads": "Ada"}),
        stated("All clients receive `said` in step 6, also Ada.", {**_SAID, "reads": "Ada"}),
        "the statement says “All”, its `reads` holds one of them: in the run it is Ada and Grace",
    ),
    "a number": (
        stated("There are two names in `members` after step 5.",
               {"variable": "members", "after": 5, "reads": "['Ada', 'Grace']"}),
        stated("There are four names in `members` after step 5.",
               {"variable": "members", "after": 5, "reads": "['Ada', 'Grace']"}),
        "the statement says “four”, its `reads` is \"['Ada', 'Grace']\"",
    ),
    "a count": (
        stated("In step 6 the server emits 2 times.", {"count": "emits", "step": 6, "reads": "2"}),
        stated("In step 6 the server emits 4 times.", {"count": "emits", "step": 6, "reads": "2"}),
        "the statement says “4”, its `reads` is '2': in the run it is 2, and the key is True",
    ),
    "another value": (
        stated("In step 6 Grace receives `'said' 'hello'`.",
               {"received_by": "Grace", "step": 6, "reads": "'said' 'hello'"}),
        stated("In step 6 Grace receives `'said' 'bye'`.",
               {"received_by": "Grace", "step": 6, "reads": "'said' 'hello'"}),
        "its `reads` is \"'said' 'hello'\": in the run it is \"'said' 'hello'\", and the key is True",
    ),
    "another client": (
        stated("Grace receives `said` in step 6.", {**_SAID, "reads": "Grace"}),
        stated("Alan receives `said` in step 6.", {**_SAID, "reads": "Grace"}),
        "the statement says 'Alan', its `reads` is 'Grace': in the run it is Ada and Grace, and the key is True",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", PAIRS)
def test_a_statement_beside_its_reads_is_told(tell: Tell, kind: str) -> None:
    true, false, words = PAIRS[kind]
    assert tell(true) == [], "the true twin is silent"
    assert any(words in what for what in tell(false))


TRUE = [
    stated("There are two names in `members` after step 5.",
           {"variable": "members", "after": 5, "reads": "['Ada', 'Grace']"}),
    stated("Alan does not receive `said` in step 6.", {"who_missed": {"step": 6, "event": "said"}, "reads": "Alan"}),
    stated("Alan receives nothing in step 6.", {"received_by": "Alan", "step": 6, "reads": "nothing"}),
    stated("Alan does not receive anything in step 6.", {"received_by": "Alan", "step": 6, "reads": "nothing"}),
    stated("`last_message` is None at the start.", {"variable": "last_message", "after": 0, "reads": "None"}),
    stated("After step 5 `visits` is still 1.", {"variable": "visits", "after": 5, "reads": "1"}),
    stated("Only Alan misses it in step 6.", {"who_missed": {"step": 6, "event": "said"}, "reads": "Alan"}),
    stated("Everybody hears of Ada in step 4, Alan too.", {"who_received": {"step": 4}, "reads": "Alan"}),
    stated("Two clients hear `said` in step 6, and Ada is one of the three.", {**_SAID, "reads": "Ada"}),
]  # fmt: skip


@pytest.mark.parametrize("keys", TRUE, ids=lambda keys: keys["quiz"][0]["question"][:40])
def test_a_statement_that_its_reads_holds_is_not_told(tell: Tell, keys: dict[str, Any]) -> None:
    assert tell(keys) == []
