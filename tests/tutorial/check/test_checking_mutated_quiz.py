"""Questions of every kind, drawn at random: check is silent exactly when the run has their answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tutorial.lessons import ROOT
from tests.tutorial.mutating import (
    COLUMNS,
    NAMES,
    Statement,
    asked,
    cell,
    columns,
    exists,
    names,
    silent_exactly_when_it_holds,
    some_steps,
    steps,
    texts,
    value,
)
from tutorial.check.checking import check
from tutorial.lesson.kind_rules import Kind
from tutorial.lesson.problems import LessonError
from tutorial.reading.loading import load
from tutorial.run.replays import Replays
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("asked")


@st.composite
def several(draw: st.DrawFn) -> Statement:
    """All the steps whose cell reads so must be among the choices, and there must be one."""
    text, numbers = draw(texts), draw(st.lists(st.integers(1, 6), min_size=2, max_size=5, unique=True))
    found = {step for step in range(1, 6) if cell(step, "after") == text}
    choices = [f"Step {number}" for number in numbers]
    return asked(choices, {"step_where": {"after": text}}, kind="several"), bool(found) and found <= set(numbers)


@st.composite
def true_or_false(draw: st.DrawFn) -> Statement:
    """What the question states may be true or false; what it is about must be there."""
    name, after, text = draw(names), draw(steps), draw(texts)
    answer = {"variable": name, "after": after, "reads": text}
    return asked(None, answer, kind="true_false"), name in NAMES and exists(after, start=True)


@st.composite
def numbers(draw: st.DrawFn) -> Statement:
    """Anything can be counted that is there; nothing else of this run is a number."""
    step, of = draw(steps), draw(st.sampled_from(["handle_message", "message", "join"]))
    counted = draw(st.sampled_from([{"count": "calls", "of": of}, {"count": "emits", "step": step}, None]))
    tolerance = draw(st.sampled_from([0, 0.5, 2]))
    if counted is None:
        return asked(None, {"cell": "receives", "step": 2}, kind="number", tolerance=tolerance), False
    holds = of == "handle_message" if "of" in counted else exists(step)
    return asked(None, counted, kind="number", tolerance=tolerance), holds


@st.composite
def short_texts(draw: st.DrawFn) -> Statement:
    client, step = draw(st.sampled_from(["Client", "Ada"])), draw(steps)
    return asked(None, {"received_by": client, "step": step}, kind="text"), client == "Client" and exists(step)


@st.composite
def missing_cells(draw: st.DrawFn) -> Statement:
    step, column = draw(steps), draw(columns)
    return asked(None, {"cell": column, "step": step}, kind="cell"), exists(step) and column in COLUMNS


@st.composite
def orders(draw: st.DrawFn) -> Statement:
    """Two things at least can be put in order: the two calls of this run are in steps 2 and 3."""
    what, at = draw(st.sampled_from(["steps", "calls"])), draw(some_steps)
    wanted = [step for step in (at or range(1, 6)) if what == "steps" or step in (2, 3)]
    holds = len(wanted) > 1 and all(map(exists, at))
    return asked(None, {"order": what, "steps": at}, kind="order"), holds


@st.composite
def matches(draw: st.DrawFn) -> Statement:
    """With one client there is nothing to match."""
    return asked(None, {"match": draw(st.sampled_from(["received", "sent"])), "step": draw(steps)}, kind="match"), False


@st.composite
def lines(draw: st.DrawFn) -> Statement:
    what, step = draw(st.sampled_from(["handler", "emit", "exception", "room"])), draw(steps)
    return asked(None, {"line": what, "step": step}, kind="line"), what in ("handler", "emit") and step in (2, 3)


@st.composite
def model_answers(draw: st.DrawFn) -> Statement:
    step, column = draw(steps), draw(columns)
    text = {"text": f"Because of {{cell {step} {column}}}."}
    return asked(None, text, kind="free"), exists(step) and column in COLUMNS


@st.composite
def reasons(draw: st.DrawFn) -> Statement:
    name, after, text = draw(names), draw(steps), draw(texts)
    answer = {"text": "Hi", "why": f"It was {{value {name} after {after} = {text}}}."}
    holds = name in NAMES and exists(after, start=True) and value(name, after) == text
    return asked(None, answer, kind="text"), holds


@st.composite
def made_choices(draw: st.DrawFn) -> Statement:
    """Every variable of this run has another value at another step, to make a wrong choice of."""
    name, after = draw(names), draw(steps)
    return asked("auto", {"variable": name, "after": after}), name in NAMES and exists(after, start=True)


@st.composite
def changed_runs(draw: st.DrawFn) -> Statement:
    """Without its connection nothing can be played; the end row no action makes."""
    step = draw(steps)
    choices = [f"Step {number}" for number in range(1, 6)]
    return asked(choices, {"differs": {"without": step}}, kind="several"), step in (2, 3, 4)


@st.composite
def hints_that_point(draw: st.DrawFn) -> Statement:
    step, column, name, after = draw(steps), draw(columns), draw(names), draw(steps)
    said = asked(["Hello", "Bye"], {"variable": "last_message", "after": 2})
    question = said["quiz"][0]
    question["hints"] = [
        f"See {{step {step}}}.",
        {"text": "And there.", "points": [{"step": 2, "column": column}, {"variable": name, "after": after}]},
    ]
    del question["hint"]
    return said, exists(step) and column in COLUMNS and name in NAMES and exists(after, start=True)


@st.composite
def prose_anywhere(draw: st.DrawFn) -> Statement:
    step = draw(steps)
    text = f"See {{step {step}}}."
    moment: dict[str, object] = {"question": "Why?", "answer": "So."}
    said: dict[str, object] = draw(
        st.sampled_from(
            [
                {"flow_note": text},
                {"code_note": text},
                {"transcript": text},
                {"snapshot": [text]},
                {"key_moments": [moment | {"question": text}]},
                {"key_moments": [moment | {"answer": text}]},
            ]
        )
    )
    return said, exists(step)


KINDS: dict[Callable[[], st.SearchStrategy[Statement]], tuple[Kind, ...]] = {
    made_choices: ("one",),
    changed_runs: ("several",),
    several: ("several",),
    true_or_false: ("true_false",),
    numbers: ("number",),
    short_texts: ("text",),
    reasons: ("text",),
    missing_cells: ("cell",),
    orders: ("order",),
    matches: ("match",),
    lines: ("line",),
    model_answers: ("free",),
    hints_that_point: (),
    prose_anywhere: (),
}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_check_is_silent_exactly_when_the_run_has_the_answer(
    kind: Callable[[], st.SearchStrategy[Statement]], folder: Path
) -> None:
    silent_exactly_when_it_holds(kind(), folder, examples=40)


def test_every_kind_of_question_is_drawn() -> None:
    assert {kind for drawn in KINDS.values() for kind in drawn} == set(get_args(Kind))


LESSON = ROOT / "tests" / "course" / "questions.yaml"
WORD = re.compile(r"[A-Za-z_?:]+|[0-9]+")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> TraceStore:
    return TraceStore(tmp_path_factory.mktemp("traces"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_word_changed_in_any_question_is_told_or_harmless_and_never_a_crash(
    runner: Runner, store: TraceStore, tmp_path: Path, data: st.DataObject
) -> None:
    text = LESSON.read_text(encoding="utf-8")
    word = data.draw(st.sampled_from(list(WORD.finditer(text, text.index("\nquiz:")))))
    others = ["2", "9", "names", "several", "order", "Grace", "{step 9}", "auto", "", word[0] + "x"]
    path = tmp_path / "lesson.yaml"
    path.write_text(text[: word.start()] + data.draw(st.sampled_from(others)) + text[word.end() :], encoding="utf-8")
    try:
        problems = check(Replays(store, runner, load(path)))
    except LessonError as error:
        problems = list(error.problems)
    assert all(problem.what and problem.line >= 1 for problem in problems)
