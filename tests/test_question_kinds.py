"""A kind of question is an entry in three tables, and nothing else asks of which kind a question is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest

from tests.tutorial import traces
from tests.tutorial.lessons import REFERENCE, ROOT
from tests.web.reading import by_id
from tutorial.course.course import Course, Studied
from tutorial.lesson.answers import Typed
from tutorial.lesson.kind_rules import KIND_RULES, Kind, KindRule
from tutorial.lesson.questions import Question
from tutorial.quiz.answered import Answered, Grade
from tutorial.quiz.answering import answer_all
from tutorial.quiz.kinds import KINDS
from tutorial.quiz.kinds.kind import QuizKind
from tutorial.quiz.right_answers import right_answers
from tutorial.reading.lesson_keys import KEYS
from tutorial.reading.loading import load
from web.parts.quiz.forms import FORMS
from web.parts.quiz.typed import TextForm
from web.site.app import create_app


def test_every_kind_has_its_entry_in_each_table() -> None:
    kinds = list(get_args(Kind))
    assert list(KIND_RULES) == kinds
    assert list(KINDS) == kinds
    assert list(FORMS) == kinds


def test_an_author_is_told_of_every_kind_while_writing() -> None:
    words = KEYS["Question"]["kind"]
    assert [kind for kind in get_args(Kind) if f"`{kind}`" not in words] == []


class Backwards(QuizKind):
    """A kind for this test: right is who writes the answer from back to front."""

    def valid(self, answered: Answered, given: str) -> bool:
        return bool(given)

    def grade(self, answered: Answered, given: str) -> Grade:
        return Grade(given == answered.run_answer.right[0].text[::-1], f"`{given}` was read.")


class BackwardsForm(TextForm):
    """Its form."""

    label = "From back to front"


@pytest.fixture
def studied(monkeypatch: pytest.MonkeyPatch) -> Studied:
    """The reference lesson with a question of the new kind, whose three entries are all that is new."""
    new: Any = "backwards"
    monkeypatch.setitem(KIND_RULES, new, KindRule((Typed,)))
    monkeypatch.setitem(KINDS, new, Backwards())
    monkeypatch.setitem(FORMS, new, BackwardsForm())
    loaded = load(REFERENCE)
    question = Question.model_construct(question="What is `tac`?", kind=new, answer=Typed(text="cat"), id="tac")
    lesson = loaded.lesson.model_copy(update={"quiz": (question,)})
    quiz = answer_all(replace(loaded, lesson=lesson), traces.reference())
    return Studied("new", REFERENCE, lesson, traces.reference(), quiz, "2026-01-01", 0.1)


def test_a_new_kind_is_asked_graded_and_shown(studied: Studied) -> None:
    client = create_app(Course({"new": studied})).test_client()
    field = 'name="text" required maxlength="200"'
    assert field in client.get("/lessons/new").text
    client.post("/lessons/new/quiz/tac", data={"text": "cat"})
    assert "2 tries left" in by_id(client.get("/lessons/new").text, "q-tac").text
    client.post("/lessons/new/quiz/tac", data={"text": "tac"})
    shown = by_id(client.get("/lessons/new").text, "q-tac")
    assert shown.attributes["data-kind"] == "backwards"
    assert shown.attributes["data-state"] == "right"
    assert "Right, at the second try." in shown.text
    assert "tac was read." in shown.text
    assert "1 of 1 right" in client.get("/lessons/new").text


def test_the_author_is_told_the_right_answer_of_a_new_kind(studied: Studied) -> None:
    (told,) = right_answers(studied.quiz, ["What?"])
    assert [right.text for right in told.right] == ["cat"]


def kind_tests(code: str) -> Iterator[int]:
    """The lines of a program that compare `kind` with a kind of question."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Compare | ast.Match):
            sides = [node] if isinstance(node, ast.Compare) else [node.subject, *(case.pattern for case in node.cases)]
            parts = [part for side in sides for part in ast.walk(side)]
            names = {getattr(part, "attr", getattr(part, "id", None)) for part in parts}
            words = {part.value for part in parts if isinstance(part, ast.Constant)}
            if "kind" in names and words & set(get_args(Kind)):
                yield node.lineno


def template_tests(template: str) -> list[str]:
    """What a template makes depend on the kind of a question; it may only write it down."""
    return re.findall(
        r"{%[^%]*\bquestion\.kind\b[^%]*%}|{{[^}]*\bquestion\.kind\b[^}]*\b(?:if|else)\b[^}]*}}", template
    )


def test_nobody_asks_of_which_kind_a_question_is() -> None:
    assert list(kind_tests("kind = 1\nif kind in ('one', 'x'):\n  a = q.kind != 'line'")) == [2, 3]
    assert list(kind_tests("match q.kind:\n  case 'cell': pass")) == [1]
    assert list(kind_tests("if step.kind == 'connect': pass")) == []
    assert list(found("*.py", kind_tests)) == []


def test_no_template_asks_of_which_kind_a_question_is() -> None:
    assert len(template_tests("{% if question.kind == 'free' %}{{ 'a' if question.kind in x else 'b' }}")) == 2
    assert template_tests('<article data-kind="{{ question.kind }}">') == []
    assert list(found("*.html", template_tests)) == []


def found(pattern: str, looked_for: Any) -> Iterator[tuple[Path, object]]:
    """What is found in the files of the tutorial and of the pages."""
    for folder in ("tutorial", "web"):
        for path in (ROOT / folder).rglob(pattern):
            if "node_modules" not in path.parts:
                yield from ((path, one) for one in looked_for(path.read_text(encoding="utf-8")))
