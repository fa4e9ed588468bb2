"""`stepwire preview` as an author starts and stops it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.tutorial.drafting import TEXT, edited, save
from tutorial.cli.main import main

COMMAND = [sys.executable, "-m", "tutorial.cli.main", "preview", "--port", "0"]


@contextmanager
def previewed(path: Path, folder: Path, columns: int = 200) -> Iterator[subprocess.Popen[str]]:
    """The command with a file, as long as the context lasts."""
    environment = {**os.environ, "STEPWIRE_CACHE": str(folder / "cache"), "COLUMNS": str(columns)}
    with subprocess.Popen([*COMMAND, str(path)], env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_the_page_is_and_stops_without_a_word(tmp_path: Path, sign: signal.Signals) -> None:
    path = tmp_path / "draft.yaml"
    save(path, TEXT)
    with previewed(path, tmp_path) as process:
        assert process.stderr is not None
        said = process.stderr.readline()
        address = re.search(r"http://\S+", said)
        assert address, said
        with urllib.request.urlopen(address[0]) as page:  # noqa: S310  our own address
            assert b"<h1>A draft</h1>" in page.read()
        process.send_signal(sign)
        assert (process.wait(timeout=30), process.stderr.read().strip()) == (0, "")


def test_each_new_set_of_problems_is_told_once_and_when_they_are_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path("draft.yaml")
    save(path, TEXT)
    with previewed(path, tmp_path, columns=40) as process:
        said = process.stderr
        assert said is not None
        assert "follows every save" in said.readline()
        line = TEXT.splitlines().index("    choices:") + 2
        no_choice = edited('"Received: Hello"', "Nothing")
        save(path, no_choice)
        assert said.readline().startswith(
            f"draft.yaml:{line}:7: error: none of the choices is right: in the run it is "
        )
        save(path, no_choice.replace("A draft", "Another draft"))  # as wrong as before
        save(path, edited("minutes: 5", "minuts: 5"))
        assert "unknown key 'minuts'" in said.readline()
        save(path, TEXT)
        assert said.readline() == "draft.yaml: all good\n"
        path.unlink()
        assert said.readline() == "draft.yaml:1:1: error: the file is gone; put it back\n"
        process.send_signal(signal.SIGINT)
        assert (process.wait(timeout=30), said.read().strip()) == (0, "")


def test_a_taken_port_and_a_missing_file_are_told(tmp_path: Path) -> None:
    save(tmp_path / "draft.yaml", TEXT)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = CliRunner().invoke(main, ["preview", str(tmp_path), "--port", port])
    assert result.exit_code == 1
    assert "Address already in use; try another port: stepwire preview --port 0" in result.stderr
    missing = CliRunner().invoke(main, ["preview", str(tmp_path / "none.yaml")])
    assert missing.exit_code == 2
    assert "begin one: stepwire new none" in missing.stderr
