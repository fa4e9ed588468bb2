"""A good lesson with one thing in it changed, for tests that demand of check to be silent exactly when it still holds.

Whether it holds is worked out a second time, from the two tables of the reference run alone.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tutorial import traces
from tests.tutorial.lessons import REFERENCE, ROOT
from tests.tutorial.replaying import REFERENCE_WITHOUT, Played
from tutorial.check.checking import check
from tutorial.lesson.problems import LessonError, Problem
from tutorial.reading.loading import load
from tutorial.reading.yaml_source import read

TABLES = json.loads((ROOT / "tests" / "tutorial" / "reference.json").read_text(encoding="utf-8"))
RUN = {key: read(REFERENCE)[0][key] for key in ("title", "code", "scenario")}
"""The keys of the reference lesson that its run is made of."""
COLUMNS = ("step", "trigger", "before", "action", "after", "receives")
NAMES = ("connection_status", "last_message", "response_sent")


def cell(step: int, column: str) -> str:
    row = TABLES["execution_table"]["rows"][step - 1]
    return str(row[COLUMNS.index(column)] if isinstance(row, list) else row[column])


def value(name: str, after: int) -> str:
    """A value as a choice or a claim writes it."""
    found = TABLES["variable_tracker"]["rows"][name][after]
    return "None" if found is None else str(found)


steps = st.integers(0, 8)
columns = st.sampled_from([*COLUMNS, "recieves", "client"])
names = st.sampled_from([*NAMES, "last_mesage", "users"])
texts = st.sampled_from(
    ["Hello", "How are you?", "Received: Hello", "Connection closed", "No message", "Open", "Closed", "None", "Hi"]
)
functions = st.sampled_from(["handle_message", "handle_mesage", "connect"])
some_steps = st.lists(st.integers(1, 6), max_size=3, unique=True)

Statement = tuple[dict[str, Any], bool]
"""Keys of a lesson, and whether what they say is so."""


def exists(step: int, *, start: bool = False) -> bool:
    return (0 if start else 1) <= step <= 5


def asked(choices: list[str] | str | None, answer: dict[str, Any], **more: object) -> dict[str, Any]:
    """A quiz of one question."""
    given = {} if choices is None else {"choices": choices}
    return {"quiz": [{"question": "What?", "answer": answer, "hint": "Look.", **given, **more}]}


def report(folder: Path, said: dict[str, Any]) -> list[Problem]:
    """What is wrong with the reference lesson when it says this; JSON is YAML."""
    path = folder / "lesson.yaml"
    path.write_text(json.dumps(RUN | said, indent=1, ensure_ascii=False), encoding="utf-8")
    try:
        loaded = load(path)
    except LessonError as error:
        return list(error.problems)
    return [one for one in check(Played(loaded, traces.reference(), REFERENCE_WITHOUT)) if one.severity == "error"]


def silent_exactly_when_it_holds(statements: st.SearchStrategy[Statement], folder: Path, *, examples: int) -> None:
    """Draw statements, and hold what check says of each against what is so."""

    @settings(max_examples=examples, suppress_health_check=[HealthCheck.too_slow])
    @given(statements)
    def holds(statement: Statement) -> None:
        said, true = statement
        problems = report(folder, said)
        assert (problems == []) == true, "\n".join(map(str, problems)) or f"silent about {said}"
        for problem in problems:
            assert problem.next, "an error says what next"
            assert problem.line > 1, "an error says where"

    holds()
