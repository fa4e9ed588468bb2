"""A question whose words and query differ is told with the value that the words mean; its true twin is not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutorial.check.pairs import Tell, asked, teller
from tutorial.run.runner import Runner


@pytest.fixture(scope="module")
def tell(tmp_path_factory: pytest.TempPathFactory, runner: Runner) -> Tell:
    return teller(tmp_path_factory.mktemp("wording"), runner)


_AFTER_7 = {"variable": "visits", "after": 7}
_NOTE = {"who_received": {"step": 6, "event": "said"}}
_SEVERAL = {"kind": "several", "choices": ["Ada", "Grace", "Alan"]}
_TWO = {"kind": "several", "choices": ["Ada", "Grace"]}

_HELLO = {"step_where": {"trigger": "Ada emits 'say' 'hello'"}}
_BYE = {"step_where": {"trigger": "Ada emits 'say' 'bye'"}}
_TO_ADA = {"count": "packets", "direction": "to client", "client": "Ada", "step": 6}

# The true question, words of it that make it false, and what is told then.
PAIRS: dict[str, tuple[dict[str, Any], tuple[str, str], str]] = {
    "another variable": (
        asked("What is `visits` after step 4?", {"variable": "visits", "after": 4}),
        ("`visits`", "`members`"),
        "speaks of `members`, its answer is read from `visits`: it is '1', by the words it is \"['Ada']\"",
    ),
    "another step": (
        asked("What is `visits` after step 4?", {"variable": "visits", "after": 4}),
        ("step 4", "step 5"),
        "speaks of step 5, its answer is read after step 4: it is '1', by the words it is '2'",
    ),
    "before a step": (
        asked("What is `visits` after step 4?", {"variable": "visits", "after": 4}),
        ("after step 4", "before step 4"),
        "speaks of the time before step 4, its answer is read after step 4: it is '1', by the words it is '0'",
    ),
    "after a step": (
        asked("What is `visits` just before step 5?", {"variable": "visits", "after": 4}),
        ("just before", "after"),
        "speaks of step 5, its answer is read after step 4: it is '1', by the words it is '2'",
    ),
    "a step as a word": (
        asked("What is `visits` after step four?", {"variable": "visits", "after": 4}),
        ("four", "five"),
        "speaks of step 5, its answer is read after step 4",
    ),
    "at the start": (
        asked("What is `visits` in the end?", {"variable": "visits", "after": 10}),
        ("in the end", "at the start"),
        "speaks of the start, its answer is read after step 10: it is '2', by the words it is '0'",
    ),
    "another client": (
        asked("What does Grace receive in step 6?", {"received_by": "Grace", "step": 6}),
        ("Grace", "Ada"),
        "speaks of Ada, its answer is read for Grace: it is \"'said' 'hello'\"",
    ),
    "another event": (
        asked("Who receives `said` in step 6?", _NOTE, **_TWO),
        ("`said`", "`joined`"),
        "speaks of the event 'joined' and the event `joined`, its answer is read from 'said' in step 6",
    ),
    "an event of another step": (
        asked("What does Ada receive when `say` is called in step 6?", {"received_by": "Ada", "step": 6}),
        ("`say`", "`divide`"),
        "speaks of the event `divide`, its answer is read in step 6",
    ),
    "a column": (
        asked("What stands in “Action Taken” of step 4?", {"cell": "action", "step": 4}),
        ("Action Taken", "Client Receives"),
        "speaks of “Client Receives”, its answer is read from “Action Taken”",
    ),
    "a value for a cell": (
        asked("What does Ada receive in step 6?", {"received_by": "Ada", "step": 6}),
        ("What does Ada receive in", "What is `visits` after"),
        "speaks of `visits`, its answer is read from “Client Receives”",
    ),
    "who does not": (
        asked("Who receives `said` in step 6?", _NOTE, **_TWO),
        ("Who receives", "Who does not receive"),
        "speaks of who does not receive it, its answer is read from those who do: it is Ada and Grace, by the words",
    ),
    "who does": (
        asked("Who does not receive `said` in step 6?", {"who_missed": {"step": 6, "event": "said"}}, **_SEVERAL),
        ("does not receive", "receives"),
        "speaks of who receives it, its answer is read from those who do not",
    ),
    "ever": (
        asked("Who receives something in step 7?", {"who_received": {"step": 7}}, **_TWO),
        ("something in step 7", "something, ever"),
        "speaks of the whole run, its answer is read in step 7: it is Grace, by the words it is Ada, Grace and Alan",
    ),
    "a step that is not asked": (
        asked("How many emits are there?", {"count": "emits"}, kind="number"),
        ("are there", "are there in step 6"),
        "speaks of step 6, its answer is read in the whole run: it is 7, by the words it is 2",
    ),
    "no step": (
        asked("What is `visits` after step 4?", {"variable": "visits", "after": 4}),
        (" after step 4", ""),
        "speaks of no step, its answer is read after step 4: it is '1', by the words it is '0'",
    ),
    "packets": (
        asked("How many emits are in step 6?", {"count": "emits", "step": 6}, kind="number"),
        ("emits", "packets"),
        "speaks of “packets”, its answer is read as “emits”: it is 2, by the words it is",
    ),
    "the line of something else": (
        asked("Which line emits in step 4?", {"line": "emit", "step": 4}, kind="line"),
        ("emits", "adds to a room"),
        "speaks of “room”, its answer is read as “emit”: it is line 15, by the words it is line 14",
    ),
    "the step of a changed run": (
        asked("If step 4 is left out, what is `visits` after step 8?", {**_AFTER_7, "when": {"without": 4}}),
        ("step 4", "step 5"),
        "speaks of step 5, its answer is read without “Ada emits 'join' 'Ada'”: it is '1'",
    ),
    "the client of a changed run": (
        asked("If Ada never joined, what would `visits` be in the end?", {**_AFTER_7, "when": {"without": 4}}),
        ("Ada", "Alan"),
        "speaks of Alan, its answer is read without “Ada emits 'join' 'Ada'”",
    ),
    "the line of a changed run": (
        asked(
            "If line 13 were `pass`, what is `members` after step 5?",
            {"variable": "members", "after": 5, "when": {"code": {"line": 13, "becomes": "pass"}}},
        ),
        ("line 13", "line 12"),
        "speaks of line 12, its answer is read with line 13 of the code changed: it is '[]'",
    ),
    "the code of a changed run": (
        asked(
            "If line 13 were `pass`, what is `members` after step 5?",
            {"variable": "members", "after": 5, "when": {"code": {"line": 13, "becomes": "pass"}}},
        ),
        ("`pass`", "`members.clear()`"),
        "speaks of `members.clear()`, its answer is read with line 13 of the code changed",
    ),
    "what is swapped": (
        asked("Steps 4 and 5 are swapped. Which are different then?", {"differs": {"swapped": [4, 5]}},
              kind="several", choices=[f"Step {number}" for number in (*range(4, 9), 9, 10, 11)]),
        ("Steps 4 and 5 are swapped. Which are different then?", "Which are different if steps 4 and 6 are swapped?"),
        "speaks of steps 4 and 6, its answer is read with steps 4 and 5 swapped",
    ),
    "an unnamed client": (
        asked("What does Ada receive in step 6?", {"received_by": "Ada", "step": 6}),
        ("Ada", "the client"),
        "speaks of “the client”, its answer is read for Ada; Grace receives something else",
    ),
    "a count of an unnamed client": (
        asked("How many packets go to Ada in step 6?", _TO_ADA, kind="number"),
        ("Ada", "the client"),
        "speaks of “the client”, its answer is read for Ada; Grace receives something else",
    ),
    "a namespace": (
        asked("Which step brings `say` with `hello` in the namespace `/`?", _HELLO),
        ("`/`", "`/chat`"),
        "speaks of the namespace `/chat`, its answer is read in step 6, which is in `/`",
    ),
    "the first time": (
        asked("In which step does `say` run for the first time?", _HELLO),
        ("first", "last"),
        "speaks of the last time, step 8, its answer is read in step 6",
    ),
    "a quotation of another step": (
        asked("In which step does Ada say “hello”?", _HELLO),
        ("“hello”", "“bye”"),
        "speaks of 'bye', its answer is read in step 6; it stands in step",
    ),
    "the whole run": (
        asked("How many calls of `join` has step 4?", {"count": "calls", "of": "join", "step": 4}, kind="number"),
        ("step 4", "the run"),
        "speaks of the whole run, its answer is read in step 4: it is 1, by the words it is 2",
    ),
    "who is told": (
        asked("Who is left out in step 6?", {"who_missed": {"step": 6, "event": "said"}}, **_SEVERAL),
        ("left out", "told"),
        "speaks of who receives it, its answer is read from those who do not",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", PAIRS)
def test_a_question_that_speaks_of_something_else_is_told(tell: Tell, kind: str) -> None:
    true, (word, other), words = PAIRS[kind]
    assert tell(true) == [], "the true twin is silent"
    question = true["quiz"][0]
    false = {**question, "question": question["question"].replace(word, other)}
    (what, *_) = [one for one in tell({"quiz": [false]}) if one.startswith("the question speaks")]
    assert words in what


TRUE = [
    asked("In step 4 Ada joins. What is `visits` at the end of the run?", {"variable": "visits", "after": 10}),
    asked("Ada joins. What does her friend receive in step 4?", {"received_by": "Grace", "step": 4}),
    asked("Ada joins in step 4. What does she receive then?", {"received_by": "Ada", "step": 4}),
    asked("After step 5, Ada says hello. What does she receive?", {"received_by": "Ada", "step": 6}),
    asked("What does Grace hear of the first greeting?", {"received_by": "Grace", "step": 6}),
    asked("What does everybody receive when Ada joins in step 4?", {"received_by": "Alan", "step": 4}),
    asked("What is `visits` when step 5 begins?", {"variable": "visits", "after": 4}),
    asked("What is `present` after step 5, when `join` has been called twice?", {"variable": "present", "after": 5}),
    asked("Who is left out when Ada says hello?", {"who_missed": {"step": 6, "event": "said"}}, **_SEVERAL),
    asked("Who gets nothing in step 7?", {"who_missed": {"step": 7}}, **_SEVERAL),
    asked("Which line in the handler of `say` sends `said` in step 6?", {"line": "emit", "step": 6}, kind="line"),
    asked("In which step does Ada say `bye`?", {"step_where": {"trigger": "Ada emits 'say' 'bye'"}}),
    asked("Which step would be missing if Grace never left?", {"missing_step": {"without": 9}}),
    asked("Without {step 4}, what is `visits` after step 5?", {**_AFTER_7, "after": 4, "when": {"without": 4}}),
    asked("What does the client that sent it receive in step 6?", {"received_by": "Ada", "step": 6}),
    asked("What does the sender receive in step 6?", {"received_by": "Ada", "step": 6}),
    asked("What does the client receive in step 7?", {"received_by": "Grace", "step": 7}),
    asked("What does Ada receive in the namespace `/` in step 6?", {"received_by": "Ada", "step": 6}),
    asked("In which step does `say` run last?", _BYE),
    asked("In which step does Ada say bye?", _BYE, after=7),
    asked("How many emits are there in step 6?", {"count": "emits", "step": 6}, kind="number", after=5),
]  # fmt: skip


@pytest.mark.parametrize("keys", TRUE, ids=lambda keys: keys["quiz"][0]["question"][:40])
def test_a_true_question_is_not_told(tell: Tell, keys: dict[str, Any]) -> None:
    assert tell(keys) == []


SEEN = [
    asked("In which step does Ada say bye?", _BYE, after=9),
    asked("How many emits are there in step 6?", {"count": "emits", "step": 6}, kind="number", after=7),
    asked("Who receives `said` in step 6?", _NOTE, after=8, **_TWO),
]


@pytest.mark.parametrize("keys", SEEN, ids=lambda keys: keys["quiz"][0]["question"][:40])
def test_a_question_whose_answer_was_seen_before_is_told(tell: Tell, keys: dict[str, Any]) -> None:
    assert any("which is seen by then" in what for what in tell(keys))
