"""A recording of an app becomes a lesson that runs as the app did; what a scenario cannot say is told at its place."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest

from tests.tutorial.bench import HEAD, Bench, Written, bench
from tutorial.run.runner import Runner
from tutorial.telling.narration import rows

ECHO = HEAD + "@socketio.on('message')\ndef said(text):\n    send(f'{text}!', broadcast=True)\n    return 'ok'\n"
Record = Callable[..., Written]


@pytest.fixture
def record(tmp_path: Path, runner: Runner) -> Record:
    def recorded(code: str, use: Callable[[Bench], object]) -> Written:
        """Use an app while it is recorded; gives the lesson that comes of it."""
        with bench(tmp_path, code) as app:
            use(app)
            return Written(app.watch.recorded(), tmp_path, runner)

    return recorded


def holds(lesson: Written) -> bool:
    """Whether check finds nothing, every step is expected whole, and there are three kinds of questions."""
    assert [str(problem) for problem in lesson.problems if problem.severity == "error"] == []
    expected = [len(row.cells()) for row in lesson.loaded.lesson.expect]
    assert expected == [5] * len(lesson.trace.steps)
    assert len({question.kind for question in lesson.loaded.lesson.quiz}) == 3
    return True


def test_one_client_says_something_and_leaves(record: Record) -> None:
    def use(app: Bench) -> None:
        client = app.client()
        assert app.ask(client, "message", "Hello") == "ok"
        app.emit(client, "message", "Bye")
        app.leave(client)

    lesson = record(ECHO, use)
    assert holds(lesson)
    assert lesson.scenario == ["connect", "{send: Hello, ack: true}", "{send: Bye}", "disconnect"]
    assert lesson.loaded.lesson.code.strip() == ECHO.strip()
    assert "clients:" not in lesson.text
    assert [row.cells["receives"] for row in rows(lesson.trace)][1] == "Hello!; Acknowledgement 'ok'"


def test_data_of_every_kind_goes_over_as_it_was(record: Record) -> None:
    code = HEAD + "@socketio.on('echo')\ndef echo(*given):\n    emit('echoed', given)\n"
    sent = [
        (), (None,), (True,), (1.5,), ("yes: no # 'x' \"y\" \\ \u00e9\u2028\x85\x07",), ("null",), ("",),
        ({"a": [1, None, {"b": "c"}], "1": "", "": {}},), ([],), (1, "two", {"three": 3}), (10**20,), (1e300,),
        (b"\x00\xff",), (b"text",), (b"",), ("true", [None]),
    ]  # fmt: skip

    def use(app: Bench) -> None:
        client = app.client()
        for given in sent:
            app.emit(client, "echo", *given)

    lesson = record(code, use)
    assert [action.arguments for action in lesson.loaded.lesson.scenario[1:]] == sent
    assert [str(problem) for problem in lesson.problems if problem.severity == "error"] == []
    assert [step.trigger.arguments for step in lesson.trace.steps] == [
        step.trigger.arguments for step in lesson.recorded.trace.steps
    ]


def test_long_data_is_written_whole(record: Record) -> None:
    code = HEAD + "@socketio.on('size')\ndef size(given):\n    emit('size', len(given))\n"

    def use(app: Bench) -> None:
        client = app.client()
        app.emit(client, "size", "x" * 5_000)
        app.emit(client, "size", b"\xff" * 3_000)

    lesson = record(code, use)
    assert [len(action.arguments[0]) for action in lesson.loaded.lesson.scenario[1:]] == [5_000, 3_000]
    assert [step.deliveries[0].arguments for step in lesson.trace.steps[1:3]] == [(5_000,), (3_000,)]
    assert [str(problem) for problem in lesson.problems if problem.severity == "error"] == []


def test_several_clients_have_names_and_rooms_and_hear_what_they_heard(record: Record) -> None:
    code = HEAD + (
        "names = []\n@socketio.on('join')\ndef join(name, room):\n    names.append(name)\n    join_room(room)\n"
        "    emit('joined', name, to=room)\n"
    )

    def use(app: Bench) -> None:
        first, second = app.client(), app.client()
        app.emit(first, "join", "one", "red")
        app.emit(second, "join", "two", "red")
        app.leave(second)

    lesson = record(code, use)
    assert holds(lesson)
    assert lesson.loaded.lesson.clients == ("Ada", "Grace")
    assert lesson.scenario[2] == "{Ada: {emit: join, args: [one, red]}}"
    assert rows(lesson.trace)[3].cells["receives"] == "Ada: 'joined' 'two'; Grace: 'joined' 'two'"
    assert [watch.name for watch in lesson.loaded.lesson.watch] == [
        "connection_status", "last_message", "response_sent", "names",
    ]  # fmt: skip


def test_names_that_the_app_uses_are_not_given_to_clients(record: Record) -> None:
    def use(app: Bench) -> None:
        app.client()
        app.emit(app.client(), "message", "I am ada, said Ada")

    assert record(ECHO, use).loaded.lesson.clients == ("Grace", "Alan")


def test_namespaces_query_and_a_namespace_that_is_left(record: Record) -> None:
    code = HEAD + (
        "@socketio.on('who', namespace='/chat')\ndef who():\n    emit('you', request.args.get('nick'))\n"
        "@socketio.on('connect', namespace='/chat')\ndef come():\n    emit('welcome', 1)\n"
        "@socketio.on('connect')\ndef main():\n    pass\n"
    )

    def use(app: Bench) -> None:
        client = app.client(steps=2, namespaces=["/", "/chat"], query="nick=Zo%C3%AB%20%26%20co")
        app.emit(client, "who", namespace="/chat")
        app.leave(client, "/chat")
        app.leave(client)

    lesson = record(code, use)
    assert holds(lesson)
    assert lesson.scenario == [
        '{connect: {namespaces: ["/", "/chat"], query: {nick: "Zoë & co"}}}',
        '{emit: who, namespace: "/chat"}',
        '{disconnect: {namespace: "/chat"}}',
        "disconnect",
    ]
    assert rows(lesson.trace)[2].cells["receives"] == "'you' 'Zoë & co' on /chat"


def test_a_refusal_a_cut_cable_and_a_return(record: Record) -> None:
    code = HEAD + (
        "@socketio.on('connect')\ndef enter(auth):\n    if auth['token'] != 'right-one':\n"
        "        raise ConnectionRefusedError('not you')\n"
    )

    def use(app: Bench) -> None:
        app.client(refused=True, auth={"token": "wrong-one"})
        client = app.client(auth={"token": "right-one"})
        app.cut(client)
        app.client(auth={"token": "right-one"})

    lesson = record(code, use)
    assert holds(lesson)
    wrong, right, goodbye, drop, again = lesson.scenario
    assert (drop, again) == ("drop", "reconnect")
    assert goodbye == "no goodbye came: the line was cut, or the client closed it without one"
    assert goodbye not in lesson.retold.unsaid
    assert "REDACTED-" in wrong
    assert right != wrong
    assert [row.cells["trigger"] for row in rows(lesson.trace)][:4] == [
        "Client connects", "Client connects again", "Connection of Client is lost", "Client connects again",
    ]  # fmt: skip
    assert "right-one" not in lesson.text


def test_acknowledgements_of_clients_become_answers(record: Record) -> None:
    code = HEAD + (
        "heard = []\n@socketio.on('ask')\ndef ask():\n    emit('question', 6, callback=note)\n"
        "def note(*given):\n    heard.append(given)\n"
    )

    def use(app: Bench) -> None:
        client = app.client()
        client.on("question", lambda number: {"hex": number * 7})
        app.emit(client, "ask", steps=2)

    lesson = record(code, use)
    assert holds(lesson)
    assert lesson.loaded.lesson.answers == {"question": ({"hex": 42},)}
    assert lesson.trace.steps[2].trigger.kind == "ack"


def test_clients_that_answer_differently_are_told(record: Record) -> None:
    code = HEAD + "@socketio.on('ask')\ndef ask():\n    emit('question', callback=print)\n"

    def use(app: Bench) -> None:
        client = app.client()
        given = iter([1, 2])
        client.on("question", lambda: next(given))
        app.emit(client, "ask", steps=2)
        app.emit(client, "ask", steps=2)

    lesson = record(code, use)
    assert lesson.loaded.lesson.answers == {"question": (1,)}
    assert ["one answer for an event" in said for said in lesson.retold.unsaid] == [True]


def test_what_comes_between_a_question_and_an_answer_that_ends_it_is_told(record: Record) -> None:
    code = HEAD + (
        "from flask import copy_current_request_context\nfrom flask_socketio import disconnect\n"
        "@socketio.on('ask')\ndef ask():\n    emit('question', callback=copy_current_request_context(disconnect))\n"
        "@socketio.on('message')\ndef said(text):\n    pass\n"
    )

    def use(app: Bench) -> None:
        client = app.client()
        asked = Event()

        def answer() -> None:
            assert asked.wait(20)

        client.on("question", answer)
        app.emit(client, "ask")
        app.emit(client, "message", "in between")
        asked.set()
        app.settle(1)
        app.client()

    lesson = record(code, use)
    assert [line for line in lesson.scenario if "{" in line or line in ("connect", "reconnect")] == [
        "connect", "{emit: ask}", "reconnect",
    ]  # fmt: skip
    assert "before it acknowledged, and was disconnected" in lesson.text
    assert [str(problem) for problem in lesson.problems if problem.severity == "error"] == []


def test_a_client_that_the_server_disconnects_comes_back(record: Record) -> None:
    code = HEAD + "from flask_socketio import disconnect\n@socketio.on('out')\ndef out():\n    disconnect()\n"

    def use(app: Bench) -> None:
        app.emit(app.client(), "out")
        app.client()

    lesson = record(code, use)
    assert holds(lesson)
    assert lesson.scenario == ["connect", "{emit: out}", "reconnect"]


def test_a_task_that_disconnects_a_client_is_waited_for_and_a_web_request_is_told(record: Record) -> None:
    code = HEAD + (
        "@socketio.on('soon')\ndef soon():\n    socketio.start_background_task(kick, request.sid)\n"
        "def kick(sid):\n    socketio.sleep(0.1)\n    socketio.server.disconnect(sid)\n"
        "@socketio.on('id')\ndef get_id():\n    return request.sid\n"
        "@app.get('/kick/<sid>')\ndef kicked(sid):\n    socketio.server.disconnect(sid)\n    return 'done'\n"
    )

    def use(app: Bench) -> None:
        app.emit(app.client(), "soon", steps=2)
        client = app.client()
        sid = app.ask(client, "id")
        urllib.request.urlopen(f"{app.url}/kick/{sid}").close()  # noqa: S310  # our own server
        app.settle(1)

    lesson = record(code, use)
    assert [line for line in lesson.scenario if "here GET" not in line and "leaves by itself" not in line] == [
        "connect", "{emit: soon}", "{wait: {task: kick}}", "reconnect", "{emit: id, ack: true}", "disconnect",
    ]  # fmt: skip
    assert "disconnects Client, which a scenario cannot say" in " ".join(lesson.text.split())
    assert [str(problem) for problem in lesson.problems if problem.severity == "error"] == []
    assert client_sids(lesson) == []


def client_sids(lesson: Written) -> list[str]:
    """The session ids of the recording that stand in the file."""
    return [one.value for one in lesson.recorded.private if one.what == "a session id" and one.value in lesson.text]


def test_a_session_id_that_is_sent_is_written_as_whose_it_is_and_reaches_that_client(record: Record) -> None:
    code = HEAD + (
        "@socketio.on('id')\ndef get_id():\n    return request.sid\n"
        "@socketio.on('whisper')\ndef whisper(sid):\n    emit('psst', to=sid)\n"
    )

    def use(app: Bench) -> None:
        first, second = app.client(), app.client()
        app.emit(first, "whisper", app.ask(second, "id"))

    lesson = record(code, use)
    assert lesson.scenario[-1] == "{Ada: {emit: whisper, data: {sid: Grace}}}"
    assert [(one.client, one.event) for one in lesson.trace.steps[3].deliveries] == [("Grace", "psst")]
    assert client_sids(lesson) == []


def test_a_session_id_inside_a_longer_text_is_told(record: Record) -> None:
    code = HEAD + "@socketio.on('message')\ndef said(text):\n    send('heard')\n"

    def use(app: Bench) -> None:
        client = app.client()
        app.emit(client, "message", f"I am {client.get_sid()}")

    lesson = record(code, use)
    assert lesson.scenario[-1] == "{send: I am a session id}"
    assert "holds a session id, which is another one in every run" in lesson.text
    assert client_sids(lesson) == []


def test_a_background_task_is_waited_for(record: Record) -> None:
    code = HEAD + (
        "@socketio.on('count')\ndef count(upto):\n    socketio.start_background_task(tick, upto)\n"
        "def tick(upto):\n    for number in range(upto):\n        socketio.emit('tick', number)\n"
    )

    def use(app: Bench) -> None:
        client = app.client()
        app.emit(client, "count", 2, steps=3)
        app.emit(client, "count", 1, steps=2)

    lesson = record(code, use)
    assert holds(lesson)
    assert lesson.scenario[2:] == [
        "{wait: {event: tick, times: 2}}", "{emit: count, data: 1}", "{wait: {event: tick, times: 3}}",
    ]  # fmt: skip


CLOCK = HEAD + (
    "from threading import Event\n"
    "ticks = {'n': 0}\nasked = []\ngo, gone = Event(), Event()\n"
    "@socketio.on('connect')\ndef enter():\n    socketio.start_background_task(clock)\n"
    "def clock():\n    go.wait(20)\n    before()\n    socketio.emit('tick')\n    after()\n    gone.set()\n"
    "@socketio.on('ask')\ndef ask():\n    asked.append(len(asked))\n    emit('said', 'ok')\n"
    "@socketio.on('read')\ndef read():\n    emit('time', told())\n"
    "def told():\n    return ticks['n']\n"
    "@app.get('/go')\ndef let_it():\n    go.set()\n    gone.wait(20)\n    return 'gone'\n"
)
"""A clock that a page sets off: a lesson never hears it tick, as if it slept long."""


@pytest.mark.parametrize(
    "changes",
    ["def before():\n    ticks['n'] += 1\ndef after():\n    pass\n",
     "def before():\n    pass\ndef after():\n    ticks['n'] += 1\n"],
    ids=["before it is heard", "after it is heard"],
)  # fmt: skip
def test_what_is_changed_by_a_task_that_sleeps_too_long_is_expected_nowhere(
    record: Record, monkeypatch: pytest.MonkeyPatch, changes: str
) -> None:
    monkeypatch.setattr("tutorial.record.script._SLOWEST", -1)

    def use(app: Bench) -> None:
        client = app.client()
        app.emit(client, "ask")
        with urllib.request.urlopen(f"{app.url}/go") as answer:  # noqa: S310  # our own server
            assert answer.read() == b"gone"
        app.settle(1)
        app.emit(client, "ask")
        app.emit(client, "read")
        app.emit(client, "ask")

    lesson = record(CLOCK + changes, use)
    assert [str(problem) for problem in lesson.problems if problem.severity == "error"] == []
    assert "let it wait less" in lesson.text
    assert "from here on the table does not expect ticks: " in lesson.text
    assert "ticks" not in [watch.name for watch in lesson.loaded.lesson.watch]
    expected = {row.step: set(row.cells()) for row in lesson.loaded.lesson.expect}
    assert [len(cells) for cells in expected.values()] == [5, 5, 5, 2, 5, 5]
    assert expected[4] == {"trigger", "before"}, "what is read from the clock may be something else"
    assert [row.variables.get("asked") for row in lesson.loaded.lesson.expect][1:5:3] == [[0], [0, 1, 2]]
    assert len(lesson.loaded.lesson.quiz) == 3


def test_what_a_task_and_a_handler_change_is_watched_and_expected_as_long_as_it_is_sure(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutorial.record.script._SLOWEST", -1)
    code = CLOCK.replace("asked.append(len(asked))", "ticks['n'] += 10") + "def before():\n    ticks['n'] += 1\n"

    def use(app: Bench) -> None:
        client = app.client()
        app.emit(client, "ask")
        with urllib.request.urlopen(f"{app.url}/go") as answer:  # noqa: S310  # our own server
            assert answer.read() == b"gone"
        app.settle(1)
        app.emit(client, "ask")

    lesson = record(code + "def after():\n    pass\n", use)
    assert [str(problem) for problem in lesson.problems if problem.severity == "error"] == []
    assert "ticks" in [watch.name for watch in lesson.loaded.lesson.watch]
    assert [row.variables.get("ticks") for row in lesson.loaded.lesson.expect] == [None, "{'n': 10}", None, None]
    assert [one.question for one in lesson.loaded.lesson.quiz if "ticks" in one.question] == [
        "What is `ticks` after step 2?"
    ]


def test_what_several_clients_did_at_once_is_together(record: Record) -> None:
    code = HEAD + (
        "from threading import Event\ngate = Event()\n"
        "@socketio.on('wait')\ndef wait():\n    gate.wait(20)\n    socketio.sleep(0.1)\n    emit('through')\n"
        "@socketio.on('open')\ndef open_gate():\n    gate.set()\n"
    )

    def use(app: Bench) -> None:
        first, second = app.client(), app.client()
        second.emit("wait")
        recording = app.watch.attached.recording
        assert recording.wait_for(lambda: len(recording.steps) == 3, timeout=20)
        first.emit("open")
        app.settle(2)

    lesson = record(code, use)
    assert lesson.scenario[2] == "together: [{Grace: {emit: wait}}, {Ada: {emit: open}}]"
    assert [str(problem) for problem in lesson.problems if problem.severity == "error"] == []
    assert [step.trigger.client for step in lesson.trace.steps[2:4]] == ["Ada", "Grace"]


def test_events_that_nobody_handles_and_exceptions_are_part_of_it(record: Record) -> None:
    code = HEAD + (
        "@socketio.on('fail')\ndef fail():\n    raise ValueError('no way')\n"
        "@socketio.on_error_default\ndef oh(error):\n    pass\n"
    )

    def use(app: Bench) -> None:
        client = app.client()
        app.emit(client, "dance", 1)
        app.emit(client, "fail")

    lesson = record(code, use)
    assert holds(lesson)
    assert lesson.loaded.lesson.unhandled == ("dance",)
    assert "exception" in lesson.text


def test_what_cannot_be_said_becomes_a_comment_at_its_place(record: Record) -> None:
    code = HEAD + (
        "@socketio.on('take')\ndef take(given):\n    pass\n@app.get('/news')\ndef news():\n"
        "    socketio.emit('news', 'hello')\n    return 'sent'\n"
    )

    def use(app: Bench) -> None:
        client = app.client()
        app.emit(client, "take", {"file": b"\x00"})
        app.emit(client, "take", float("inf"))
        app.emit(client, "disconnecting", 1)
        with urllib.request.urlopen(f"{app.url}/news") as answer:  # noqa: S310  # our own server
            assert answer.read() == b"sent"
        app.settle(1)
        app.emit(client, "take", "x" * 30_000)
        app.emit(client, "take", 1)

    lesson = record(code, use)
    assert [str(problem) for problem in lesson.problems if problem.severity == "error"] == []
    told = [line for line in lesson.text.split("\n") if line.startswith("  # ")]
    for place, words in enumerate([
        "'take' here, which a scenario cannot say: bytes inside another value", "the number inf",
        "no event may be called 'disconnecting'", "GET /news emits 'news' here", "30,002 characters are too many",
    ]):  # fmt: skip
        assert words in " ".join(line.removeprefix("  # ") for line in told), place
    assert lesson.scenario[-1] == "{emit: take, data: 1}"
    assert len(lesson.trace.steps) == 3
    assert len(lesson.retold.unsaid) == 5


def test_a_namespace_that_is_joined_later_is_joined_at_once_and_that_is_told(record: Record) -> None:
    code = HEAD + "@socketio.on('x', namespace='/late')\ndef x():\n    pass\n@socketio.on('y')\ndef y():\n    pass\n"

    def use(app: Bench) -> None:
        client = app.client()
        app.emit(client, "y")
        client._send_packet(client.packet_class(0, namespace="/late"))  # a CONNECT, as socket.io's own client sends it
        app.settle(1)
        client.namespaces["/late"] = "known"
        app.emit(client, "x", namespace="/late")

    lesson = record(code, use)
    assert lesson.scenario[0] == '{connect: {namespaces: ["/", "/late"]}}'
    assert "connects to /late only now" in lesson.text
    assert [str(problem) for problem in lesson.problems if problem.severity == "error"] == []


def test_a_handler_that_never_ends_is_left_out_and_told(record: Record) -> None:
    code = HEAD + "from threading import Event\nnever = Event()\n@socketio.on('hang')\ndef hang():\n    never.wait(5)\n"

    def use(app: Bench) -> None:
        client = app.client()
        client.emit("hang")
        recording = app.watch.attached.recording
        assert recording.wait_for(lambda: len(recording.steps) == 2, timeout=20)

    lesson = record(code, use)
    assert lesson.scenario == ["connect", "Client: hang had not ended when the recording did, and is left out"]


def test_a_recording_of_more_than_a_scenario_holds_keeps_the_rest_as_comments(record: Record) -> None:
    def use(app: Bench) -> None:
        client = app.client()
        for number in range(210):
            app.emit(client, "message", str(number))

    lesson = record(ECHO, use)
    assert len(lesson.loaded.lesson.scenario) == 200
    assert '  # - {send: "209"}' in lesson.text
    assert "200 actions at most" in lesson.retold.unsaid[-1]
    assert [str(problem) for problem in lesson.problems if problem.severity == "error"] == []


def test_it_has_marked_places_for_the_words(record: Record) -> None:
    lesson = record(ECHO, Bench.client)
    assert lesson.text.count("# Words: ") >= 4
    assert lesson.text.startswith("# yaml-language-server: $schema=lesson.schema.json\n")
    assert holds(lesson)
