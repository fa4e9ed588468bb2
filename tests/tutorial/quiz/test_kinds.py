"""The kinds of questions: each answered right and wrong, and why; and that a kind is an entry in a table."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, get_args

import pytest

from tests.tutorial import traces
from tests.tutorial.lessons import ROOT
from tutorial.course.course import Studied, study
from tutorial.lesson.answers import Typed
from tutorial.lesson.kind_rules import KIND_RULES, Kind, KindRule
from tutorial.lesson.questions import Question
from tutorial.quiz.answered import Answered, Grade
from tutorial.quiz.answering import answer_all
from tutorial.quiz.kinds import KINDS, kind_of
from tutorial.quiz.kinds.kind import QuizKind
from tutorial.quiz.kinds.typed import forgiving, number
from tutorial.quiz.right_answers import right_answers
from tutorial.reading.lesson_keys import KEYS
from tutorial.reading.loading import load
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore


@pytest.fixture(scope="module")
def quiz(runner: Runner, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Answered]:
    """The questions of the lesson with one of each kind; of two texts the first."""
    studied = study(ROOT / "tests/course/questions.yaml", runner, TraceStore(tmp_path_factory.mktemp("traces")))
    assert isinstance(studied, Studied)
    return {answered.question.kind: answered for answered in reversed(studied.quiz)}


def grade(answered: Answered, given: str) -> Grade:
    return kind_of(answered).grade(answered, given)


def places(answered: Answered) -> str:
    return ",".join(map(str, answered.key))


def test_one_and_a_statement_are_right_by_their_one_option(quiz: dict[str, Answered]) -> None:
    for kind in ("one", "true_false"):
        for place, option in enumerate(quiz[kind].options):
            assert grade(quiz[kind], str(place)).right == option.right


def test_several_are_right_when_none_is_missing_and_none_too_many(quiz: dict[str, Answered]) -> None:
    assert grade(quiz["several"], "0,1") == Grade(right=True, parts=(True, True))
    assert grade(quiz["several"], "0") == Grade(right=False, parts=(True,))
    assert grade(quiz["several"], "0,1,2") == Grade(right=False, parts=(True, True, False))


@pytest.mark.parametrize("given", ["4", " 4.0 ", "4,0", "+4"])
def test_a_number_may_be_written_in_many_ways(quiz: dict[str, Answered], given: str) -> None:
    assert grade(quiz["number"], given) == Grade(right=True, why="The run has 4 of them, in steps 3 and 4.")


def test_a_wrong_number_is_told_its_side_and_what_it_is_instead(quiz: dict[str, Answered]) -> None:
    assert grade(quiz["number"], "2").why == "Too low. That is the number of `connected`."
    assert grade(quiz["number"], "1000").why == "Too high."


@pytest.mark.parametrize("given", ["hush", "“HUSH”", " Hush ", "'whispered'  'hush'", "‘whispered’ ‘HUSH’"])
def test_a_text_forgives_case_spaces_and_quotes(quiz: dict[str, Answered], given: str) -> None:
    assert grade(quiz["text"], given).right


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("nothing", "That is what Grace receives in this step."),
        ("'joined' 'Ada'", "Ada receives that in step 3."),
        ("'joined' 'Adda'", "The nearest to it in this run is `'joined' 'Ada'`. Ada receives that in step 3."),
        ("whispered hosh", "Close: look at every letter."),
        ("🐈", "Nothing in this run reads like it."),
    ],
)
def test_a_wrong_text_is_explained_by_the_nearest_real_one(quiz: dict[str, Answered], given: str, why: str) -> None:
    assert grade(quiz["text"], given) == Grade(right=False, why=why)


def test_a_cell_is_filled_in(quiz: dict[str, Answered]) -> None:
    assert grade(quiz["cell"], '["ada", "grace"]').right
    assert grade(quiz["cell"], "['Ada']").why == "That is its value after step 3."


def test_an_order_and_a_match_are_graded_part_by_part(quiz: dict[str, Answered]) -> None:
    for kind in ("order", "match"):
        right = places(quiz[kind])
        assert grade(quiz[kind], right).right
        wrong = grade(quiz[kind], ",".join(reversed(right.split(","))))
        assert not wrong.right
        assert len(wrong.parts) == len(quiz[kind].key)


def test_a_line_is_right_or_told_what_happens_there(quiz: dict[str, Answered]) -> None:
    assert grade(quiz["line"], "19").right
    assert grade(quiz["line"], "14").why == "Line 14: `whisper` begins here, and is called in step 5."
    assert grade(quiz["line"], "1").why == "Nothing that was asked for happens on that line."


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("one", "9"),
        ("one", "0,1"),
        ("several", "1,0"),
        ("several", "1,1"),
        ("number", "many"),
        ("number", "inf"),
        ("text", " "),
        ("text", "x" * 201),
        ("order", "0,0,1,2"),
        ("order", "0,1"),
        ("match", "0"),
        ("match", "0,7"),
        ("line", "0"),
        ("line", "x"),
        ("free", "x" * 301),
    ],
)
def test_what_a_question_cannot_be_given_is_not_valid(quiz: dict[str, Answered], kind: str, given: str) -> None:
    assert not kind_of(quiz[kind]).valid(quiz[kind], given)


def test_what_is_forgiven() -> None:
    assert forgiving("  “A\u00a0 b” ") == "a b"
    assert forgiving("''") == "''"
    assert number("1e999") is None


def test_every_kind_has_its_entry_in_each_table() -> None:
    kinds = list(get_args(Kind))
    assert list(KIND_RULES) == kinds
    assert list(KINDS) == kinds


class Backwards(QuizKind):
    """A kind for this test: right is who writes the answer from back to front."""

    def valid(self, answered: Answered, given: str) -> bool:
        return bool(given)

    def grade(self, answered: Answered, given: str) -> Grade:
        return Grade(given == answered.found.right[0].text[::-1])


def test_a_new_kind_is_an_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    new: Any = "backwards"
    monkeypatch.setitem(KIND_RULES, new, KindRule((Typed,)))
    monkeypatch.setitem(KINDS, new, Backwards())
    loaded = load(ROOT / "lessons" / "websocket-events.yaml")
    question = Question.model_construct(question="What is `tac`?", kind=new, answer=Typed(text="cat"))
    quiz = replace(loaded, lesson=loaded.lesson.model_copy(update={"quiz": (question,)}))
    (answered,) = answer_all(quiz, traces.reference())
    assert grade(answered, "tac").right
    assert not grade(answered, "cat").right
    (told,) = right_answers([answered], ["What?"])
    assert [right.text for right in told.right] == ["cat"]


def kind_tests(code: str) -> Iterator[int]:
    """The lines that compare `kind` with a kind of question."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Compare | ast.Match):
            sides = [node] if isinstance(node, ast.Compare) else [node.subject, *(case.pattern for case in node.cases)]
            parts = [part for side in sides for part in ast.walk(side)]
            names = {getattr(part, "attr", getattr(part, "id", None)) for part in parts}
            words = {part.value for part in parts if isinstance(part, ast.Constant)}
            if "kind" in names and words & set(get_args(Kind)):
                yield node.lineno


def test_nobody_asks_of_which_kind_a_question_is() -> None:
    """What differs from kind to kind is said in the tables alone."""
    assert list(kind_tests("kind = 1\nif kind in ('one', 'x'):\n  a = q.kind != 'line'")) == [2, 3]
    assert list(kind_tests("match q.kind:\n  case 'cell': pass")) == [1]
    assert list(kind_tests("if step.kind == 'connect': pass")) == []
    found = [
        f"{path}:{line}"
        for folder in ("tutorial",)
        for path in (ROOT / folder).rglob("*.py")
        for line in kind_tests(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_an_author_is_told_of_every_kind_while_writing() -> None:
    words = KEYS["Question"]["kind"]
    assert [kind for kind in get_args(Kind) if f"`{kind}`" not in words] == []
