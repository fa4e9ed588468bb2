"""A lesson that is open in the lab: it plays changed programs and scenarios of it, compares them, and judges them."""

from __future__ import annotations

import json
import platform
import time
import warnings
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tracer.trace import Trace
from tutorial.course.studied import Studied
from tutorial.lesson.action import Action
from tutorial.lesson.lesson import Lesson
from tutorial.lesson.project import ProjectTest
from tutorial.lesson.scenario import MOST_ACTIONS, impossible
from tutorial.project.verdicts import judge, passed
from tutorial.run.endings import ending, told
from tutorial.run.memory_player import play_in_memory
from tutorial.run.request import Limits, run_request
from web.lab.differences import differences
from web.lab.drawing import Drawing
from web.lab.untouched import untouched

_MOST_STEPS = 500
_MOST_BYTES = 6 * 2**20
"""Bytes of a trace, and of the HTML of its parts."""

_MOST_CODE = 100_000
_MOST_CLIENTS = 12
_MOST_EMITS = 1_500
"""A browser takes a second for so many."""

_MEMORY = 256 * 2**20
"""What the page's worker lets Python have (`web/lab/worker.js`)."""


class NotPlayableError(Exception):
    """The run cannot begin, or cannot be shown; `failed` is the answer that says why."""

    def __init__(self, reason: str, message: str, *, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.failed = ending(reason) | {"message": message, "line": line, "column": column}


@dataclass
class OpenLab:
    """A lesson that is open, its own trace, and the tests of its project.

    `drawn` are the last runs, those of tests by their place, from 0. `unheard` is given the answer when a program
    catches what ends it, and goes on.
    """

    lesson: Lesson
    own: Trace
    slug: str
    limits: Limits
    tests: tuple[ProjectTest, ...] = ()
    unheard: Callable[[dict[str, Any]], object] = lambda _: None
    drawn: dict[int | None, Drawing] = field(default_factory=dict)
    spent: bool = False
    """Whether a program has changed the libraries. That is put back, but a new Python is surer."""

    python = platform.python_version()

    @classmethod
    def of(cls, lab: dict[str, Any]) -> OpenLab:
        """Open what `lab_json` has written."""
        limits, project = lab["limits"], lab.get("project") or {}
        return cls(
            Lesson.model_validate_json(json.dumps(lab["lesson"])),
            Trace.from_json(json.dumps(lab["trace"])),
            str(lab["slug"]),
            Limits(limits["seconds"], output=limits["output_limit"], emits=min(limits["emit_limit"], _MOST_EMITS)),
            tuple(ProjectTest.model_validate_json(json.dumps(one)) for one in project.get("tests", ())),
        )

    def run(self, request: dict[str, Any]) -> dict[str, Any]:
        """Play the program with the scenario of a request, and write the parts of its page."""
        began = time.perf_counter()
        try:
            lesson = self.changed(request)
            self.drawn.pop(None, None)
            played = self.played(lesson)
            ran = time.perf_counter()
            return self.shown(lesson, played) | _times(began, ran)
        except NotPlayableError as not_playable:
            return failed(not_playable.failed)

    def judge(self, request: dict[str, Any]) -> dict[str, Any]:
        """Play the program with each test of the project, and hold the test's claims against its run."""
        try:
            _compile(str(request["code"]))
        except NotPlayableError as not_playable:
            return failed(not_playable.failed)
        for place in range(len(self.tests)):
            self.drawn.pop(place, None)
        tests = [self.judged(place, test, str(request["code"])) for place, test in enumerate(self.tests)]
        return {"kind": "judged", "passed": all(test["passed"] for test in tests), "tests": tests}

    def judged(self, place: int, test: ProjectTest, code: str) -> dict[str, Any]:
        """What a test says of a program, with the parts of the page of its run."""
        lesson = self.lesson.model_copy(update={"code": code, "scenario": test.scenario})
        try:
            answer = self.shown(lesson, self.played(lesson), place)
        except NotPlayableError as not_playable:
            answer = failed(not_playable.failed)
        if answer["kind"] == "failed":
            return {"says": test.says, "passed": False, "claims": [], "failed": answer}
        verdicts = judge(test, self.drawn[place].material.trace)
        shown = {name: answer[name] for name in ("trace", "html", "run", "notes", "prints")}
        claims = [asdict(verdict) for verdict in verdicts]
        return {"says": test.says, "passed": passed(verdicts), "claims": claims, "failed": None} | shown

    def played(self, lesson: Lesson) -> dict[str, Any]:
        """The answer of the player."""
        with untouched() as changed:
            played = play_in_memory(
                run_request(lesson, self.limits), unheard=lambda answer: self.unheard(failed(answer))
            )
        self.spent = self.spent or bool(changed)
        return played

    def lines(self, request: dict[str, Any]) -> dict[str, Any]:
        """A window of the lines of a call in the last run, or in that of a test; None where there are none."""
        drawing = self.drawn.get(request.get("test"))
        where = int(request["step"]), int(request["phase"])
        return {"kind": "lines", "window": drawing.window(where, int(request["first"])) if drawing else None}

    def changed(self, request: dict[str, Any]) -> Lesson:
        """The lesson with the code, the scenario, the transport and the clients of a request.

        Raises:
            NotPlayableError: the code cannot be compiled, or the scenario cannot be played.
        """
        code = str(request["code"])
        _compile(code)
        try:
            scenario = tuple(map(Action.from_data, request.get("scenario") or []))
        except ValidationError as error:
            raise NotPlayableError("scenario", f"the scenario cannot be read: {error.errors()[0]['msg']}") from error
        _check_playable(scenario)
        clients = tuple(map(str, request.get("clients") or self.lesson.clients))
        clients = tuple(dict.fromkeys([*clients, *_clients_of(scenario)]))
        if len(clients) > _MOST_CLIENTS:
            raise NotPlayableError("scenario", f"{len(clients)} clients are more than {_MOST_CLIENTS}")
        transport = request.get("transport") or self.lesson.transport
        if transport not in ("websocket", "polling", "upgrade"):
            raise NotPlayableError("scenario", f"nobody connects by {str(transport)[:40]!r}")
        changes = {"code": code, "scenario": scenario, "clients": clients, "transport": transport}
        return self.lesson.model_copy(update=changes)

    def shown(self, lesson: Lesson, played: dict[str, Any], test: int | None = None) -> dict[str, Any]:
        """The answer of a run: its trace, its parts, and what differs from the lesson's own."""
        if played["kind"] != "trace":
            return failed(played)
        text = played["trace"]
        trace = Trace.from_json(text)
        if len(trace.steps) > _MOST_STEPS or len(text) > _MOST_BYTES:
            size = f"{len(trace.steps):,} steps and {len(text):,} characters"
            raise NotPlayableError("large", f"it has {size}; {_MOST_STEPS} and {_MOST_BYTES:,} are the most")
        drawing = Drawing(Studied(self.slug, Path(), lesson, trace, (), "", 0.0))
        html = drawing.parts()
        if sum(map(len, html.values())) > _MOST_BYTES:
            raise NotPlayableError("large", f"its page has more than {_MOST_BYTES:,} characters")
        self.drawn[test] = drawing
        return {
            "kind": "ran",
            "trace": json.loads(text),
            "html": html,
            "run": drawing.run(),
            "differences": differences(self.own, trace),
            "python": self.python,
            "notes": _notes(played, self.own.provenance.python, self.python),
            "prints": played["printed"],
        }


def _compile(code: str) -> None:
    if len(code) > _MOST_CODE:
        raise NotPlayableError("syntax", f"the code has {len(code):,} characters; {_MOST_CODE:,} are the most")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(code, "app.py", "exec", dont_inherit=True)
    except SyntaxError as error:
        raise NotPlayableError(
            "syntax",
            f"the code has a syntax error in line {error.lineno}: {error.msg}",
            line=error.lineno,
            column=error.offset,
        ) from error
    except (ValueError, RecursionError, MemoryError) as error:  # a null character, brackets in brackets
        raise NotPlayableError("syntax", f"Python cannot read the code: {error}") from error


def _check_playable(scenario: tuple[Action, ...]) -> None:
    if not scenario:
        raise NotPlayableError("scenario", "nobody does anything: the scenario has no actions")
    if len(scenario) > MOST_ACTIONS:
        raise NotPlayableError("scenario", f"{len(scenario)} actions are more than {MOST_ACTIONS}")
    for one in impossible(scenario):
        raise NotPlayableError("scenario", f"action {int(one.loc[0]) + 1}: {one.why}; {one.instead}")


def _clients_of(scenario: tuple[Action, ...]) -> list[str]:
    return [one.client for action in scenario for one in (action.actions or (action,)) if action.kind != "wait"]


def _times(began: float, ran: float) -> dict[str, Any]:
    ended = time.perf_counter()
    return {"milliseconds": {"run": _ms(ran - began), "html": _ms(ended - ran), "all": _ms(ended - began)}}


def _ms(seconds: float) -> int:
    return round(seconds * 1000)


def failed(played: dict[str, Any]) -> dict[str, Any]:
    """The answer of a run that failed, in an author's words."""
    text, next_ = told(played, memory=_MEMORY)
    if not text.startswith(f"{played['function']}()"):
        text = f"{text[:1].upper()}{text[1:]}"
    return {
        "kind": "failed",
        "reason": played["reason"],
        "message": f"{text}; {next_}",
        "line": played["line"],
        "column": played.get("column"),
        "step": played["step"] or None,
        "prints": played.get("printed", ""),
    }


def _notes(played: dict[str, Any], lessons: str, ours: str) -> list[str]:
    """What the reader of a run must know that a run with a real server would not have."""
    notes = ["Time is simulated here: no sleep takes any time, and only then do the clocks move on."]
    if lessons != ours:
        notes.append(f"This is Python {ours}; the lesson’s own run was made with {lessons}.")
    if played["overtaken"]:
        notes.append(
            "Several tasks sleep in turn. Here one runs to its end before the other goes on; a real server lets them "
            "take turns."
        )
    return notes
