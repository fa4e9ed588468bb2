"""No secret that an app is used with is written: each has a marker, and the lesson still runs."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.tutorial.bench import HEAD, Written, bench
from tutorial.reading.yaml_source import read
from tutorial.record.app_code import learn_from_code, redacted_code
from tutorial.record.privacy import Privacy
from tutorial.record.redaction import Redactor
from tutorial.record.secret_names import is_secret_name
from tutorial.run.runner import Runner

TOKEN = st.text("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789_-", min_size=9, max_size=20).filter(
    lambda text: re.search(r"\d", text) is not None and re.search("[A-Za-z]", text) is not None
)
ANYTHING = st.builds(
    lambda head, middle, tail: head + middle + tail,
    TOKEN,
    st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=8),
    TOKEN,
)

APP = """\
import os
from flask import Flask, request
from flask_socketio import SocketIO, emit

app = Flask(__name__)
app.config['SECRET_KEY'] = {setting!r}
app.config.update(API_KEY={keyword!r})
socketio = SocketIO(app, async_mode='threading')
seen = []
# the password: {comment}


def check(given, password={default!r}):
    return given['token'] == {compared!r}


@socketio.on('connect')
def enter(auth):
    check(auth)
    seen.append(auth['inner'])
    emit('hello', [auth, dict(request.cookies), request.headers.get('X-Api-Key'), request.args.get('token')])


@socketio.on('echo')
def echo(given):
    seen.append(given)
    emit('echoed', [given, os.environ.get('STEPWIRE_TEST_TOKEN'), f"{{request.sid}} {inside}", app.config['API_KEY']])
    return {{'session_id': {returned!r}, 'mail': 'ada@example.org', 'from': '203.0.113.7'}}
"""


def strings(value: Any) -> Iterator[str]:
    """Every text in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for pair in value.items() for part in pair for text in strings(part))
    elif isinstance(value, list):
        yield from (text for part in value for text in strings(part))


def everything_written(lesson: Written) -> str:
    """All that the file and the printed list say, as it stands there, and as it reads once it is unescaped."""
    data, _ = read(lesson.path)
    literals = (node.value for node in ast.walk(ast.parse(data["code"])) if isinstance(node, ast.Constant))
    listed = [*lesson.retold.unsaid, *lesson.retold.missing]
    listed += [text for one in lesson.retold.redacted for text in (one.marker, *one.what, *one.places)]
    return "\n".join([lesson.text, *strings(data), *(str(one) for one in literals), *listed])


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@example(given_values=[f"hunter2-{number:03}" for number in range(14)], odd=['it\'s "q" \\ \u00e9 #1', "{x} a: b 2"])
@given(given_values=st.lists(TOKEN, min_size=14, max_size=14, unique_by=str.casefold),
       odd=st.lists(ANYTHING, min_size=2, max_size=2, unique=True))  # fmt: skip
def test_no_secret_put_anywhere_is_written(
    runner: Runner, tmp_path: Path, given_values: list[str], odd: list[str]
) -> None:
    (setting, keyword, comment, default, compared, inside, returned, inner, cookie, header, query, variable, payload,
     named) = given_values  # fmt: skip
    code = APP.format(setting=setting, keyword=keyword, comment=comment, default=default, compared=compared,
                      inside=f"token={inside}", returned=returned)  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STEPWIRE_TEST_TOKEN", variable)
        with bench(tmp_path, code) as app:
            client = app.client(
                auth={"token": odd[0], "inner": {"list": [inner]}},
                query=f"token={query}",
                headers={"Cookie": f"session={cookie}", "X-Api-Key": header},
            )
            app.ask(client, "echo", {"user": {"password": odd[1], "pins": [len(payload)]}, "said": f"<{cookie}>"})
            app.emit(client, "echo", f"the token: {named}, and {inner.upper()}")
            app.emit(client, "echo", f"x {odd[0]}".encode())
            app.emit(client, "dance", {"file": b"", "secret": payload})
            app.emit(client, "echo", f"{odd[1]} and {payload}, {inner}")
            ids = (client.eio.sid, client.get_sid())
            lesson = Written(app.watch.recorded(), tmp_path, runner)
    written = everything_written(lesson).casefold()
    assert [secret for secret in (*given_values, *odd) if secret.casefold() in written] == []
    assert "ada@example.org" not in written
    assert "203.0.113.7" not in written
    assert [sid for sid in ids if sid.casefold() in written] == []
    assert "redacted-" in written


