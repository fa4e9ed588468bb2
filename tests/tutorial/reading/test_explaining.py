"""What an author reads about the mistakes of a lesson."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tutorial.writing import GOOD, report

CHOICES = "a list of two to eight texts, such as `[Open, Closed]`"
ANSWERS = "`{variable: last_message, after: 2}`, `{step_where: {receives: Hello}}` or `{missing_step: {without: 4}}`"
PAYLOADS = "`data` is one payload, `args` a list of several, `bytes` a text as bytes, `hex` any bytes"
HEX = 'write pairs of 0-9 and a-f in quotes, such as "00ff"'
POINTS = "`{step: 2, column: receives}` or `{variable: last_message, after: 2}`"

MISTAKES = {
    # A change of the good lesson, and the report on it. The good lesson has nine lines.
    "no title": (
        ("title: A lesson\n", ""),
        ["1:1: the key 'title' is missing; write, for example, `title: My first event`"],
    ),
    "no scenario": (
        ("scenario:\n  - connect\n  - send: Hello\n  - disconnect\n", ""),
        [
            (
                "1:1: the key 'scenario' is missing; write, for example,\n"
                "    scenario:\n      - connect\n      - send: Hello"
            )
        ],
    ),
    "a misspelt key": (("title:", "titel:"), ["1:1: unknown key 'titel'; did you mean 'title'?"]),
    "an empty title": (("A lesson", ""), ["1:1: 'title' is empty; write the lesson's title in one line"]),
    "a blank title": (("A lesson", "' '"), ["1:8: this text is empty; write a few words"]),
    "a number as a title": (
        ("A lesson", "1.10"),
        ["1:8: 'title' must be text, not the number 1.1; put it in quotes: \"1.10\""],
    ),
    "an item without a space": (
        ("  - send: Hello", "-send: Hello"),
        ["8:1: unknown key '-send'; put a space after the -"],
    ),
    "code that is no Python": (
        ("(__name__)", "(__name__))"),
        ["5:24: Python cannot read this code: unmatched ')'; correct the code"],
    ),
    "a scenario of one word": (
        ("scenario:\n  - connect\n  - send: Hello\n  - disconnect\n", "scenario: connect\n"),
        ["6:11: 'scenario' must be a list of actions, such as `- send: Hello`, not 'connect'; write `[connect]`"],
    ),
    "an empty scenario": (
        ("scenario:\n  - connect\n  - send: Hello\n  - disconnect\n", "scenario: []\n"),
        ["6:11: 'scenario' is empty; write a list of actions, such as `- send: Hello`"],
    ),
    "an unknown action": (("send: Hello", "emitt: Hello"), ["8:5: unknown action 'emitt'; did you mean 'emit'?"]),
    "a strange action": (
        ("send: Hello", "jump"),
        [
            (
                "8:5: unknown action 'jump'; "
                "the actions are connect, reconnect, send, emit, disconnect, drop, wait, together"
            )
        ],
    ),
    "a message left out": (("send: Hello", "send"), ["8:5: 'send' needs a value; write the message: `- send: Hello`"]),
    "an unknown sibling": (
        ("Hello", "Hello\n    akc: true"),
        ["9:5: unknown key 'akc' beside 'send'; did you mean 'ack'?"],
    ),
    "two actions in one": (
        ("Hello", "Hello\n    emit: chat"),
        ["9:5: one item holds 'send' and 'emit'; write each action as an item of its own, after a `-`"],
    ),
    "an ack that is no yes or no": (
        ("Hello", "Hello\n    ack: 1"),
        ["9:10: 'ack' must be true or false, not the number 1"],
    ),
    "an unknown client": (
        ("send: Hello", "Ada: {send: Hello}"),
        ["8:5: unknown client 'Ada'; add `clients: [Ada]` to the lesson"],
    ),
    "a reserved event": (
        ("send: Hello", "emit: connect"),
        ["8:11: Socket.IO keeps the event name 'connect' for itself; choose another name"],
    ),
    "data and args": (
        ("send: Hello", "emit: chat\n    data: 1\n    args: [1]"),
        [f"10:5: 'data' and 'args' together; {PAYLOADS}"],
    ),
    "bytes beside data": (
        ("send: Hello", "emit: chat\n    data: 1\n    bytes: a"),
        [f"10:5: 'data' and 'bytes' together; {PAYLOADS}"],
    ),
    "a payload of bytes in a send": (
        ("send: Hello", "send: Hello\n    bytes: a"),
        ["9:5: 'bytes' stands beside 'send'; write `- emit: message`, and under it `bytes: ...`"],
    ),
    "bytes that are no text": (
        ("send: Hello", "emit: chat\n    bytes: 1"),
        ["9:12: 'bytes' must be text, not the number 1; put it in quotes, or write `hex:`"],
    ),
    "hex without quotes": (
        ("send: Hello", "emit: chat\n    hex: 00"),
        [f"9:10: 'hex' must be text, not the number 0; {HEX}"],
    ),
    "hex that is none": (
        ("send: Hello", "emit: chat\n    hex: 0g"),
        [f"9:10: '0g' is not hexadecimal; {HEX}"],
    ),
    "args that are no list": (
        ("send: Hello", "emit: chat\n    args: 1"),
        ["9:11: 'args' must be a list, not the number 1; write `data:` for one payload"],
    ),
    "a namespace without a slash": (
        ("send: Hello", "send: Hello\n    namespace: chat"),
        ["9:16: the namespace 'chat' does not begin with /; did you mean '/chat'?"],
    ),
    "a namespace with a comma": (
        ("send: Hello", "send: Hello\n    namespace: '/a,b'"),
        ["9:16: '/a,b' is not a namespace; take spaces, commas and question marks away"],
    ),
    "a namespace that is not connected": (
        ("connect\n  - send: Hello", "connect: {namespaces: [/, /chat]}\n  - emit: hi\n    namespace: /chatt"),
        ["9:16: the client did not connect to the namespace '/chatt'; did you mean '/chat'?"],
    ),
    "leaving a namespace that is not connected": (
        ("- disconnect", "- disconnect: {namespace: /chat}"),
        ["9:29: the client did not connect to the namespace '/chat'; it is in /"],
    ),
    "a connection of odd parts": (
        ("- connect", "- connect: {namespaces: [/, chat, /, 3], auth: x, query: {n: 1}}"),
        [
            "7:31: the namespace 'chat' does not begin with /; did you mean '/chat'?",
            "7:37: the namespace '/' is there twice; take one away",
            "7:40: a namespace must be text, not the number 3; write, for example, `/chat`",
            "7:50: 'auth' must be a mapping, not 'x'; write, for example, `auth: {token: secret}`",
            "7:64: 'n' must be text, not the number 1; put it in quotes",
        ],
    ),
    "one namespace and several": (
        ("- connect", "- connect: {namespace: /a, namespaces: []}"),
        [
            "7:15: 'namespace' and 'namespaces' together; write all in `namespaces`",
            "7:42: 'namespaces' must be a list, not an empty list; write, for example, `[/, /chat]`",
        ],
    ),
    "a connection to a word": (
        ("- connect", "- connect: /chat"),
        ["7:14: 'connect' cannot be given '/chat'; write `- connect` or `- connect: {namespace: /chat}`"],
    ),
    "an unknown key in a connection": (
        ("- connect", "- connect: {namespces: [/]}"),
        ["7:15: unknown key 'namespces' in 'connect'; did you mean 'namespaces'?"],
    ),
    "a connection's key beside it": (
        ("- connect", "- connect:\n    auth: {a: 1}"),
        ["8:5: 'auth' stands beside 'connect'; write it inside: `- connect: {auth: ...}`"],
    ),
    "a cable with a value": (("- disconnect", "- drop: Ada"), ["9:11: 'drop' takes no value; write `- drop`"]),
    "a cable cut twice": (
        ("- disconnect", "- drop\n  - drop"),
        ["10:5: the client cannot be dropped here: it was dropped; put a `connect` before it"],
    ),
    "a reconnection before the connection": (
        ("- connect", "- reconnect"),
        ["7:5: the client cannot reconnect here: it has not been connected yet; write `connect`"],
    ),
    "a wait for nothing": (
        ("send: Hello", "wait"),
        ["8:5: 'wait' needs a value; write `- wait: {task: countdown}` or `- wait: {event: tick, times: 3}`"],
    ),
    "a wait that does not say what for": (
        ("send: Hello", "wait: {times: 2}"),
        ["8:11: this does not say what to wait for; write `task: countdown` or `event: tick`"],
    ),
    "a wait for two things": (
        ("send: Hello", "wait: {task: Flask, event: tick, times: 2}"),
        [
            "8:25: 'event' stands beside 'task'; wait for a task, or for an event",
            "8:38: 'times' stands beside 'task'; wait for a task, or for an event",
        ],
    ),
    "a wait that never ends": (
        ("send: Hello", "wait: {event: tick, times: 0}"),
        ["8:32: 'times' must be a whole number, not the number 0; write a number from 1 to 1,000"],
    ),
    "a wait of a client's": (
        ("send: Hello", "Client: {wait: tick}"),
        ["8:14: 'wait' is not done by one client; write it without 'Client': `- wait: ...`"],
    ),
    "one thing together": (
        ("send: Hello", "together: [{send: a}]"),
        ["8:15: 'together' needs a list of at least two actions; write `- together: [{send: a}, {send: b}]`"],
    ),
    "a connection together with others": (
        ("send: Hello", "together: [connect, {emitt: a}, {together: []}]"),
        [
            "8:16: 'connect' cannot be done together with others; write it before or after",
            "8:26: unknown action 'emitt'; did you mean 'emit'?",
            "8:38: 'together' cannot be done together with others; write it before or after",
        ],
    ),
    "a message before the connection": (
        ("  - connect\n", ""),
        ["7:5: the client cannot send here: it is not connected yet; put a `connect` before it"],
    ),
    "a second connection": (
        ("send: Hello", "connect"),
        ["8:5: the client is connected already, since step 1; disconnect before connecting again"],
    ),
    "a message after the end": (
        ("- disconnect", "- disconnect\n  - send: Bye"),
        ["10:5: the client cannot send here: it has disconnected; put a `connect` before it"],
    ),
}


@pytest.mark.parametrize("kind", MISTAKES)
def test_a_mistake_is_reported_at_its_place_with_what_to_do(tmp_path: Path, kind: str) -> None:
    (old, new), problems = MISTAKES[kind]
    assert old in GOOD
    assert report(tmp_path, GOOD.replace(old, new, 1)) == problems


ADDITIONS = {
    # Lines put under the good lesson (they begin in line 10), and the report on them.
    "minutes: ten": ["10:10: 'minutes' must be a number of minutes, such as 10, not 'ten'"],
    'minutes: "10"': ["10:10: 'minutes' must be a number of minutes, such as 10, not '10'; take the quotes away"],
    "minutes: 0": ["10:10: 'minutes' must be at least 1, not 0; write a number of minutes, such as 10"],
    "minutes: true": ["10:10: 'minutes' must be a number of minutes, such as 10, not true"],
    "concept_flow: {conects: Hi}": ["10:16: unknown phase 'conects'; did you mean 'connects'?"],
    "clients: [Ada, send]": [
        "7:5: this does not say which client acts; write its name first: `- Ada: connect`",
        "8:5: this does not say which client acts; write its name first: `- Ada: {send: ...}`",
        "9:5: this does not say which client acts; write its name first: `- Ada: disconnect`",
        "10:16: a client cannot be named 'send'; that word is an action; choose another name",
    ],
    "clients: [Ada, Ada, 3]": [
        "7:5: this does not say which client acts; write its name first: `- Ada: connect`",
        "8:5: this does not say which client acts; write its name first: `- Ada: {send: ...}`",
        "9:5: this does not say which client acts; write its name first: `- Ada: disconnect`",
        "10:16: the client 'Ada' is there twice; change one",
        "10:21: an item of 'clients' must be text, not the number 3; put it in quotes: \"3\"",
    ],
    "transport: websockets": ["10:12: unknown transport 'websockets'; did you mean 'websocket'?"],
    "transport: 3": ["10:12: unknown transport '3'; the transports are websocket, polling, upgrade"],
    "answers: [1]": [
        "10:10: 'answers' must be events with what the clients answer to them, such as `question: 42`, not a list"
    ],
    "answers: {connect: 1, q: {args: 1}, r: {hex: x}}": [
        "10:11: Socket.IO keeps the event name 'connect' for itself; choose another name",
        "10:26: 'args' must be a list, not the number 1; write `data:` for one payload",
        "10:40: 'x' is not hexadecimal; write pairs of 0-9 and a-f in quotes, such as \"00ff\"",
    ],
    "watch: [conection_status]": [
        "10:9: unknown variable 'conection_status': the code does not have it; did you mean 'connection_status'?"
    ],
    "watch: [len(users)]": [
        "10:9: 'len(users)' is not a variable's name; write an expression under a name: `{name: len(users)}`"
    ],
    "watch: [{n: len(}]": [
        "10:13: this is not a Python expression: '(' was never closed; write one, such as `len(users)`"
    ],
    "watch: [{n: 3}]": [
        "10:13: an expression must be text, not the number 3; write one in quotes, such as 'len(users)'"
    ],
    "watch: [app, {app: 1 + 1}]": ["10:14: the variable 'app' is there twice; change one"],
    "key_moments: [{question: Why?, answer: So., steps: [0, 4, 5]}]": [
        "10:53: there is no step 0; steps count from 1",
        "10:59: there is no step 5; the scenario makes steps 1 to 3; step 4 is the end row",
    ],
    "key_moments: [{question: Why?, answer: So., points: [{step: 2, column: recieves}]}]": [
        "10:72: unknown column 'recieves'; did you mean 'receives'?"
    ],
    "key_moments: [{question: Why?, answer: So., points: [{after: 2}]}]": [
        f"10:54: a point is one place, in the table or in the tracker; write, for example, {POINTS}"
    ],
    "key_moments: [{question: Why?, answer: So., points: [{variable: users}]}]": [
        "10:65: unknown variable 'users'; the lesson watches connection_status, last_message, response_sent"
    ],
    "key_moments: [{question: {step 3}, answer: So.}]": [
        "10:26: 'question' must be text, not a mapping; put quotes around a text with ': ' or { in it"
    ],
    "quiz: [{question: q, choices: [No, 4, true, No], answer: {variable: last_mesage, after: 9}}]": [
        "10:36: an item of 'choices' must be text, not the number 4; put it in quotes: \"4\"",
        "10:39: an item of 'choices' must be text, not true; put it in quotes: \"true\"",
        "10:45: the choice 'No' is there twice; change one",
        "10:69: unknown variable 'last_mesage'; did you mean 'last_message'?",
        "10:89: there is no step 9; the scenario makes steps 1 to 3; step 4 is the end row",
    ],
    "quiz: [{question: q, choices: [a], answer: Open}]": [
        f"10:31: 'choices' must have at least 2 items, not 1; write {CHOICES}",
        f"10:44: an answer is asked of the trace, not 'Open'; write, for example, {ANSWERS}",
    ],
    "quiz: [{question: q, after: 9, choices: [a, b], answer: {variable: last_message, after: 2}}]": [
        "10:29: there is no step 9; the scenario makes steps 1 to 3; step 4 is the end row"
    ],
    "quiz: [{question: q, after: 0, choices: [a, b], answer: {variable: last_message, after: 2}}]": [
        "10:29: there is no step 0; steps count from 1"
    ],
    "quiz: [{question: q, after: two, choices: [a, b], answer: {variable: last_message, after: 2}}]": [
        "10:29: 'after' must be the number of a step, such as 2, not 'two'"
    ],
    "quiz: [{question: q, choices: [a, b], answer: {variabel: x}}]": [
        "10:48: unknown kind of answer 'variabel'; did you mean 'variable'?"
    ],
    "quiz: [{question: q, choices: [a, b], answer: {step_where: {recieves: x}}}]": [
        "10:61: unknown column 'recieves'; did you mean 'receives'?"
    ],
    "quiz: [{question: q, choices: [a, b], answer: {missing_step: {without: 4}}}]": [
        "10:72: step 4 is the end row: no action makes it; choose a step from 1 to 3"
    ],
    "quiz: [{question: q, choices: [a, b], answer: {missing_step: {without: 1}}}]": [
        (
            "10:72: without step 1 the rest cannot be played: the client cannot send here: it is not connected yet; "
            "leave out another step"
        )
    ],
    "quiz: [{question: q, answer: {variable: last_message, after: 2}}]": [
        "10:8: the key 'choices' is missing; write, for example, `choices: [Hello, Goodbye]`, or `choices: auto`"
    ],
    "quiz: [{question: q, kind: severall, choices: auto, answer: {variable: last_message, after: 2}}]": [
        "10:28: unknown kind 'severall'; did you mean 'several'?"
    ],
    "quiz: [{question: q, kind: number, choices: [a, b], answer: {count: step, of: ' '}, tries: 0}]": [
        "10:69: unknown word 'step'; did you mean 'steps'?",
        "10:79: this text is empty; write a few words",
        "10:92: 'tries' must be at least 1, not 0; write a number of tries, such as 3",
    ],
    "quiz: [{question: q, kind: number, choices: [a, b], answer: {count: steps}}]": [
        "10:45: a question of kind 'number' has no choices; take `choices` away"
    ],
    "quiz: [{question: q, kind: order, tolerance: 1, id: Not One, answer: {count: steps}}]": [
        "10:53: 'Not One' is not an id; write small letters, digits and single hyphens: `after-step-2`",
    ],
    "quiz: [{question: q, kind: order, tolerance: 1, answer: {count: steps}}]": [
        "10:46: only a question of kind 'number' has a tolerance; take it away",
        "10:57: this answer does not go with a question of kind 'order'; write, for example, `{order: steps}`",
    ],
    "quiz: [{question: q, kind: true_false, answer: {variable: last_message, after: 2}}]": [
        (
            "10:48: this answer does not go with a question of kind 'true_false'; write, for example, "
            "`{variable: connection_status, after: 2, reads: Open}`"
        )
    ],
    "quiz: [{question: q, kind: text, answer: {received_by: Grace, step: 2, when: {without: 2, swapped: [2, 3]}}}]": [
        "10:56: unknown client 'Grace'; the clients are Client",
        "10:78: 'without' and 'swapped' are two changes; make one change at a time",
    ],
    "quiz: [{question: q, kind: text, answer: {differs: {altered: {step: 2, action: {sned: Hi}}}}}]": [
        "10:81: unknown action 'sned'; did you mean 'send'?"
    ],
    "quiz: [{question: q, choices: [a, b], answer: {variable: last_message, after: 2}, hint: a, hints: [b]}]": [
        "10:83: 'hint' stands beside 'hints'; move it into `hints`"
    ],
    "quiz: [{question: q, choices: [a, b], answer: {variable: last_message, after: 2}, hints: [{txt: a}]}]": [
        "10:92: unknown key 'txt'; did you mean 'text'?"
    ],
}


@pytest.mark.parametrize("written", ADDITIONS)
def test_every_mistake_of_an_addition_is_reported(tmp_path: Path, written: str) -> None:
    assert report(tmp_path, f"{GOOD}{written}\n") == ADDITIONS[written]


TICKING = """\
title: A lesson
code: |
  def countdown():
      socketio.emit('tick')
