"""A good sentence with one word, name or number changed: check is silent exactly when the run still bears it out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tutorial import traces
from tests.tutorial.lessons import REFERENCE
from tests.tutorial.mutating import NAMES, Statement, cell, value
from tests.tutorial.replaying import REFERENCE_WITHOUT
from tutorial.check.in_plain_words import SAID
from tutorial.check.stated import check_stated
from tutorial.check.subject import Subject
from tutorial.check.wording import check_wording
from tutorial.lesson.problems import LessonError, Problem
from tutorial.reading.loading import load
from tutorial.reading.yaml_source import read

steps = st.integers(1, 5)
names = st.sampled_from(NAMES)
values = st.sampled_from(["Hello", "How are you?", "Received: Hello", "Open", "Closed", "None"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("words")


def told(folder: Path, said: dict[str, Any]) -> list[Problem]:
    """What the checks of words find in the reference lesson when it says this."""
    data, _ = read(REFERENCE)
    path = folder / "lesson.yaml"
    kept = {key: data[key] for key in ("title", "code", "scenario")}
    path.write_text(json.dumps(kept | said, indent=1, ensure_ascii=False), encoding="utf-8")
    subject = Subject(load(path), traces.reference(), REFERENCE_WITHOUT)
    return [*_found(subject)]


def _found(subject: Subject) -> Iterator[Problem]:
    for check in (*SAID, check_wording, check_stated):
        yield from check(subject)


def question(words: str, answer: dict[str, Any], kind: str = "text") -> dict[str, Any]:
    return {"quiz": [{"question": words, "kind": kind, "answer": answer, "hint": "Look."}]}


@st.composite
def values_asked(draw: st.DrawFn) -> Statement:
    name, other, step, number = draw(names), draw(names), draw(steps), draw(steps)
    when = draw(st.sampled_from(["after", "before"]))
    words = f"What is `{name}` {when} step {step}?"
    holds = name == other and number == step - (when == "before")
    return question(words, {"variable": other, "after": number}), holds


@st.composite
def cells_asked(draw: st.DrawFn) -> Statement:
    headings = {"action": "Action Taken", "after": "Server State After", "receives": "Client Receives"}
    column, other, step, number = *(draw(st.sampled_from([*headings])) for _ in range(2)), draw(steps), draw(steps)
    words = f"What stands under “{headings[column]}” in step {step}?"
    return question(words, {"cell": other, "step": number}), column == other and step == number


@st.composite
def changes_asked(draw: st.DrawFn) -> Statement:
    """Only two messages can be left out of this run."""
    step, number = draw(st.sampled_from([2, 3])), draw(st.sampled_from([2, 3]))
    answer = {"differs": {"without": number}}
    return question(f"If step {step} were left out, which steps would be others?", answer), step == number


@st.composite
def values_said(draw: st.DrawFn) -> Statement:
    name, step, text = draw(names), draw(steps), draw(values)
    shown = draw(st.sampled_from([f"`{text}`", f"“{text}”"]))
    return {"transcript": f"After step {step} `{name}` is {shown}."}, value(name, step) == text


@st.composite
def deliveries_said(draw: st.DrawFn) -> Statement:
    step, text = draw(st.sampled_from([2, 3])), draw(st.sampled_from(["Received: Hello", "Received: How are you?"]))
    return {"transcript": f"In step {step} Client receives “{text}”."}, cell(step, "receives") == text


@st.composite
def calls_said(draw: st.DrawFn) -> Statement:
    step, other = draw(st.integers(1, 8)), draw(st.integers(1, 8))
    words = f"`handle_message` is called in step {step} and in step {other}."
    return {"transcript": words}, {step, other} <= {2, 3}


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    """A statement whose `reads` holds it; whether it is true is the student's question."""
    text, reads = (draw(st.sampled_from(["Hello", "How are you?", more])) for more in ("Good night", "Hi"))
    denied = draw(st.booleans())
    words = f"After step 2 `last_message` is {'not ' if denied else ''}{text}."
    answer = {"variable": "last_message", "after": 2, "reads": reads}
    holds = not denied and text in (reads, "Good night")
    return question(words, answer, "true_false"), holds


@st.composite
def moments(draw: st.DrawFn) -> Statement:
    step, number = draw(steps), draw(steps)
    moment = {"question": f"Why is it so in step {step}?", "answer": "So.", "steps": [number]}
    return {"key_moments": [moment]}, step == number


KINDS: list[Callable[[], st.SearchStrategy[Statement]]] = [
    values_asked,
    cells_asked,
    changes_asked,
    values_said,
    deliveries_said,
    calls_said,
    statements,
    moments,
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_words_are_told_exactly_when_the_run_does_not_bear_them_out(
    kind: Callable[[], st.SearchStrategy[Statement]], folder: Path
) -> None:
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(kind())
    def holds(statement: Statement) -> None:
        said, so = statement
        try:
            found = [problem.what for problem in told(folder, said)]
        except LessonError as error:
            found = [problem.what for problem in error.problems]
        assert (found == []) == so, found

    holds()