def test_the_same_secret_has_the_same_marker_and_the_lesson_still_runs(runner: Runner, tmp_path: Path) -> None:
    code = HEAD + (
        "TOKENS = {'tok-1234': 'first', 'tok-5678': 'second'}\n"
        "@socketio.on('connect')\ndef enter(auth):\n    return auth['token'] in TOKENS\n"
        "@socketio.on('login')\ndef login(password):\n    return password['password'] == 'open sesame'\n"
    )
    with bench(tmp_path, code) as app:
        app.client(auth={"token": "tok-0000"}, refused=True)
        client = app.client(auth={"token": "tok-5678"})
        assert app.ask(client, "login", {"password": "open sesame"}) is True
        assert app.ask(client, "login", {"password": "wrong one"}) is False
        lesson = Written(app.watch.recorded(), tmp_path, runner)
    assert [str(problem) for problem in lesson.problems if problem.severity == "error"] == []
    found = [step.deliveries[0].arguments for step in lesson.trace.steps[2:4]]
    assert found == [(True,), (False,)]
    assert "tok-" not in lesson.text
    assert "sesame" not in lesson.text


def test_what_was_taken_out_is_listed_with_its_places(runner: Runner, tmp_path: Path) -> None:
    code = HEAD + "app.secret_key = 'key-12345'\n@socketio.on('message')\ndef said(text):\n    send(text)\n"
    with bench(tmp_path, code) as app:
        client = app.client(headers={"Cookie": "session=cookie-6789"})
        app.emit(client, "message", "my cookie-6789 is good")
        lesson = Written(app.watch.recorded(), tmp_path, runner)
    listed = {tuple(one.what): list(one.places) for one in lesson.retold.redacted}
    assert listed == {
        ("secret_key in the code", "the setting SECRET_KEY"): ["line 7 of the code"],
        ("the cookie session",): ["action 2 of the scenario", "step 2 of the table", "step 3 of the table"],
    }


def test_a_secret_that_the_app_makes_anew_is_expected_nowhere(runner: Runner, tmp_path: Path) -> None:
    code = "import secrets\n" + HEAD + (
        "@socketio.on('login')\ndef login():\n    emit('in', {'token': secrets.token_hex(20)})\n"
    )  # fmt: skip
    with bench(tmp_path, code) as app:
        app.emit(app.client(), "login")
        lesson = Written(app.watch.recorded(), tmp_path, runner)
    row = next(row for row in lesson.loaded.lesson.expect if row.step == 2)
    assert (row.receives, row.action) == (None, "login called")
    assert "response_sent" not in row.variables


@pytest.mark.parametrize(
    "name",
    ["password", "PASSWORD_HASH", "api_key", "apiKey", "X-Auth-Token", "tokens", "SECRET_KEY", "sessionId", "userPin"],
)
def test_a_secret_s_name_is_known(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name", ["key", "author", "token_count", "SESSION_COOKIE_NAME", "sidebar", "compass", "max_tokens_left", "", "1"]
)
def test_a_harmless_name_is_left_alone(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ("mail to ada.l+x@mail.example.org now", "mail to REDACTED-1 now"),
        ("from 192.168.1.7, not 127.0.0.1 or 0.0.0.0", "from REDACTED-1, not 127.0.0.1 or 0.0.0.0"),
        ("at 12:30:45 on fe80::1ff:fe23:4567:890a", "at 12:30:45 on REDACTED-1"),
        ("Authorization: Bearer abc.def-123", "Authorization: Bearer REDACTED-1"),
        ("postgres://ada:pw@db/x", "postgres://REDACTED-1@db/x"),
        ("/in?user=ada&access_token=abc&x=1", "/in?user=ada&access_token=REDACTED-1&x=1"),
        ("eyJhbGciOiJ.eyJzdWIiOiIx.SflKx-wRJ", "REDACTED-1"),
        ("ghp_16C7e42F292c6912E7710c838347Ae178B4a", "REDACTED-1"),
        ("id 0f8fad5b-d9cb-469f-a165-70867728950e.", "id REDACTED-1."),
        ("version 1.2.3, at 10:30, a/b/c, token of love", "version 1.2.3, at 10:30, a/b/c, token of love"),
    ],
)
def test_what_looks_secret_is_taken_out_wherever_it_stands(text: str, stays: str) -> None:
    assert Redactor().text(text, "here") == stays


