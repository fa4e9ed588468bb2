"""The lab's one function, asked in a Python that has nothing that a browser has not."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, render_template

from tests.tutorial.run.alone import answers
from tutorial.course.course import Course, Studied
from tutorial.lesson.lesson import Lesson
from web.lab.drawing import DRAWN
from web.lab.entry import Entry
from web.lab.lab_json import lab_json
from web.parts.lines.line_cache import LineCache
from web.parts.material import Material

CHANGES = """
import flask_socketio, socketio.packet, web.lab.drawing
flask_socketio.send = socketio.packet.Packet.encode = None
web.lab.drawing.Drawing.parts = lambda self: {'scene': 'mine'}
"""


@pytest.fixture(scope="module")
def reference(course: Course) -> Studied:
    studied = course.lessons["websocket-events"]
    assert isinstance(studied, Studied)
    return studied


@pytest.fixture(scope="module")
def lab(reference: Studied) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(lab_json(reference))
    return found


@pytest.fixture(scope="module")
def told(lab: dict[str, Any], reference: Studied) -> dict[str, dict[str, Any]]:
    """The answers to some requests, in their order, all from one Python without a network."""
    solution = reference.lesson.project.solution if reference.lesson.project else ""
    code = lab["lesson"]["code"]
    run = {"do": "run", "scenario": lab["lesson"]["scenario"]}
    joined = [*lab["lesson"]["scenario"][:1], {"kind": "connect", "client": "Grace"}]
    asked = {
        "too early": {"do": "judge", "code": code},
        "open": {"do": "open", "lab": lab},
        "own": run | {"code": code},
        "unread": run | {"code": "def f(:"},
        "judged meanwhile": {"do": "judge", "code": code},
        "lines": {"do": "lines", "step": 2, "phase": _handled(lab["trace"]["steps"][1]), "first": 0},
        "long": run | {"code": code.replace("    send(", "    for _ in range(99):\n        msg\n    send(", 1)},
        "changed": run | {"code": code.replace("Received: ", "Heard: "), "transport": "polling"},
        "joined": run | {"code": code, "scenario": joined, "clients": ["Client"]},
        "no Python": run | {"code": f"{code}\ndef f(:\n"},
        "does not run": run | {"code": f"{code}\n1 / 0\n"},
        "not playable": run | {"code": code, "scenario": [{"kind": "send", "arguments": ["a"]}]},
        "no action": run | {"code": code, "scenario": [{"kind": "dance"}]},
        "raises": run | {"code": code.replace("send(", "print('here'); 1 / 0; send(", 1)},
        "changes the libraries": run | {"code": f"{code}\n{CHANGES}"},
        "after that": run | {"code": code},
        "judge": {"do": "judge", "code": code},
        "solution": {"do": "judge", "code": solution},
        "no lines": {"do": "lines", "step": 99, "phase": 1, "first": 0},
        "unknown": {"do": "dance"},
    }
    found = answers("web.lab.entry", "answer", [json.dumps(request) for request in asked.values()])
    return dict(zip(asked, map(json.loads, found), strict=True))


def _handled(step: dict[str, Any]) -> int:
    return next(number for number, phase in enumerate(step["phases"], 1) if phase["kind"] == "handles")


def test_the_lesson_itself_has_its_own_trace_and_no_difference(
    told: dict[str, dict[str, Any]], lab: dict[str, Any]
) -> None:
    answer = told["own"]
    assert told["open"]["kind"] == "opened"
    assert (answer["kind"], answer["trace"], answer["differences"]) == ("ran", lab["trace"], [])
    assert answer["python"] == lab["trace"]["provenance"]["python"] == told["open"]["python"]
    assert [note[:17] for note in answer["notes"]] == ["Time is simulated"]
    assert answer["milliseconds"].keys() == {"run", "html", "all"}


def test_its_parts_are_those_of_the_page(
    told: dict[str, dict[str, Any]], lab: dict[str, Any], reference: Studied, app: Flask
) -> None:
    played = replace(reference, lesson=Lesson.model_validate_json(json.dumps(lab["lesson"])), quiz=())
    material = Material(played, LineCache())
    with app.test_request_context():
        views = {part: part.view(material) for part in DRAWN}
        page = {part.name: render_template(part.template, **{part.name: view}) for part, view in views.items() if view}
    assert told["own"]["html"] == page
    assert page.keys() >= {"scene", "program", "table", "tracker", "flow", "transport"}
    assert len(json.loads(told["own"]["run"])["steps"]) == len(reference.trace.steps)


def test_what_a_change_makes_otherwise_is_told_cell_by_cell(told: dict[str, dict[str, Any]]) -> None:
    answer = told["changed"]
    receives = {"kind": "changed", "step": 2, "column": "Client Receives"}
    assert receives | {"lesson": "Received: Hello", "yours": "Heard: Hello"} in answer["differences"]
    assert answer["trace"]["provenance"]["transport"] == "polling"
    assert "Heard: Hello" in answer["html"]["table"]


def test_another_client_may_join(told: dict[str, dict[str, Any]]) -> None:
    answer = told["joined"]
    assert answer["trace"]["clients"] == ["Client", "Grace"]
    assert {"new", "gone"} <= {one["kind"] for one in answer["differences"]}


@pytest.mark.parametrize(
    ("name", "reason", "line", "says"),
    [
        ("no Python", "syntax", 26, "The code has a syntax error in line LINE: invalid syntax; mend the line"),
        ("does not run", "import", 26, "The code cannot be imported: ZeroDivisionError: division by zero"),
        ("not playable", "scenario", None, "Action 1: the client cannot send here: it is not connected yet"),
        ("no action", "scenario", None, "The scenario cannot be read"),
        ("too early", "broken", None, "The lab itself failed: no lesson has been opened"),
        ("unknown", "broken", None, "The lab itself failed: nobody knows how to 'dance'"),
    ],
)
def test_what_cannot_be_played_is_told_with_its_place(
    told: dict[str, dict[str, Any]], lab: dict[str, Any], name: str, reason: str, line: int | None, says: str
) -> None:
    answer = told[name]
    assert (answer["kind"], answer["reason"], answer["step"]) == ("failed", reason, None)
    assert answer["line"] == (line and len(lab["lesson"]["code"].splitlines()) + 2)
    assert (answer["column"] is None) == (reason != "syntax")
    assert answer["message"].startswith(says.replace("LINE", str(answer["line"])))


def test_an_exception_of_a_handler_is_a_row_and_prints_are_kept(told: dict[str, dict[str, Any]]) -> None:
    answer = told["raises"]
    assert answer["kind"] == "ran"
    assert answer["prints"].startswith("here\n")
    assert "ZeroDivisionError" in answer["html"]["table"]


def test_the_start_of_the_project_is_judged_by_each_test_with_the_real_value(
    told: dict[str, dict[str, Any]], lab: dict[str, Any]
) -> None:
    answer, tests = told["judge"], lab["project"]["tests"]
    assert (answer["kind"], answer["passed"]) == ("judged", False)
    assert [test["says"] for test in answer["tests"]] == [test["says"] for test in tests]
    wrong = [claim for test in answer["tests"] for claim in test["claims"] if not claim["holds"]]
    assert wrong
    assert all(claim["message"] and claim["step"] for claim in wrong)


def test_the_lines_of_a_call_are_told_window_by_window(told: dict[str, dict[str, Any]]) -> None:
    assert told["lines"]["kind"] == told["no lines"]["kind"] == "lines"
    assert told["unread"]["reason"] == "syntax"
    assert told["lines"]["window"]["lines"][0]["event"] == "call", "those of the run before, which the page still shows"
    assert told["no lines"]["window"] is None
    assert re.search(r'"total":2\d\d,"url":"lab:2.\d"', told["long"]["run"])
    assert re.search(r"\n *2\d\d lines", told["long"]["html"]["scene"])
    assert 'href=""' not in told["long"]["html"]["scene"]


def test_the_solution_passes(told: dict[str, dict[str, Any]]) -> None:
    assert told["solution"]["passed"]
    assert all(test["passed"] and test["html"] and test["failed"] is None for test in told["solution"]["tests"])


def test_what_a_program_puts_in_the_place_of_a_library_s_functions_is_gone_in_the_next_run(
    told: dict[str, dict[str, Any]], lab: dict[str, Any]
) -> None:
    assert told["changes the libraries"]["spent"]
    assert "spent" not in told["raises"]
    again = told["after that"]
    assert (again["trace"], again["html"]) == (lab["trace"], told["own"]["html"])


@pytest.mark.parametrize("request_text", ["", "[]", "{}", '{"do": "open"}', '{"do": "open", "lab": {}}', "\ud800"])
def test_it_never_raises(request_text: str) -> None:
    answer = json.loads(Entry().answer(request_text))
    assert (answer["kind"], answer["reason"]) == ("failed", "broken")
