"""Questions that are asked on the way: their page, and the session's record of them."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.studying import REFERENCE, ROOT
from tests.web.reading import by_id, elements
from tutorial.course.course import Course, Studied
from tutorial.quiz.answered import Answered
from tutorial.reading.loading import load
from web.student.old_cookie import short

PATH = "/lessons/asked"
BY_SCRIPT = {"Stepwire-Fragment": "1"}


@pytest.fixture
def asked(course: Course) -> tuple[Answered, ...]:
    """The lesson's questions: two after step 2, one anywhere, one after step 4, two after step 6."""
    lesson = course.lessons["asked"]
    assert isinstance(lesson, Studied)
    return lesson.quiz


def attributes(client: FlaskClient, question: Answered) -> dict[str, str]:
    return by_id(client.get(PATH).text, f"q-{question.id}").attributes


def test_a_question_says_after_which_step_it_is_asked(client: FlaskClient, asked: tuple[Answered, ...]) -> None:
    after = [attributes(client, question).get("data-asked-after") for question in asked]
    assert after == ["2", "2", None, "4", "6", "6"]
    page = client.get(PATH).text
    assert "Asked after step 2" in " ".join(by_id(page, f"q-{asked[0].id}").text.split())
    assert "Asked after" not in by_id(page, f"q-{asked[2].id}").text


def test_a_step_says_which_questions_are_asked_after_it(client: FlaskClient, asked: tuple[Answered, ...]) -> None:
    page = client.get(PATH).text
    links = [element for element in elements(page) if element.attributes.get("href", "").startswith("#q-")]
    assert [link.attributes["href"] for link in links] == [f"#q-{asked[number].id}" for number in (0, 1, 3, 4, 5)]
    assert "Before you go on: question 1, question 2" in " ".join(by_id(page, "step-2").text.split())
    assert "Before you go on" not in by_id(page, "step-3").text


def test_each_part_of_the_page_says_of_which_step_it_tells(client: FlaskClient) -> None:
    page = client.get(PATH).text
    assert by_id(page, "cell-4-receives").attributes["data-tells"] == "4"
    assert by_id(page, "variable-1-3").attributes["data-tells"] == "3"
    assert "data-tells" not in by_id(page, "variable-1-0").attributes, "the start is seen from the start"
    answers = [e.attributes["data-tells"] for e in elements(page) if e.attributes.get("class") == "answer"]
    assert answers == ["4", "2"]
    told = [e.attributes.get("data-tells") for e in elements(page) if e.tag == "li" and "prose" not in e.attributes]
    assert [step for step in told if step] == ["1", "2", "3", "4", "5", "6"]


def test_a_page_without_such_questions_waits_for_nothing(client: FlaskClient) -> None:
    assert "data-gated" in by_id(client.get(PATH).text, "main").attributes
    assert "data-gated" not in by_id(client.get("/lessons/questions").text, "main").attributes


def test_nothing_of_a_question_that_waits_gives_its_answer_away(
    client: FlaskClient, asked: tuple[Answered, ...]
) -> None:
    text = by_id(client.get(PATH).text, "quiz").text
    for question in asked:
        assert all(one.why.replace("`", "") not in text for one in question.run_answer.right if one.why)


def test_who_sees_past_a_question_has_all_tries_left(client: FlaskClient, asked: tuple[Answered, ...]) -> None:
    assert "data-past" not in attributes(client, asked[0])
    answer = client.post(f"{PATH}/quiz/{asked[0].id}", data={"past": "1"})
    assert answer.headers["Location"] == f"{PATH}#q-{asked[0].id}"
    assert "data-past" in attributes(client, asked[0])
    assert "data-past" not in attributes(client, asked[1])
    page = client.get(PATH).text
    assert "2 tries left" in by_id(page, f"q-{asked[0].id}").text
    assert "0 of" not in by_id(page, "quiz-score").text, "nothing was tried"


def test_seeing_past_is_kept_beside_the_tries(client: FlaskClient, asked: tuple[Answered, ...]) -> None:
    client.post(f"{PATH}/quiz/{asked[0].id}", data={"past": "1"})
    client.post(f"{PATH}/quiz/{asked[1].id}", data={"text": "7"})
    client.post(f"{PATH}/quiz/{asked[3].id}", data={"past": "1"})
    assert ["data-past" in attributes(client, question) for question in asked] == [
        True,
        False,
        False,
        True,
        False,
        False,
    ]
    assert "2 tries left" in by_id(client.get(PATH).text, f"q-{asked[1].id}").text


def test_a_script_gets_the_question_without_the_wish(client: FlaskClient, asked: tuple[Answered, ...]) -> None:
    assert "Show me anyway" in by_id(client.get(PATH).text, f"q-{asked[0].id}").text
    answer = client.post(f"{PATH}/quiz/{asked[0].id}", data={"past": "1"}, headers=BY_SCRIPT)
    question = by_id(answer.text, f"q-{asked[0].id}")
    assert "data-past" in question.attributes
    assert "Show me anyway" not in question.text


def test_starting_over_covers_again(client: FlaskClient, asked: tuple[Answered, ...]) -> None:
    client.post(f"{PATH}/quiz/{asked[0].id}", data={"past": "1"})
    client.post(f"{PATH}/start-over")
    assert "data-past" not in attributes(client, asked[0])


def test_a_question_that_covers_nothing_cannot_be_seen_past(client: FlaskClient, asked: tuple[Answered, ...]) -> None:
    answer = client.post(f"{PATH}/quiz/{asked[2].id}", data={"past": "1"})
    assert answer.status_code == 400
    assert "This question covers nothing: all that comes after it can be seen." in answer.text


@pytest.mark.parametrize("kept", ["text", 7, [7, None], ["ffffff"], {"a": "b"}])
def test_what_another_version_kept_is_passed_over(
    client: FlaskClient, asked: tuple[Answered, ...], kept: object
) -> None:
    with client.session_transaction() as session:
        session["q"] = {"asked": {"past": kept, short(asked[1].id): ["7"]}}
    assert "data-past" not in attributes(client, asked[0])
    assert "2 tries left" in by_id(client.get(PATH).text, f"q-{asked[1].id}").text


def test_the_lesson_that_is_shipped_asks_on_the_way() -> None:
    quiz = load(ROOT / "lessons" / f"{REFERENCE}.yaml").lesson.quiz
    assert [question.after for question in quiz] == [None, None, 4]
