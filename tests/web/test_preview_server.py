"""`stepwire preview` as an author starts and stops it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.tutorial.drafting import TEXT, save
from tutorial.cli import main

COMMAND = [sys.executable, "-m", "tutorial.cli", "preview", "--port", "0"]


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_the_page_is_and_stops_without_a_word(tmp_path: Path, sign: signal.Signals) -> None:
    path = tmp_path / "draft.yaml"
    save(path, TEXT)
    environment = {**os.environ, "STEPWIRE_CACHE": str(tmp_path / "cache"), "COLUMNS": "200"}
    with subprocess.Popen([*COMMAND, str(path)], env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = process.stderr.readline()
        address = re.search(r"http://\S+", said)
        assert address, said
        with urllib.request.urlopen(address[0]) as page:  # noqa: S310  our own address
            assert b"<h1>A draft</h1>" in page.read()
        process.send_signal(sign)
        assert (process.wait(timeout=30), process.stderr.read().strip()) == (0, "")


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
