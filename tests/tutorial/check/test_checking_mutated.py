"""A good lesson with one thing in it changed: check is silent exactly when what it says still holds."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tutorial import traces
from tests.tutorial.lessons import REFERENCE
from tests.tutorial.mutating import (
    COLUMNS,
    NAMES,
    Statement,
    asked,
    cell,
    columns,
    exists,
    functions,
    names,
    silent_exactly_when_it_holds,
    some_steps,
    steps,
    texts,
    value,
)
from tests.tutorial.replaying import REFERENCE_WITHOUT, Played
from tutorial.check.checking import check
from tutorial.lesson.problems import LessonError
from tutorial.reading.loading import load


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mutated")


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
    return asked(choices, {"variable": name, "after": after}), right and len(set(choices)) == len(choices)


@st.composite
def steps_asked(draw: st.DrawFn) -> Statement:
    text, numbers = draw(texts), draw(st.lists(st.integers(1, 6), min_size=2, max_size=4, unique=True))
    found = [step for step in range(1, 6) if cell(step, "receives") == text]
    choices = [f"Step {number}" for number in numbers]
    return asked(choices, {"step_where": {"receives": text}}), len(found) == 1 and found[0] in numbers


def _claim(claim: dict[str, Any]) -> dict[str, Any]:
    return {"key_moments": [{"question": "Why?", "answer": "So.", "claims": [claim]}]}


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
    silent_exactly_when_it_holds(kind(), folder, examples=60)


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
        problems = check(Played(load(path), traces.reference(), REFERENCE_WITHOUT))
    except LessonError as error:
        problems = list(error.problems)
    assert all(problem.what and problem.line >= 1 for problem in problems)