scenario:
  - connect
  - send: Hello
  - WAIT
  - disconnect
"""

WAITS = {
    # What stands in place of WAIT (and under the lesson), and the report on it.
    "wait: {task: countdwn}": ["8:18: unknown task 'countdwn': the code does not have it; did you mean 'countdown'?"],
    "wait: {task: 3}": ["8:18: a task is a function's name, not the number 3; write, for example, `task: countdown`"],
    "wait: tik": ["8:11: the code does not emit 'tik'; did you mean 'tick'?"],
    "wait: [tick]": [
        "8:11: 'wait' cannot be given a list; write `- wait: {task: countdown}` or `- wait: {event: tick, times: 3}`"
    ],
    "wait: tick|key_moments: [{question: q, answer: a, steps: [0, 99]}]": [
        "10:48: there is no step 0; steps count from 1"
    ],
    "wait: tick|quiz: [{question: q, choices: [a, b], answer: {missing_step: {without: 2}}}]": [],
    "wait: tick|quiz: [{question: q, choices: [a, b], answer: {missing_step: {without: 3}}}]": [
        "10:72: the scenario does not tell what makes step 3; choose a step from 1 to 2"
    ],
    "drop|transport: upgrade": ["9:5: the client cannot disconnect here: it was dropped; put a `connect` before it"],
    "drop|transport: polling": [
        (
            "8:5: the server of a polling client notices a cut cable only when its pings time out, after 45 s; "
            "write `transport: websocket`"
        ),
        "9:5: the client cannot disconnect here: it was dropped; put a `connect` before it",
    ],
}


@pytest.mark.parametrize("written", WAITS)
def test_what_depends_on_the_code_or_the_transport_is_reported(tmp_path: Path, written: str) -> None:
    action, _, more = written.partition("|")
    assert report(tmp_path, f"{TICKING.replace('WAIT', action)}{more}\n") == WAITS[written]


@pytest.mark.parametrize(
    "busy", ["answers: {question: 42}", "code: start_background_task(count)", "code: disconnect()", "code: a = 1"]
)
def test_steps_are_only_refused_when_the_scenario_alone_makes_them(tmp_path: Path, busy: str) -> None:
    head, more = (busy, "") if busy.startswith("code") else ("code: a = 1", busy)
    steps = "key_moments: [{question: q, answer: a, steps: [5]}]"
    text = f"title: A\n{head}\n{GOOD[GOOD.index('scenario') :]}{more}\n{steps}\n"
    last = ["8:48: there is no step 5; the scenario makes steps 1 to 3; step 4 is the end row"]
    assert report(tmp_path, text) == (last if busy == "code: a = 1" else [])


def test_mistakes_all_over_a_file_are_reported_at_once(tmp_path: Path) -> None:
    text = (
        GOOD.replace("title", "titel").replace("import Flask", "import").replace("connect", "conect", 1)
        + "minutes: ten\nquiz:\n  - question: q\n    choices: [a, b]\n    answer: {missing_step: {witout: 2}}\n"
    )
    assert [line.partition(";")[0] for line in report(tmp_path, text)] == [
        "1:1: unknown key 'titel'",
        "3:20: Python cannot read this code: invalid syntax",
        "7:5: unknown action 'conect'",
        "10:10: 'minutes' must be a number of minutes, such as 10, not 'ten'",
        "14:29: unknown key 'witout'",
    ]


def test_the_words_of_a_report_stay_short_and_printable(tmp_path: Path) -> None:
    (line,) = report(tmp_path, GOOD + f'"\\e[31m\\n{"x" * 5_000}": 1\n')
    assert line.isprintable()
    assert len(line) < 400


WRONG_TYPES = {
    "snapshot: One text.": "'snapshot' must be a list of short texts, not 'One text.'; write `[One text.]`",
    "watch: a, b": "must be a list of names, such as `[last_message, users]`, not 'a, b'; write its items in [ ]",
    "any_order: yes": "'any_order' must be true or false, not 'yes'; write `true`",
    "summary: [a]": "'summary' must be text, not a list; put it in quotes if it is text",
    "snapshot:\n  - #room.": "an item of 'snapshot' is empty; put '#room.' in quotes: a # begins a comment",
    "key_moments:\n  question: Why?": "not a mapping; put a - before its first key, or [ ] around it",
    "quiz: [Who?]": "must be a mapping (`key: value`), not 'Who?'; begin it with `question:`, and write its `answer`",
    "quiz: [{question: Who?, kind: text, answer: {text: 7}}]": "'text' must be text, not the number 7; put it in",
    "quiz: [{question: Who?, kind: text, answer: {text: a}, hint: 3}]": 'not the number 3; put it in quotes: "3"',
}


@pytest.mark.parametrize("written", WRONG_TYPES)
def test_what_has_the_wrong_type_says_what_to_write(tmp_path: Path, written: str) -> None:
    (said,) = report(tmp_path, f"{GOOD}\n{written}\n")
    assert WRONG_TYPES[written] in said
