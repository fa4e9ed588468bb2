"""An app that is used by real clients while it is recorded, and the lesson that comes of it."""

from __future__ import annotations

import importlib.util
import os
import queue
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest
import socketio
from socketio import packet

from tests.tracer.serving import Client, served
from tests.tutorial.replaying import Played
from tutorial.check.checking import check
from tutorial.lesson.problems import Problem
from tutorial.reading.loading import Loaded, load
from tutorial.record.app_recording import AppRecording
from tutorial.record.app_watch import AppWatch
from tutorial.record.retold_lesson import RetoldLesson, retell
from tutorial.run.runner import Runner

HEAD = """\
from flask import Flask, request
from flask_socketio import SocketIO, emit, join_room, send

app = Flask(__name__)
socketio = SocketIO(app, async_mode='threading')

"""


def hang_up(client: Client) -> None:
    """Close a client's connection, if it has one still, and its socket, which the library may leave to chance."""
    socket = client.eio.ws.sock if client.eio.ws else None
    if client.eio.state == "connected":
        client.eio.disconnect(abort=True)
    if socket is not None:
        socket.close()


class Bench:
    """An app under watch, served in this process."""

    def __init__(self, watch: AppWatch, url: str) -> None:
        self.watch = watch
        self.url = url
        self.steps = 0
        self.clients: list[Client] = []

    def client(self, *, steps: int = 1, refused: bool = False, **options: Any) -> Client:
        """A new client, when its connection (or its refusal) has made so many steps."""
        client = Client()
        self.clients.append(client)
        query = options.pop("query", "")
        with pytest.raises(socketio.exceptions.ConnectionError) if refused else nullcontext():
            client.connect(f"{self.url}?{query}", transports=["websocket"], wait_timeout=20, **options)
        self.settle(steps)
        return client

    def emit(self, client: Client, event: str, *arguments: Any, steps: int = 1, **options: Any) -> None:
        """Emit, and wait until it has made so many steps and they are over."""
        client.emit(event, tuple(arguments), **options)
        self.settle(steps)

    def ask(self, client: Client, event: str, *arguments: Any, **options: Any) -> Any:
        """Emit, and wait for the acknowledgement."""
        answer = client.call(event, tuple(arguments), timeout=20, **options)
        self.settle(1)
        return answer

    def leave(self, client: Client, namespace: str = "/") -> None:
        """Say goodbye to a namespace, and wait until the server has heard it."""
        client._send_packet(packet.Packet(packet.DISCONNECT, namespace=namespace))
        self.settle(1)

    def cut(self, client: Client, *, steps: int = 1) -> None:
        """Cut the cable."""
        client.eio.ws.sock.shutdown(2)
        self.settle(steps)

    def settle(self, steps: int) -> None:
        """Wait until so many more steps have begun, and all are over."""
        self.steps += steps
        recording = self.watch.attached.recording

        def over() -> bool:
            return len(recording.steps) >= self.steps and all(step.done for step in recording.steps)

        assert recording.wait_for(over, timeout=20), [step.kind for step in recording.steps]


@contextmanager
def bench(folder: Path, code: str, **options: Any) -> Iterator[Bench]:
    """The app of this code, served and watched."""
    path = folder / "app.py"
    path.write_text(code, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("recorded_app", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    watch = AppWatch(module.socketio, vars(module), str(path), code, settings=module.app.config, **options)
    with served(module.app) as url:
        made = Bench(watch, url)
        try:
            yield made
        finally:
            watch.attached.detach()
            for client in made.clients:
                hang_up(client)


class Written:
    """The lesson of a recording, in its file, with what `check` says of it."""

    def __init__(self, recorded: AppRecording, folder: Path, runner: Runner) -> None:
        self.recorded = recorded
        self.retold: RetoldLesson = retell(recorded, "app.yaml")
        self.path = folder / "app.yaml"
        self.path.write_text(self.retold.text, encoding="utf-8")
        self.loaded: Loaded = load(self.path)
        self.trace = runner.run(self.loaded).trace
        self.problems: Sequence[Problem] = check(Played(self.loaded, self.trace), once=True)

    @property
    def text(self) -> str:
        return self.retold.text

    @property
    def scenario(self) -> list[str]:
        """The lines of the scenario, comments among them."""
        body = re.search(r"^scenario:\n(.*?)\n\n", self.text, re.DOTALL | re.MULTILINE)
        assert body
        return [re.sub(r"^(- |# )", "", line.strip()) for line in body[1].split("\n")]


class Command:
    """`stepwire record` as a process of its own, as a terminal has it."""

    def __init__(self, folder: Path, *arguments: str, environment: dict[str, str] | None = None) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "tutorial.cli.main", "record", *arguments],
            cwd=folder,
            env={**os.environ, "STEPWIRE_CACHE": str(folder / "cache"), "NO_COLOR": "1", **(environment or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said: list[str] = []
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._over = False
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put(None)

    def until(self, pattern: str) -> str:
        """Wait for a line that has this in it; gives what the pattern's group found, or the whole."""
        for line in self._heard():
            if found := re.search(pattern, line):
                return str(found[found.re.groups])
        raise AssertionError("".join(self.said))

    def _heard(self) -> Iterator[str]:
        """What is said, line by line, until it has ended."""
        while not self._over:
            line = self._lines.get(timeout=60)
            self._over = line is None
            if line is not None:
                self.said.append(line)
                yield line

    def address(self) -> str:
        """Where the app is served."""
        return self.until(r"Recording \S+ at (http\S+)")

    def stop(self, how: int = signal.SIGINT) -> str:
        """Press Ctrl-C; gives all that was said."""
        self.process.send_signal(how)
        return self.rest()

    def rest(self) -> str:
        """All that was said, when it has ended."""
        for _ in self._heard():
            pass
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()
        return "".join(self.said)
