"""Apps of three public kinds are recorded, and what comes of the run itself is taken from the run again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tutorial.bench import HEAD, Bench, Written, bench
from tutorial.record.app_code import missing_parts
from tutorial.run.runner import Runner

Record = Callable[..., Written]


@pytest.fixture
def record(tmp_path: Path, runner: Runner) -> Record:
    def recorded(code: str, use: Callable[[Bench], object]) -> Written:
        """Use an app while it is recorded; gives the lesson that comes of it."""
        with bench(tmp_path, code) as app:
            use(app)
            return Written(app.watch.recorded(), tmp_path, runner)

    return recorded


def errors(lesson: Written) -> list[str]:
    return [str(problem) for problem in lesson.problems if problem.severity == "error"]


FACTORY = """\
from flask import Blueprint, Flask, request
from flask_socketio import SocketIO, emit, join_room

socketio = SocketIO()
pages = Blueprint('pages', __name__)
online = {}

@pages.route('/')
def index():
    return 'a page'

@socketio.on('hello')
def hello(data):
    online[request.sid] = data['name']
    emit('online', sorted(online.values()), broadcast=True)

@socketio.on('whisper')
def whisper(data):
    emit('whispered', data['text'], to=data['to'])

def create_app():
    app = Flask(__name__)
    app.register_blueprint(pages)
    socketio.init_app(app, async_mode='threading')
    return app

app = create_app()
"""


def test_a_factory_with_blueprints_and_a_message_to_one_session_id(record: Record) -> None:
    def use(app: Bench) -> None:
        one, two = app.client(), app.client()
        app.emit(one, "hello", {"name": "A"})
        app.emit(two, "hello", {"name": "G"})
        app.emit(one, "whisper", {"to": two.get_sid(), "text": "hush"})

    lesson = record(FACTORY, use)
    assert errors(lesson) == []
    assert lesson.scenario[-1] == "{Ada: {emit: whisper, data: {to: {sid: Grace}, text: hush}}}"
    assert [(one.client, one.event) for one in lesson.trace.steps[4].deliveries] == [("Grace", "whispered")]


GAME = (
    HEAD
    + """\
import secrets
games = {}

@socketio.on('new game')
def new_game():
    code = secrets.token_hex(3)
    games[code] = [request.sid]
    join_room(code)
    return {'game': {'code': code}}

@socketio.on('join game')
def join_game(code):
    if code not in games:
        return 'no such game'
    games[code].append(request.sid)
    join_room(code)
    emit('players', len(games[code]), to=code)
    return 'welcome'
"""
)


def test_a_game_with_random_codes_is_played_with_the_code_of_its_own_run(record: Record) -> None:
    def use(app: Bench) -> None:
        one, two = app.client(), app.client()
        code = app.ask(one, "new game")["game"]["code"]
        assert app.ask(two, "join game", code) == "welcome"

    lesson = record(GAME, use)
    assert errors(lesson) == []
    join = "{emit: join game, data: {received: new game, path: [game, code], client: Ada}, ack: true}"
    assert lesson.scenario[-1] == f"{{Grace: {join}}}"
    assert [one.arguments for one in lesson.trace.steps[3].deliveries if one.kind == "ack"] == [("welcome",)]


CHAT = (
    HEAD
    + """\
from flask import redirect, session
app.secret_key = 'a key for tests'

@app.route('/login/<name>')
def login(name):
    session['name'] = name
    return redirect('/')

@socketio.on('connect')
def door(auth):
    emit('hello', session.get('name', 'nobody'))
"""
)


def test_a_chat_with_a_login_says_where_the_lesson_lacks_it(record: Record) -> None:
    lesson = record(CHAT, lambda app: app.client(headers={"Cookie": "session=eyJuYW1lIjoiQSJ9; theme=dark"}))
    said = next(line for line in lesson.text.split("\n") if "login or session of a web page" in line)
    assert "'session' and 'theme'" in said
    assert "let the connect handler take it from `auth`, or let an event log in" in " ".join(lesson.text.split("#"))
    plain = HEAD + "@socketio.on('connect')\ndef door(auth):\n    emit('hello')\n"
    assert "login or session" not in record(plain, lambda app: app.client(headers={"Cookie": "a=b"})).text


MUTATING = (
    HEAD
    + """\
count = 0

@socketio.on('chat')
def chat(data):
    global count
    count += 1
    data['number'] = count
    data['tags'].append('seen')
    data['by'] = request.sid
    emit('chat', data)
"""
)


def test_a_payload_is_written_as_it_was_sent_not_as_the_handler_left_it(record: Record) -> None:
    lesson = record(MUTATING, lambda app: app.emit(app.client(), "chat", {"text": "hi", "tags": []}))
    assert errors(lesson) == []
    assert lesson.scenario == ["connect", "{emit: chat, data: {text: hi, tags: []}}"]


PYTHON_VALUES = (
    HEAD
    + """\
@socketio.on('list')
def rows():
    emit('rows', [(1, 'one')])
    emit('scores', {1: 'a', None: 'b', True: [(2,)]})
    return {'first': (1, 'one')}, (2, 3)
"""
)


def test_what_clients_received_is_json(record: Record) -> None:
    lesson = record(PYTHON_VALUES, lambda app: app.ask(app.client(), "list"))
    assert errors(lesson) == []
    received = [one.arguments for one in lesson.recorded.trace.steps[1].deliveries]
    assert received == [
        ([[1, "one"]],),
        ({"1": [[2]], "null": "b"},),  # 1 and True are one key
        ({"first": [1, "one"]}, [2, 3]),
    ]
    assert [one.arguments for one in lesson.trace.steps[1].deliveries] == received


def test_a_folder_of_data_is_no_module(tmp_path: Path) -> None:
    (tmp_path / "flask_session" / "2a").mkdir(parents=True)
    (tmp_path / "flask_session" / "2a" / "b9").write_bytes(b"data")
    (tmp_path / "helpers" / "deep").mkdir(parents=True)
    (tmp_path / "helpers" / "deep" / "one.py").write_text("", encoding="utf-8")
    said = [*missing_parts("import flask_session\nimport helpers.deep.one\n", tmp_path / "app.py")]
    assert said == [
        "line 1 imports flask_session: the lesson needs it installed wherever it is run",
        "line 2 imports helpers.deep.one, which is beside app.py: put what it needs of it into the code",
    ]


def test_what_looks_like_a_form_of_ours_is_written_literally(record: Record) -> None:
    code = HEAD + "@socketio.on('note')\ndef note(data):\n    emit('noted', data)\n"
    lesson = record(code, lambda app: app.emit(app.client(), "note", {"received": "msg-1"}))
    assert errors(lesson) == []
    assert lesson.scenario[-1] == "{emit: note, data: {literally: {received: msg-1}}}"
    assert lesson.trace.steps[1].trigger.arguments == ({"received": "msg-1"},)


def test_what_a_client_had_said_before_is_said_again(record: Record) -> None:
    code = HEAD + "@socketio.on('message')\ndef said(text):\n    send(text, broadcast=True)\n"

    def use(app: Bench) -> None:
        one, two = app.client(), app.client()
        app.emit(one, "message", "hello there")
        app.emit(two, "message", "hello there")

    assert record(code, use).scenario[-1] == "{Grace: {send: hello there}}"
