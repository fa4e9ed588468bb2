"""`stepwire record` from the terminal: the app in its own process, Ctrl-C, the file, and every way of saying no."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner

from tests.tracer.serving import Client
from tests.tutorial.bench import HEAD, Command, hang_up
from tutorial.cli.main import main
from tutorial.course.course_check import CourseCheck
from tutorial.reading.loading import load
from tutorial.run.runner import Runner

ECHO = HEAD + "@socketio.on('message')\ndef said(text):\n    send(f'{text}!', broadcast=True)\n    return 'ok'\n"


@contextmanager
def client_of(address: str) -> Iterator[Client]:
    """A client that is connected, and gone in the end."""
    client = Client()
    client.connect(address, transports=["websocket"], wait_timeout=20)
    try:
        yield client
    finally:
        hang_up(client)


@contextmanager
def recording(folder: Path, *arguments: str, code: str = ECHO, **options: dict[str, str]) -> Iterator[Command]:
    """`stepwire record app.py` with these arguments, ended whatever comes."""
    (folder / "app.py").write_text(code, encoding="utf-8")
    command = Command(folder, *(arguments or ("app.py",)), "--port", "0", **options)
    try:
        yield command
    finally:
        command.process.kill()
        command.rest()


def used(command: Command) -> str:
    """Let a client say something, and press Ctrl-C; gives all that was said."""
    with client_of(command.address()) as client:
        assert client.call("message", "Hello", timeout=20) == "ok"
        return command.stop()


def test_ctrl_c_writes_a_lesson_that_passes_check(tmp_path: Path, runner: Runner) -> None:
    with recording(tmp_path) as command:
        said = used(command)
        assert command.process.returncode == 0, said
    for words in ("Use its page", "   1  Client 1 connects\n", "   2  Client 1 emits 'message' (1 value)\n",
                  "Wrote app.yaml", "It has 2 steps and 3 questions", "stepwire check finds nothing untrue in it.",
                  "stepwire preview app.yaml"):  # fmt: skip
        assert words in said, said
    checked = CourseCheck(tmp_path / "traces").check(tmp_path / "app.yaml", runner)
    assert [str(problem) for problem in checked.problems] == []
    assert (tmp_path / "lesson.schema.json").is_file()
    assert [action.kind for action in load(tmp_path / "app.yaml").lesson.scenario] == ["connect", "send"]


def test_the_terminal_says_what_the_file_says_of_a_lost_line_and_who_is_who(tmp_path: Path) -> None:
    with recording(tmp_path) as command, client_of(address := command.address()) as first:
        with client_of(address) as second:
            second.call("message", "Hello", timeout=20)
            second.eio.ws.sock.shutdown(2)
            command.until("^ +4  Client 2's connection is lost$")
        first.send("I am Ada")
        command.until("^ +5  Client 1 emits 'message'")
        said = command.stop()
    assert "\nClient 1 is Grace and Client 2 is Alan in the lesson.\n" in said
    text = (tmp_path / "app.yaml").read_text(encoding="utf-8")
    goodbye = "  # no goodbye came: the line was cut, or the client closed it without one\n"
    assert f"{goodbye}  - {{Alan: drop}}\n  - {{Grace: {{send: I am Ada}}}}\n" in text


def test_the_app_has_a_process_of_its_own_and_its_folder_and_may_run_itself(tmp_path: Path) -> None:
    code = "import os\nfrom beside import word\n" + ECHO.replace("'{text}!'", "'{text} {word} {os.getpid()}'")
    (tmp_path / "beside.py").write_text("word = 'beside'\n", encoding="utf-8")
    (tmp_path / "else").mkdir()
    with recording(tmp_path, "../app.py", "--out", "mine.yaml", code=f"{code}socketio.run(app)\n") as _:
        pass
    command = Command(tmp_path / "else", "../app.py", "--out", "mine.yaml", "--port", "0")
    with client_of(command.address()) as client:
        heard: list[str] = []
        client.on("message", heard.append)
        client.call("message", "Hello", timeout=20)
        said = command.stop()
    word, pid = heard[0].split()[1:]
    assert word == "beside"
    assert int(pid) != command.process.pid
    text = (tmp_path / "else" / "mine.yaml").read_text(encoding="utf-8")
    for place in (said, text):
        assert "line 2 imports beside, which is beside app.py: put what it needs of it into the code" in place
        assert "there is no module" in place or "No module named 'beside'" in place


def test_a_module_is_found_by_its_name_and_a_socketio_by_its_own(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "chat.py").write_text(ECHO.replace("socketio", "io").replace("flask_io", "flask_socketio"))
    with recording(tmp_path, "shop.chat:io") as command:
        assert "Wrote chat.yaml" in used(command)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_recording_in_which_nothing_happened_writes_nothing(tmp_path: Path, how: int) -> None:
    with recording(tmp_path) as command:
        command.address()
        assert "nothing happened, so nothing was written" in command.stop(how)
        assert command.process.returncode == 1
    assert [path.name for path in tmp_path.iterdir() if path.suffix in (".yaml", ".json")] == []


def test_ctrl_c_ends_it_also_where_a_shell_has_that_ignored(tmp_path: Path) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as it does for what it starts with `&`; children inherit it
    try:
        recorded = recording(tmp_path)
        command = recorded.__enter__()
    finally:
        signal.signal(signal.SIGINT, before)
    command.address()
    assert "nothing happened" in command.stop(signal.SIGINT)
    recorded.__exit__(None, None, None)


def test_a_lesson_that_is_there_is_replaced_only_by_force(tmp_path: Path) -> None:
    (tmp_path / "app.yaml").write_text("mine", encoding="utf-8")
    with recording(tmp_path) as command:
        said = command.rest()
    assert "app.yaml is there already; name another with --out, or replace it with --force" in " ".join(said.split())
    assert (tmp_path / "app.yaml").read_text(encoding="utf-8") == "mine"
    with recording(tmp_path, "app.py", "--force") as command:
        used(command)
    assert "title: app.py" in (tmp_path / "app.yaml").read_text(encoding="utf-8")


def test_a_file_that_came_meanwhile_is_left_and_the_lesson_is_put_elsewhere(tmp_path: Path) -> None:
    temporary = {"TMPDIR": str(tmp_path)}
    with recording(tmp_path, environment=temporary) as command, client_of(command.address()) as client:
        client.call("message", "Hello", timeout=20)
        (tmp_path / "app.yaml").write_text("mine", encoding="utf-8")
        said = command.stop()
    assert (tmp_path / "app.yaml").read_text(encoding="utf-8") == "mine"
    (elsewhere,) = tmp_path.glob("stepwire-*/app.yaml")
    assert f"app.yaml cannot be written: File exists; the lesson is in {elsewhere}" in said
    assert load(elsewhere).lesson.title == "app.py"


def test_a_folder_that_is_gone_loses_nothing(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    options = ("app.py", "--out", "out/a.yaml", "--force")
    temporary = {"TMPDIR": str(tmp_path)}
    with recording(tmp_path, *options, environment=temporary) as command, client_of(command.address()) as client:
        client.call("message", "Hello", timeout=20)
        (tmp_path / "out").rmdir()
        said = command.stop()
    (elsewhere,) = tmp_path.glob("stepwire-*/a.yaml")
    assert f"the lesson is in {elsewhere}" in said


def test_an_app_that_ends_its_process_loses_nothing(tmp_path: Path) -> None:
    code = "import os\n" + ECHO.replace("    send(", "    if text == 'end':\n        os._exit(3)\n    send(")
    with recording(tmp_path, code=code) as command, client_of(command.address()) as client:
        assert client.call("message", "Hello", timeout=20) == "ok"
        client.emit("message", "end")
        said = command.rest()
    assert "the app has ended its process" in said
    assert "message had not ended when the recording did" in said
    assert [action.arguments for action in load(tmp_path / "app.yaml").lesson.scenario] == [(), ("Hello",)]


def test_an_app_that_is_killed_is_told(tmp_path: Path) -> None:
    code = "import os\n" + ECHO.replace("    send(", "    os.kill(os.getpid(), 9)\n    send(")
    with recording(tmp_path, code=code) as command, client_of(command.address()) as client:
        client.emit("message", "Hello")
        said = " ".join(command.rest().split())
    assert "was ended from outside (exit code -9) after step 2, and the recording is lost with it" in said
    assert not (tmp_path / "app.yaml").exists()


def test_an_app_that_is_not_the_same_twice_is_told_in_the_output_and_in_the_file(tmp_path: Path) -> None:
    code = "import random\n" + ECHO.replace("{text}!", "{random.random()}")
    with recording(tmp_path, code=code) as command:
        said = used(command)
    text = (tmp_path / "app.yaml").read_text(encoding="utf-8")
    for place in (said, text):
        assert "the run is not the same twice" in " ".join(place.replace("\n# ", " ").split())
    line = next(line for line in said.split("\n") if "not the same twice" in line and "app.yaml:" in line)
    assert text.split("\n")[int(line.split(":")[1]) - 1].startswith("code: |")


def test_no_secret_is_printed(tmp_path: Path) -> None:
    code = ECHO.replace("app = Flask(__name__)", "app = Flask(__name__)\napp.secret_key = 'hunter2-a1'")
    with recording(tmp_path, code=code) as command:
        client = Client()
        client.connect(f"{command.address()}?token=hunter2-b2", auth={"token": "hunter2-c3"}, wait_timeout=20,
                       headers={"Cookie": "session=hunter2-d4"}, transports=["websocket"])  # fmt: skip
        client.call("message", {"password": "hunter2-e5"}, timeout=20)
        said = command.stop()
        hang_up(client)
    assert "hunter2" not in said
    assert "hunter2" not in (tmp_path / "app.yaml").read_text(encoding="utf-8")
    assert "Redacted:" in said
    assert "'password' in what a client sends" in said


def refused(folder: Path, monkeypatch: pytest.MonkeyPatch, code: str, *arguments: str) -> str:
    """What the command says no with, on one line."""
    monkeypatch.chdir(folder)
    (folder / "app.py").write_text(dedent(code), encoding="utf-8")
    arguments = arguments or ("app.py",)
    result = CliRunner().invoke(main, ["record", *arguments, "--port", "0"], catch_exceptions=False)
    assert result.exit_code in (1, 2)
    assert [path.name for path in folder.iterdir() if path.suffix == ".yaml"] == []
    return " ".join(result.stderr.split())


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("ap.py",), "there is no file ap.py; did you mean 'app.py'?"),
        (("nowhere/app.py",), "there is no file nowhere/app.py; no Python file is in"),
        (("nothing_there",), "there is no module nothing_there here; name a file, such as app.py:socketio"),
        (("no.such.module",), "there is no module no.such.module here"),
        (("app.py:io",), "app.py has no 'io' at its top level; write stepwire record app.py:socketio"),
        (("app.py:app",), "'app' of app.py is a Flask and no SocketIO; write stepwire record app.py:socketio"),
        (("a b",), "names no file or module; write, for example, app.py:socketio"),
        (("app.py", "--out", "My Lesson"), "how about my-lesson?"),
        (("app.py", "--out", "none/app"), "there is no folder none; make it first: mkdir -p none"),
    ],
)
def test_what_is_not_there_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], says: str
) -> None:
    assert says in refused(tmp_path, monkeypatch, ECHO, *arguments)


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("from flask_socketio import SocketIO\nsocketio = SocketIO()\n",
         "'socketio' of app.py serves no Flask app yet; call socketio.init_app(app) at the top level"),
        ("import flask_socketio\n", "app.py has no 'socketio' at its top level; it makes no SocketIO"),
        ("x = 1\nraise ValueError('no way')\n",
         "app.py:2: ValueError: no way; mend it until `python app.py` gets past it"),
        ("def f():\n    return (\n", "app.py:2: SyntaxError: '(' was never closed"),
        ("import nothing_there.x\n", "app.py:1: there is no module nothing_there; install it beside stepwire"),
        ("import sys\nsys.exit(2)\n", "app.py:2: the app ends its program while it is imported"),
        ("import eventlet\n", "app.py:1: the app asks for eventlet, and a recording needs threads; write SocketIO(app"),
        (HEAD.replace("'threading'", "'gevent'"),
         "app.py:5: the app asks for another async_mode than 'threading'; write SocketIO(app, async_mode='threading')"),
    ],
)  # fmt: skip
def test_an_app_that_cannot_be_recorded_is_told_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, says: str
) -> None:
    (tmp_path / "eventlet.py").write_text(
        "# stands in for the library, which nothing here installs\n", encoding="utf-8"
    )
    assert says in refused(tmp_path, monkeypatch, code)


def test_a_port_that_is_taken_is_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.py").write_text(ECHO, encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = CliRunner().invoke(main, ["record", "app.py", "--port", port], catch_exceptions=False)
    assert result.exit_code == 1
    assert f"cannot listen on 127.0.0.1:{port}: Address already in use; try another port" in result.stderr
