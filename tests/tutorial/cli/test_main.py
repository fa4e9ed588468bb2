"""The command line: what it prints, and how it says no."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from tests.tutorial.lessons import REFERENCE, ROOT, handler, write
from tracer.trace import Trace
from tutorial.cli.main import main
from tutorial.course.course import Course


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEPWIRE_CACHE", str(tmp_path / "cache"))


def stepwire(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def test_trace_prints_both_tables_for_people() -> None:
    result = stepwire("trace", str(REFERENCE))
    assert result.exit_code == 0
    for text in ("Client sends 'Hello'", "handle_message called with 'Hello'", "[local]", "'Received: Hello' *"):
        assert text in result.stdout


def test_trace_tables_prints_the_reference_s_data() -> None:
    result = stepwire("trace", "--tables", str(REFERENCE))
    expected = json.loads((ROOT / "tests" / "tutorial" / "reference.json").read_text(encoding="utf-8"))
    printed = json.loads(result.stdout)
    assert printed == {name: expected[name] for name in ("execution_table", "variable_tracker")}


def test_trace_json_prints_the_whole_trace_over_either_transport() -> None:
    for transport in ("websocket", "polling"):
        trace = Trace.from_json(stepwire("trace", "--json", "--transport", transport, str(REFERENCE)).stdout)
        assert (len(trace.steps), trace.provenance.transport) == (5, transport)


def test_a_lesson_may_lie_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, handler("send(msg.upper())"), name="shout it.yml")
    monkeypatch.chdir(tmp_path)
    assert "HELLO" in stepwire("trace", "shout it.yml").stdout


def test_mistakes_go_to_standard_error_one_a_line_and_the_exit_code_says_so(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("title: x\ncode: x = 1\nscenario: [connekt]\nminuts: 3\n", encoding="utf-8")
    result = stepwire("trace", str(path))
    assert (result.exit_code, result.stdout) == (1, "")
    lines = result.stderr.splitlines()
    assert len(lines) == 2
    assert all(line.startswith(f"{path}:") and ": error: " in line for line in lines)


def test_a_missing_file_is_a_sentence_and_no_traceback(tmp_path: Path) -> None:
    result = stepwire("trace", str(tmp_path / "nowhere.yaml"))
    assert result.exit_code == 1
    assert "nowhere.yaml:1:1: error: " in result.stderr


def test_a_program_that_cannot_run_is_told_with_its_line(tmp_path: Path) -> None:
    result = stepwire("trace", str(write(tmp_path, handler("raise SystemExit"))))
    assert result.exit_code == 1
    assert "ended the program" in result.stderr


def test_two_ways_of_printing_at_once_are_refused() -> None:
    result = stepwire("trace", "--json", "--tables", str(REFERENCE))
    assert result.exit_code == 2
    assert "choose one" in result.stderr


def test_serve_says_that_a_port_is_taken_and_offers_another() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = stepwire("serve", "--port", str(port))
    assert result.exit_code == 2
    assert f"cannot listen on 127.0.0.1:{port}: Address already in use; try another port" in result.stderr


def test_serve_says_that_there_is_no_folder_of_lessons(tmp_path: Path) -> None:
    result = stepwire("serve", "--port", "0", "--lessons", str(tmp_path / "none"))
    assert result.exit_code == 2
    assert "no folder of lessons at" in result.stderr
    assert "--lessons FOLDER" in result.stderr


def test_serve_tells_what_is_wrong_with_the_course_file_and_serves_the_lessons_in_the_folders_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("b.yaml", "a.yaml"):
        write(tmp_path, handler("send(msg)"), name=name)
    (tmp_path / "course.yaml").write_text("title: A\nchapters: [{title: B, lessons: [c, b]}]\n", encoding="utf-8")
    served: list[Course] = []

    def serve(make_app: Callable[[], Flask], _: object) -> None:
        served.append(make_app().extensions["stepwire.course"])

    monkeypatch.setattr("web.site.serving.serve_until_stopped", serve)
    result = stepwire("serve", "--port", "0", "--lessons", str(tmp_path))
    assert f"{tmp_path}/course.yaml:2:33: error: there is no lesson 'c' in this folder" in result.stderr
    assert [course.order() for course in served] == [("a", "b")]


def test_a_course_file_is_no_lesson(tmp_path: Path) -> None:
    path = tmp_path / "course.yaml"
    path.write_text("title: A\n", encoding="utf-8")
    said = f"{path}:1:1: error: course.yaml is the file of a course, and no lesson; name a lesson's file"
    assert stepwire("trace", str(path)).stderr.strip() == said


def test_help_tells_every_command() -> None:
    told = stepwire("--help").stdout
    assert all(name in told for name in main.commands)