def test_the_user_and_the_password_of_a_header_are_known_and_words_without_meaning_are_not_taken_out() -> None:
    privacy = Privacy()
    privacy.of_request({"HTTP_AUTHORIZATION": "Basic YWRhLWw6b3BlbiBzZXNhbWU=", "REMOTE_ADDR": "198.51.100.4"})
    privacy.of_settings({"USE_AUTH": "true", "SESSION_COOKIE_NAME": "session"})
    redactor = Redactor()
    for one in privacy.values.values():
        redactor.learn(one.value, one.what)
    taken = redactor.text("ada-l has open sesame at 198.51.100.4, true, in a session", "here")
    assert re.fullmatch(r"(REDACTED-\d) has (REDACTED-\d) at (REDACTED-\d), true, in a session", taken)


@settings(max_examples=300)
@example(user="PK222222222222", long="22222222A", late="22222222B", around="", odd=b"")
@example(user="ada", long="abcdef12", late="ef12gh34", around="x", odd=b"\xff")
@given(
    user=st.one_of(TOKEN, st.text("abcdefghij", min_size=3, max_size=7)), long=TOKEN, late=TOKEN,
    around=st.text("abcxyz -", max_size=4), odd=st.sampled_from([b"", b"\xff", b"\x80\xc3"]),
)  # fmt: skip
def test_secrets_that_overlap_leave_nothing_of_each_other(
    user: str, long: str, late: str, around: str, odd: bytes
) -> None:
    overlapping = f"{long}{late}"
    redactor = Redactor()
    for secret in (user, long, long[2:], overlapping[len(long) // 2 : -2], late):
        redactor.learn(secret, "known")
    mail, login = f"{user}@{late}.example.org", f"{user}:{long}"
    for text in (f"{around} {mail} {around}", f"<{mail}>", f"https://{login}@host/x", f"{around} {overlapping}"):
        for taken in (redactor.text(text, "here"), redactor.data(odd + text.encode(), "here").decode(errors="replace")):
            kept = re.sub(r"REDACTED-\d+|https://|@host/x|\ufffd|\u00c3", "", taken).replace(around, "").strip(" <>")
            assert kept == "", (text, taken)
    assert redactor.value({"m": mail}, "here") == {"m": redactor.text(mail, "there")}


def test_an_e_mail_address_with_a_known_secret_in_it_is_one_and_listed_as_one() -> None:
    redactor = Redactor()
    redactor.learn("ada", "what a client authenticates with")
    redactor.learn("pw-of-ada", "what a client authenticates with")
    taken = redactor.text("ada has ada@example.org, and postgres://ada:pw-of-ada@db.example.org/x", "here")
    assert taken == "REDACTED-1 has REDACTED-3, and postgres://REDACTED-4@db.example.org/x"
    assert [list(one.what) for one in redactor.findings(taken)][1:] == [
        ["an e-mail address"], ["credentials in an address"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "stays"),
    [
        ("TOKENS = {'tok-12345': 'Ada'}", "TOKENS = {'REDACTED-1': 'Ada'}"),
        ("TOKENS = {'token-123': {'name': 'Ada', 'pin': 'open'}}",
         "TOKENS = {'REDACTED-1': {'name': 'Ada', 'pin': 'REDACTED-2'}}"),
        ("TOKENS = {'tok-12345': ['Ada', 'key-98765']}", "TOKENS = {'REDACTED-1': ['Ada', 'REDACTED-2']}"),
        ("API_KEYS = {'Ada': 'key-98765'}", "API_KEYS = {'Ada': 'REDACTED-1'}"),
        ("TOKENS = {'tok-12345': 'Incomprehensible'}", "TOKENS = {'REDACTED-1': 'REDACTED-2'}"),
        ("TOKENS = {'tok-12345': 'ada1'}", "TOKENS = {'REDACTED-1': 'REDACTED-2'}"),
        ("TOKENS = {'tok-12345': 'Ada', 'short': 'Alan'}",
         "TOKENS = {'REDACTED-1': 'REDACTED-3', 'REDACTED-2': 'REDACTED-4'}"),
        ("PASSWORDS = {'user-12345': 'swordfish'}", "PASSWORDS = {'REDACTED-1': 'REDACTED-2'}"),
    ],
)  # fmt: skip
def test_in_a_mapping_the_side_that_looks_secret_is(code: str, stays: str) -> None:
    redactor = Redactor()
    assert redacted_code(code, learn_from_code(code, redactor), redactor) == stays


def test_the_same_holds_of_what_is_sent() -> None:
    sent = {"tokens": {"tok-12345": "Ada", "tok-67890": {"name": "Alan", "pin": "open"}}, "‹Ada's sid›": "Grace"}
    redactor = Redactor()
    redactor.learn_named(sent, "what a client sends")
    assert redactor.value(sent, "here") == {
        "tokens": {"REDACTED-1": "Ada", "REDACTED-2": {"name": "Alan", "pin": "REDACTED-3"}}, "‹Ada's sid›": "Grace",
    }  # fmt: skip
    assert redactor.value({"passwords": {"user-1234": "swordfish"}}, "here")["passwords"]["user-1234"] != "swordfish"


def test_a_chat_with_tokens_keeps_its_people_and_its_numbers_follow_the_file(runner: Runner, tmp_path: Path) -> None:
    code = HEAD + (
        "app.secret_key = 'key-12345'\nTOKENS = {'tok-12345': 'Ada', 'tok-67890': 'Alan'}\nhere = {}\n"
        "@socketio.on('connect')\ndef enter(auth):\n    here[request.sid] = TOKENS[auth['token']]\n"
        "    emit('came', f'{here[request.sid]} has come')\n"
    )
    with bench(tmp_path, code) as app:
        client = app.client(auth={"token": "tok-67890"}, headers={"Cookie": "session=cookie-6789"})
        app.emit(client, "say", "Mail alan@example.org")
        lesson = Written(app.watch.recorded(), tmp_path, runner)
    assert [str(problem) for problem in lesson.problems if problem.severity == "error"] == []
    assert "'came' 'Alan has come'" in lesson.text
    numbers = list(dict.fromkeys(re.findall(r"REDACTED-(\d+)", lesson.text)))
    assert numbers == ["1", "2", "3", "4"]
    listed = [one for one in lesson.retold.redacted if one.marker.startswith("REDACTED")]
    assert [one.marker for one in listed] == [f"REDACTED-{number}" for number in numbers]
    assert [next(iter(one.what)) for one in listed] == [
        "secret_key in the code", "TOKENS in the code", "TOKENS in the code", "an e-mail address",
    ]  # fmt: skip


def test_short_secrets_are_taken_out_as_words_and_the_shortest_where_they_stand() -> None:
    redactor = Redactor()
    redactor.learn_named({"password": "abc", "pin": 7, "token": True}, "a payload")
    taken = redactor.value({"password": "abc", "pin": 7, "token": True, "said": "abc abcd 7", "n": 7}, "here")
    assert taken == {"password": "REDACTED-1", "pin": "REDACTED-2", "token": True, "said": "REDACTED-1 abcd 7", "n": 7}


CODE = '''\
"""About hunter2-aa."""
import os
SECRET_KEY = 'hunter2-aa' 'x'  # hunter2-aa
token = os.environ['API_TOKEN'] or os.environ.get("TOKEN", "fall-back1")
user, password = 'ada', b"bytes-pw1"
PIN = 123456
raw = r"\\d hunter2-aa" + f"{token!r} hunter2-aa {{x}} {len('hunter2-aa')}"
text = """one
  hunter2-aa
"""
if token == "sesame-99" or password in ("pw-list1", "pw-list2"): pass
TOKEN_COUNT = 5000
'''


def test_the_code_keeps_its_lines_and_its_sense() -> None:
    redactor = Redactor()
    new = redacted_code(CODE, learn_from_code(CODE, redactor), redactor)
    for secret in ("hunter2", "fall-back1", "bytes-pw1", "123456", "sesame", "pw-list"):
        assert secret not in new.replace("len('hunter2-aa')", ""), secret
    for kept in ("os.environ['API_TOKEN']", '"TOKEN"', "'ada'", "{token!r}", "{{x}}", "TOKEN_COUNT = 5000"):
        assert kept in new, kept
    assert [len(line.split()) for line in new.splitlines()] == [len(line.split()) for line in CODE.splitlines()]
    ast.parse(new)


def test_code_without_secrets_stays_as_it_is() -> None:
    for path in (Path(__file__).parents[3] / "tutorial").rglob("p*.py"):
        code = path.read_text(encoding="utf-8")
        redactor = Redactor()
        assert redacted_code(code, learn_from_code(code, redactor), redactor) == code, json.dumps(path.name)
