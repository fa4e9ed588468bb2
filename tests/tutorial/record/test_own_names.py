"""A recorded app may have modules that are called `tutorial`, `web` and `tracer`; one that has none gets ours."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from tests.tracer.serving import connected
from tests.tutorial.bench import HEAD, Command
from tutorial.record.app_recording import AppRecording
from tutorial.record.process import started

OWN = {
    "tutorial/__init__.py": "from . import helpers\nfrom .helpers import shout\n",
    "tutorial/helpers.py": "def shout(text):\n    return f'{text}!'\n",
    "tutorial/deep/down.py": "WORD = 'deep down'\n",  # a folder without __init__.py inside a package
    "web.py": "PORT = 5000\n",
    "tracer/calls.py": "from flask_socketio import emit\n\ndef say(text):\n    emit('said', text)\n",  # and one alone
    "tracer/late.py": "WORD = 'late'\n",
}
APP = HEAD + dedent("""\
    import importlib
    import pkgutil
    import tutorial
    import tutorial.helpers as helpers
    from tracer.calls import say
    from web import PORT

    @socketio.on('say')
    def on_say(text):
        say(tutorial.shout(text))
        return PORT

    @socketio.on('late')
    def on_late():
        from tutorial.deep import down
        import tracer.late
        importlib.reload(tutorial)
        assert tutorial.helpers is helpers
        return [down.WORD, tracer.late.WORD, [module.name for module in pkgutil.iter_modules(tracer.__path__)]]
""")
"""An app that uses them at the top level, and later in its handlers."""


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def answers(*events: tuple[Any, ...], target: str = "app.py") -> tuple[list[Any], AppRecording]:
    """What an app answers to these events while it is recorded, and the recording."""
    with started(target, "socketio", "127.0.0.1", 0) as process:
        messages = process.messages()
        first = next(messages)
        assert first["kind"] == "serving", first
        with connected(process.address) as client:
            said = [client.call(event, tuple(arguments), timeout=20) for event, *arguments in events]
        process.stop()
        (recorded,) = [message["recorded"] for message in messages if message["kind"] == "recorded"]
    return said, AppRecording.from_data(recorded)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_lesson_is_made_of_an_app_with_a_tutorial_a_web_and_a_tracer_of_its_own(tmp_path: Path) -> None:
    write(tmp_path, OWN | {"app.py": APP})
    command = Command(tmp_path, "app.py", "--port", "0")
    try:
        with connected(command.address()) as client:
            assert client.call("say", "Hello", timeout=20) == 5000
            said = command.stop()
    finally:
        command.process.kill()
        command.rest()
    assert "   2  Client 1 emits 'say' (1 value)\n" in said
    for name in ("tutorial", "tutorial.helpers", "tracer.calls", "web"):
        assert f"imports {name}, which is beside app.py: put what it needs of it into the code" in said
    assert "emit: say" in (tmp_path / "app.yaml").read_text(encoding="utf-8")


def test_modules_of_its_own_are_found_at_any_time_and_belong_to_the_app(folder: Path) -> None:
    write(folder, OWN | {"app.py": APP})
    said, recorded = answers(("say", "Hello"), ("late",))
    assert said == [5000, ["deep down", "late", ["calls", "late"]]]
    step = recorded.trace.steps[1]
    assert [(sent.event, sent.arguments, sent.line) for sent in step.emits if sent.kind == "event"] == [
        ("said", ("Hello!",), 4)  # the line of its own tracer/calls.py
    ]


def test_an_app_inside_such_a_package_is_recorded_by_its_name(folder: Path) -> None:
    write(folder, {"tutorial/app.py": HEAD + "from . import words\n\n@socketio.on('ask')\ndef ask():\n"
                   "    return words.WORD\n", "tutorial/words.py": "WORD = 'own'\n"})  # fmt: skip
    assert answers(("ask",), target="tutorial.app")[0] == ["own"]


def test_what_comes_into_the_path_later_is_the_apps_too(folder: Path) -> None:
    code = HEAD + dedent("""\
        import sys
        sys.path.insert(0, 'src')
        import tracer

        @socketio.on('ask')
        def ask():
            return tracer.WORD
        """)
    write(folder, {"src/tracer.py": "WORD = 'own'\n", "app.py": code})
    assert answers(("ask",))[0] == ["own"]


def test_pythonpath_may_lead_to_them(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, OWN | {"app.py": APP})
    monkeypatch.setenv("PYTHONPATH", str(folder))
    assert answers(("say", "Hello"))[0] == [5000]


def test_an_app_without_a_tracer_of_its_own_gets_ours(folder: Path) -> None:
    code = HEAD + dedent("""\
        import tutorial
        from flask_socketio import SocketIO as Other
        from tracer import Lines, attach
        from tracer.values import detach

        attach(Other(), lines=Lines({__file__})).detach()

        @socketio.on('ask')
        def ask():
            return [detach({1}), tutorial.WORD]
        """)
    pages = {"tracer/index.html": "<p>a folder of pages beside it is no module", "web/index.html": ""}
    write(folder, pages | {"tutorial.py": "WORD = 'own'\n", "app.py": code})
    assert answers(("ask",))[0] == [[{"~": "set", "items": [1], "length": 1}, "own"]]


def python(code: str, **environment: str) -> str:
    """What a Python process says that runs this code in the working directory."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", dedent(code)], env=os.environ | environment, text=True, check=True,
        stdout=subprocess.PIPE, timeout=60,
    )  # fmt: skip
    return done.stdout


def test_ours_are_not_loaded_a_second_time() -> None:
    said = python("""
        import importlib.util, sys, tracer, tracer.events
        from tutorial.record.own_names import give_way
        before = tracer, tracer.events
        give_way()
        assert "tracer" not in sys.modules
        file = importlib.util.find_spec("tracer").origin
        del tracer
        import tracer.events
        print((tracer, tracer.events) == before, file == tracer.__file__, "tutorial" in sys.modules)
        print(importlib.util.find_spec("web").name, importlib.reload(tracer) is before[0])
    """)
    assert said == "True True False\nweb True\n"
