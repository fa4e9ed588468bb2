"""The kinds of questions: each answered right and wrong, and why."""

from __future__ import annotations

import pytest

from tests.tutorial.lessons import ROOT
from tutorial.course.course import Studied, study
from tutorial.quiz.answered import Answered, Grade
from tutorial.quiz.kinds import kind_of
from tutorial.quiz.kinds.texts import forgiving, number
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
