"""A good lesson with one thing in it changed: check is silent exactly when what it says still holds.

Whether it holds is worked out here a second time, from the two tables of the reference run alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tutorial import traces
from tests.tutorial.lessons import REFERENCE, ROOT
from tutorial.checking import check
from tutorial.loading import load
from tutorial.problems import LessonError, Problem
from tutorial.source import read

TABLES = json.loads((ROOT / "tests" / "tutorial" / "reference.json").read_text(encoding="utf-8"))
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


@st.composite
def cells_in_prose(draw: st.DrawFn) -> Statement:
    step, column, text = draw(steps), draw(columns), draw(st.none() | texts)
    says = f"{{cell {step} {column}{'' if text is None else f' = {text}'}}}"
    holds = exists(step) and column in COLUMNS and (text is None or cell(step, column) == text)
    return {"code_note": f"See {says}."}, holds


@st.composite
def values_in_prose(draw: st.DrawFn) -> Statement:
    name, after, text = draw(names), draw(steps), draw(st.none() | texts)
    says = f"{{value {name} after {after}{'' if text is None else f' = {text}'}}}"
    holds = name in NAMES and exists(after, start=True) and (text is None or value(name, after) == text)
    return {"transcript": f"It is {says} then."}, holds


@st.composite
def points(draw: st.DrawFn) -> Statement:
    step, column, name, after = draw(steps), draw(columns), draw(names), draw(steps)
    moment = {"question": "Why?", "answer": "So.", "steps": [step],
              "points": [{"step": step, "column": column}, {"variable": name, "after": after}]}  # fmt: skip
    holds = exists(step) and column in COLUMNS and name in NAMES and exists(after, start=True)
    return {"key_moments": [moment]}, holds


@st.composite
def calls(draw: st.DrawFn) -> Statement:
    function, key, at = draw(functions), draw(st.sampled_from(["at", "only"])), draw(some_steps)
    real = {2, 3} if function == "handle_message" else set()
    holds = set(at) == real if key == "only" else bool(at) and set(at) <= real
    return _claim({"calls": function, key: at}), holds


@st.composite
def deliveries(draw: st.DrawFn) -> Statement:
    text, at = draw(texts.filter(lambda text: text != "No message")), draw(some_steps.filter(bool))
    return _claim({"receives": text, "at": at}), all(exists(n) and cell(n, "receives") == text for n in at)


@st.composite
def values_claimed(draw: st.DrawFn) -> Statement:
    name, text, at = draw(names), draw(texts), draw(some_steps.filter(bool))
    holds = name in NAMES and all(exists(n) and value(name, n) == text for n in at)
    return _claim({"variable": name, "equals": text, "at": at}), holds


@st.composite
def rows_expected(draw: st.DrawFn) -> Statement:
    step, column, text = draw(steps), draw(st.sampled_from(COLUMNS[1:])), draw(texts)
    name, other = draw(names), draw(texts)
    holds = exists(step) and cell(step, column) == text and name in NAMES and value(name, step) == other
    return {"expect": [{"step": step, column: text, "variables": {name: other}}]}, holds


@st.composite
def values_asked(draw: st.DrawFn) -> Statement:
    name, after = draw(names), draw(steps)
    choices = draw(st.lists(texts, min_size=2, max_size=4))
    right = name in NAMES and exists(after, start=True) and choices.count(value(name, after)) == 1
    return _asked(choices, {"variable": name, "after": after}), right and len(set(choices)) == len(choices)


@st.composite
def steps_asked(draw: st.DrawFn) -> Statement:
    text, numbers = draw(texts), draw(st.lists(st.integers(1, 6), min_size=2, max_size=4, unique=True))
    found = [step for step in range(1, 6) if cell(step, "receives") == text]
    choices = [f"Step {number}" for number in numbers]
    return _asked(choices, {"step_where": {"receives": text}}), len(found) == 1 and found[0] in numbers


def _claim(claim: dict[str, Any]) -> dict[str, Any]:
    return {"key_moments": [{"question": "Why?", "answer": "So.", "claims": [claim]}]}


def _asked(choices: list[str], answer: dict[str, Any]) -> dict[str, Any]:
    return {"quiz": [{"question": "What?", "choices": choices, "answer": answer, "hint": "Look."}]}


def report(folder: Path, said: dict[str, Any]) -> list[Problem]:
    """What is wrong with the reference lesson when it says this; JSON is YAML."""
    data, _ = read(REFERENCE)
    kept = {key: data[key] for key in ("title", "code", "scenario")}
    path = folder / "lesson.yaml"
    path.write_text(json.dumps(kept | said, indent=1, ensure_ascii=False), encoding="utf-8")
    try:
        loaded = load(path)
    except LessonError as error:
        return list(error.problems)
    return [one for one in check(loaded, traces.reference(), traces.reference_without) if one.severity == "error"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mutated")


KINDS: list[Callable[[], st.SearchStrategy[Statement]]] = [
    cells_in_prose,
    values_in_prose,
    points,
    calls,
    deliveries,
    values_claimed,
    rows_expected,
    values_asked,
    steps_asked,
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_check_is_silent_exactly_when_the_lesson_holds(
    kind: Callable[[], st.SearchStrategy[Statement]], folder: Path
) -> None:
    @settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
    @given(kind())
    def holds(statement: Statement) -> None:
        said, true = statement
        problems = report(folder, said)
        assert (problems == []) == true, "\n".join(map(str, problems)) or f"silent about {said}"
        for problem in problems:
            assert problem.next, "an error says what next"
            assert problem.line > 1, "an error says where"

    holds()


WORD = re.compile(r"[A-Za-z_?:]+|[0-9]+")


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_word_changed_anywhere_is_told_or_harmless_and_never_a_crash(tmp_path: Path, data: st.DataObject) -> None:
    """In the parts of the reference lesson that its run bears out; what check finds has a place and a remedy."""
    text = REFERENCE.read_text(encoding="utf-8")
    start = text.index("\nkey_moments:")
    word = data.draw(st.sampled_from(list(WORD.finditer(text, start))))
    other = data.draw(st.sampled_from(["2", "9", "last_message", "receives", "Hello", "{step 7}", "", word[0] + "x"]))
    path = tmp_path / "lesson.yaml"
    path.write_text(text[: word.start()] + other + text[word.end() :], encoding="utf-8")
    try:
        problems = check(load(path), traces.reference(), traces.reference_without)
    except LessonError as error:
        problems = list(error.problems)
    assert all(problem.what and problem.line >= 1 for problem in problems)
