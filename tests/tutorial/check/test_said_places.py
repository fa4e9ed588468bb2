"""A sentence whose names, numbers or values differ from the program and the run is told; its true twin is not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutorial.check.pairs import Tell, asked, moment, teller, told
from tutorial.run.runner import Runner


@pytest.fixture(scope="module")
def tell(tmp_path_factory: pytest.TempPathFactory, runner: Runner) -> Tell:
    return teller(tmp_path_factory.mktemp("said"), runner)


# The true text, words of it that make it false, and what is told then.
PAIRS: dict[str, tuple[str, tuple[str, str], str]] = {
    "a name that nobody has": (
        "All who join stand in `members`.",
        ("`members`", "`member_list`"),
        "neither the program nor the libraries have 'member_list'",
    ),
    "an argument that nobody has": (
        "With `broadcast=True` everybody hears of it.",
        ("broadcast", "brodcast"),
        "neither the program nor the libraries have 'brodcast'",
    ),
    "a call that is another": (
        "The handler ends with `emit('said', text, to='tea')` and a text.",
        ("to='tea'", "broadcast=True"),
        "the program has no \"emit('said', text, broadcast=True)\": line 19 is \"emit('said', text, to='tea')\"",
    ),
    "a statement that is another": (
        "Each call runs `visits += 1`.",
        ("+= 1", "+= 2"),
        "the program has no 'visits += 2': line 12 is 'visits += 1'",
    ),
    "a call that never was": (
        "The server calls `join('Grace')` for her.",
        ("'Grace'", "'Alan'"),
        "the run has no call \"join('Alan')\"",
    ),
    "a step that is not there": ("See step 8.", ("8", "18"), "the run has no step 18"),
    "a list of steps": ("See steps 4, 5 and 8.", ("8", "12"), "the run has no step 12"),
    "a line that is not there": ("Look at line 12.", ("12", "40"), "the program has no line 40"),
    "a value after a step": (
        "After step 4 `visits` is `1`.",
        ("`1`", "`2`"),
        "after step 4 `visits` is '1', not '2'",
    ),
    "a value after a reference": (
        "After {step 5} `visits` is already 2.",
        ("2.", "3."),
        "after step 5 `visits` is '2', not '3'",
    ),
    "the step of a value": (
        "`members` is `['Ada']` after step 4.",
        ("step 4", "step 5"),
        "after step 5 `members` is \"['Ada', 'Grace']\"",
    ),
    "a value at the start": ("At the start `visits` is 0.", ("0", "1"), "at the start `visits` is '0', not '1'"),
    "a value that stays": (
        "After step 5 `visits` is 2, and it stays so until the end.",
        ("step 5 `visits` is 2", "step 4 `visits` is 1"),
        "`visits` does not stay so: after step 5 it is '2'",
    ),
    "what a client receives": (
        "In step 6 Grace receives “hello”.",
        ("hello", "bye"),
        "in step 6 Grace receives \"'said' 'hello'\"",
    ),
    "who receives it": (
        "In step 6 Grace receives “hello”.",
        ("Grace", "Alan"),
        "in step 6 Alan receives 'nothing'",
    ),
    "when a handler is called": (
        "`join` is called in step 4 and in step 5.",
        ("step 5", "step 6"),
        "step 6 calls `say`, not `join`",
    ),
    "a handler in no other step": (
        "`say` runs in {step 6} and {step 8}, and in no other.",
        ("{step 6} and {step 8}", "{step 6}"),
        "`say` is not only there: the run has it in steps 6 and 8",
    ),
    "what is sent": (
        "In step 7 the server sends `divided` to Grace.",
        ("`divided`", "`said`"),
        "step 7 emits `divided`, not `said`",
    ),
    "how many clients": ("All three clients connect.", ("three", "two"), "the lesson has 3 clients, not two"),
    "how many clients hear it": (
        "In step 6 two clients receive the hello.",
        ("two", "three"),
        "in step 6 2 clients receive something: Ada and Grace",
    ),
    "how many handlers": ("The program has three handlers.", ("three", "2"), "the program has 3 handlers, not 2"),
    "a cell of another client": (
        "Grace receives {cell 7 receives}.",
        ("Grace", "Ada"),
        "the sentence speaks of Ada, the cell is \"Grace: 'divided' 3.0\"",
    ),
    "a value of another variable": (
        "Then `visits` is {value visits after 4}.",
        ("`visits`", "`members`"),
        "the sentence speaks of `members`, the reference shows `visits`",
    ),
    "a cell of another step": (
        "In step 7 she gets {cell 7 receives}.",
        ("step 7", "step 8"),
        "the sentence speaks of step 8, the reference shows step 7",
    ),
    "a value in other words": (
        "After step 5 `visits` has the value 2.",
        ("2.", "3."),
        "after step 5 `visits` is '2', not '3'",
    ),
    "a value behind its variable's noun": (
        "After step 5 the counter `visits` shows 2.",
        ("2.", "1."),
        "after step 5 `visits` is '2', not '1'",
    ),
    "what a value grows to": ("With step 5 `visits` grows to 2.", ("2.", "1."), "is '2', not '1'"),
    "what a value grows from": (
        "In step 5 `visits` goes from 1 to 2.",
        ("from 1", "from 0"),
        "after step 4 `visits` is '1', not '0'",
    ),
    "what a step sets": ("Step 5 sets `visits` to 2.", ("2.", "3."), "after step 5 `visits` is '2', not '3'"),
    "a value before its variable": ("2 is the value of `visits` after step 5.", ("2 ", "3 "), "is '2', not '3'"),
    "a value in brackets": ("`visits` (2 after step 5) counts the joins.", ("(2", "(1"), "is '2', not '1'"),
    "a value as an equation": ("After step 5: `visits` = 2.", ("= 2", "= 3"), "is '2', not '3'"),
    "what is in a list": ("After step 4 `members` contains `Ada`.", ("`Ada`", "`Grace`"), "not 'Grace'"),
    "how much is in a list": ("After step 5 `members` has two names.", ("two", "three"), "`members` has 2, not three"),
    "how much there is in a list": ("After step 5 there are two names in `members`.", ("two", "six"), "has 2, not six"),
    "an empty list": ("`members` is still empty after step 3.", ("step 3", "step 4"), "\"['Ada']\", not 'empty'"),
    "a number of a step": (
        "In step 7 the client receives `divided` 3.0.",
        ("3.0", "4.0"),
        "step 7 has no 4.0: it is “Grace emits 'divide' 6, 2”",
    ),
    "a quotation of another step": ("In step 8 Ada emits `say` with `bye`.", ("`bye`", "`hello`"), "has no 'hello'"),
    "an answer that nobody gets": ("Step 6 answers `told 2` to Ada.", ("told 2", "told 1"), "step 6 has no 'told 1'"),
    "who receives nothing": (
        "In step 6 Alan receives nothing.",
        ("Alan", "Grace"),
        "Grace receives \"'said' 'hello'\"",
    ),
    "who alone receives it": (
        "Only Grace receives something in step 7.",
        ("Grace", "Ada"),
        "in step 7 Grace receives it",
    ),
    "everybody but one": (
        "In step 6 everybody but Alan receives `said`.",
        ("Alan", "Grace"),
        "in step 6 Ada and Grace receive it",
    ),
    "each of them": ("In step 6 each of the two clients gets “hello”.", ("two", "three"), "Ada and Grace receive it"),
    "who joins": ("In step 5 Grace joins the room `tea`.", ("Grace", "Ada"), "step 5 is “Grace emits 'join' 'Grace'”"),
    "when one joins": ("Grace joins the room `tea` in step 5.", ("step 5", "step 6"), "step 6 is “Ada emits 'say'"),
    "who connects": ("Alan connects in step 3.", ("3", "2"), "step 2 is “Grace connects”"),
    "who leaves": ("Ada disconnects in step 10.", ("Ada", "Alan"), "step 10 is “Ada disconnects”"),
    "who sends it": ("In step 8 Ada sends “bye”.", ("Ada", "Grace"), "step 8 is “Ada emits 'say' 'bye'”"),
    "who has a part in it": ("In step 6 Ada and Grace hear it.", ("Grace", "Alan"), "step 6 has nothing of Alan"),
    "a namespace": ("`say` comes in the namespace `/`.", ("`/`", "`/tea`"), "the run has no namespace `/tea`"),
    "the line of code": (
        "Line 12 counts the visit: `visits += 1`.",
        ("Line 12", "Line 13"),
        "`visits += 1` is in line 12, line 13 is 'members.append(name)'",
    ),
    "the line of a function": ("The handler `say` begins at line 18.", ("18", "12"), "`say` is in line 17, 18 and 19"),
    "how often a handler runs": ("The handler `join` runs twice.", ("twice", "three times"), "called 2 times, not 3"),
    "how often it is sent": ("The server emits `said` twice.", ("twice", "once"), "`said` is sent 2 times, not 1"),
    "how many steps": ("The run has eleven steps.", ("eleven", "nine"), "the run has 11 steps"),
}


@pytest.mark.parametrize("kind", PAIRS)
def test_a_sentence_that_says_something_else_is_told(tell: Tell, kind: str) -> None:
    true, (word, other), words = PAIRS[kind]
    assert tell(told(true)) == [], "the true twin is silent"
    assert any(words in what for what in tell(told(true.replace(word, other))))


MOMENTS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "a step that a moment does not list": (
        moment("Who hears the hello of step 6?", "Ada and Grace.", steps=[6]),
        moment("Who hears the hello of step 8?", "Ada and Grace.", steps=[6]),
        "the key moment speaks of step 8 (Ada emits 'say' 'bye'), and lists step 6",
    ),
    "a step of the answer": (
        moment("Who is first?", "Ada, in {step 4}.", steps=[4]),
        moment("Who is first?", "Ada, in {step 5}.", steps=[4]),
        "the key moment speaks of step 5 (Grace emits 'join' 'Grace'), and lists step 4",
    ),
    "no other step, and a claim with `at`": (
        moment("When?", "Only here, and in no other step.", claims=[{"calls": "say", "only": [6, 8]}]),
        moment("When?", "Only here, and in no other step.", claims=[{"calls": "say", "at": [6]}]),
        "'say' is called in steps 6 and 8, not only in step 6",
    ),
    "the reason of another choice": (
        asked("Which one?", {"text": "to='tea'", "why": "`to='tea'` is a room."}, choices=["to='tea'", "callback"]),
        asked("Which one?", {"text": "callback", "why": "`to='tea'` is a room."}, choices=["to='tea'", "callback"]),
        "the reason speaks of \"to='tea'\", the answer is 'callback'",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", MOMENTS)
def test_a_moment_or_reason_that_speaks_of_something_else_is_told(tell: Tell, kind: str) -> None:
    true, false, words = MOMENTS[kind]
    assert tell(true) == [], "the true twin is silent"
    assert any(words in what for what in tell(false))


TRUE = [
    "If the server sent `emit('said', text)` instead, only Ada would hear of it.",
    "`send()` and `emit(...)` answer the client that the event came from.",
    "`@socketio.on('join')` ties `join` to its event; `request.sid` would name the client.",
    "A `GET` request is no event, and a `cookie` is none either.",
    "On the wire it is `42[\"say\",\"hello\"]`.",
    "The two clients who joined hear of it; the third one does not.",
    "Before step 4 `visits` is 0, after it `visits` is 1, and after step 5 it is 2.",
    "In step 4 `visits` becomes 1.",
    "In step 5 `visits` is still 1 when the handler begins.",
    "Unlike in step 6, {cell 7 receives} goes to Grace alone.",
    "`visits` is not 3 after step 8.",
    "`members` is what the program keeps.",
    "`join` is called twice, and `say` is called in steps 6 and 8.",
    "In step 4 the server sends `joined` with her name, in step 6 it sends `said`.",
    "Ada receives “hello” in step 6, and “bye” in step 8.",
    "Both of them hear the hello. No. 2 is Grace.",
    "The third step is the last in which somebody connects; step 18 would be one too many.",
    '`visits` is 1 in step 4, and 2 from step 5 on.',
    'Between steps 4 and 5 `visits` grows by 1.',
    'With 3 clients `visits` could have become 3.',
    '`members` has room for 20 names, and after step 5 two of them are taken.',
    'In step 6 the client that joined first says hello.',
    'The client receives what it asked for.',
    'In step 7 the client receives only its own answer.',
    'Had Alan joined in step 3, `visits` would be 3.',
    '`visits` counts 1 for each of the two clients.',
    'In step 4 `visits` is 0 before line 12 and 1 after it.',
    'Step 5 sets `visits` from 1 to 2, since line 12 adds 1 to it.',
    'In step 5 the list `members` gets a second name.',
    '`members` holds `Ada` from step 4 on, and `Grace` from step 5 on.',
    'Alan, who never joined, receives nothing in step 6.',
    'Steps 1 to 3 connect the three clients.',
    'Before step 4 `members` is `[]`.',
    'The client of step 7 gets 3.0 and nobody else does.',
    'After step 5, line 12 has run 2 times and `visits` shows it.',
    'In step 6 the server answers Ada: “told 2” since `members` has 2 names.',
    'Grace leaves in step 9, and Ada in step 10.',
    'Ada joins the room `tea`, then Grace does in step 5.',
    'Grace connects after Ada, and joins in step 5 after Ada did in step 4.',
    '`join` is called for Ada, then for Grace: two times.',
    'In step 6 Ada says hello to Grace, who receives it.',
    'Ada says bye in step 8, and Grace leaves right after it.',
    '`visits` rises in steps 4 and 5.',
    'In step 8 the answer is again `told 2`, as in step 6.',
]  # fmt: skip


@pytest.mark.parametrize("text", TRUE)
def test_a_true_sentence_is_not_told(tell: Tell, text: str) -> None:
    assert tell(told(text)) == []


def test_only_one_may_get_one_of_several_messages(tell: Tell) -> None:
    """Ada alone gets the acknowledgement of step 6."""
    text = "In step 6 Ada says hello, and in step 6 only Ada is told how many there are."
    assert tell(told(text)) == []
    assert any("receive it" in what for what in tell(told(text.replace("only Ada", "only Alan"))))
