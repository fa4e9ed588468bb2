"""The quiz: graded by the server, with and without scripts, and never giving a key away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask, render_template
from flask.testing import FlaskClient

from tests.web.reading import by_id, elements
from tutorial.course.course import Course, Studied
from tutorial.quiz.answered import Answered
from web.site.app import create_app
from web.student.answers_given import score
from web.student.event_log import EventLog
from web.student.old_cookie import short

LESSON = "/lessons/websocket-events"
OTHER = "/lessons/hostile"
BY_SCRIPT = {"Stepwire-Fragment": "1"}


@pytest.fixture
def studied(course: Course) -> Studied:
    lesson = course.lessons["websocket-events"]
    assert isinstance(lesson, Studied)
    return lesson


@pytest.fixture
def first(studied: Studied) -> str:
    return studied.quiz[0].id


def right(studied: Studied) -> int:
    return next(index for index, option in enumerate(studied.quiz[0].options) if option.right)


def wrong(studied: Studied) -> Iterator[int]:
    return (index for index, option in enumerate(studied.quiz[0].options) if not option.right)


def question(client: FlaskClient, name: str) -> str:
    return " ".join(by_id(client.get(LESSON).text, f"q-{name}").text.split())


def test_an_unanswered_page_holds_no_answer_and_no_reason(client: FlaskClient, studied: Studied) -> None:
    page = client.get(LESSON).text
    assert "verdict" not in page
    assert 'class="why"' not in page
    for element in elements(page):
        if element.tag == "input" and element.attributes["type"] == "radio":
            assert set(element.attributes) == {"type", "name", "value", "required"}


def test_without_scripts_an_answer_goes_back_to_its_question(client: FlaskClient, studied: Studied, first: str) -> None:
    answer = client.post(f"{LESSON}/quiz/{first}", data={"choice": str(right(studied))})
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{LESSON}#q-{first}"
    text = question(client, first)
    assert "✓ Right" in text
    assert "After step 2 connection_status is Open." in text
    assert "1 of 3 right" in client.get(LESSON).text


@pytest.mark.parametrize(
    ("sent_from", "goes_to"),
    [
        (f"http://localhost{LESSON}/deep", f"{LESSON}/deep"),
        (f"http://localhost{LESSON}?x=1", LESSON),
        ("http://localhost/lessons/asked/deep", LESSON),
        ("http://localhost/elsewhere", LESSON),
        ("http://[", LESSON),
        ("", LESSON),
    ],
)
def test_without_scripts_an_answer_comes_back_to_the_page_that_it_was_given_on(
    client: FlaskClient, first: str, sent_from: str, goes_to: str
) -> None:
    answer = client.post(f"{LESSON}/quiz/{first}", data={"choice": "0"}, headers={"Referer": sent_from})
    assert answer.headers["Location"] == f"{goes_to}#q-{first}"
    over = client.post(f"{LESSON}/start-over", headers={"Referer": sent_from})
    assert over.headers["Location"] == f"{goes_to}#quiz"


def test_a_wrong_choice_says_why_and_leaves_the_others_closed(
    client: FlaskClient, studied: Studied, first: str
) -> None:
    client.post(f"{LESSON}/quiz/{first}", data={"choice": str(next(wrong(studied)))})
    text = question(client, first)
    assert "✗ Wrong" in text
    assert "✓ Right" not in text
    assert "2 tries left" in text
    assert "That is its value at the start." in text
    fieldset = client.get(LESSON).text
    assert fieldset.count('class="why"') == 1


def test_three_wrong_choices_show_the_right_one_with_every_reason(
    client: FlaskClient, studied: Studied, first: str
) -> None:
    for choice in wrong(studied):
        client.post(f"{LESSON}/quiz/{first}", data={"choice": str(choice)})
    text = question(client, first)
    assert "No tries left" in text
    assert text.count("✗ Wrong") == 3
    assert text.count("✓ Right") == 1
    assert "Answer" not in text


def test_the_same_wrong_choice_costs_one_try(client: FlaskClient, studied: Studied, first: str) -> None:
    for _ in range(3):
        client.post(f"{LESSON}/quiz/{first}", data={"choice": str(next(wrong(studied)))})
    assert "2 tries left" in question(client, first)


def test_a_closed_question_stays_as_it_is(client: FlaskClient, studied: Studied, first: str) -> None:
    client.post(f"{LESSON}/quiz/{first}", data={"choice": str(right(studied))})
    client.post(f"{LESSON}/quiz/{first}", data={"choice": str(next(wrong(studied)))})
    text = question(client, first)
    assert "Right." in text
    assert "Not this one" not in text


@pytest.mark.parametrize(
    ("choices", "said"),
    [([4, 4], "2 questions, three tries each"), ([3, 3], "2 questions, two tries each"), ([2], "1 question, one try"),
     ([4, 2], "2 questions, up to three tries"), ([], "")],
)  # fmt: skip
def test_the_score_says_how_many_tries_there_are_when_all_have_as_many(
    app: Flask, studied: Studied, choices: list[int], said: str
) -> None:
    quiz = tuple(replace(studied.quiz[0], options=studied.quiz[0].options[:count]) for count in choices)
    with app.test_request_context():
        text = render_template("parts/quiz/score.html", slug="x", score=score(replace(studied, quiz=quiz), {}))
    assert " ".join(re.sub("<[^>]*>", "", text).split()) == said


def test_a_script_gets_the_question_and_the_score_alone(client: FlaskClient, studied: Studied, first: str) -> None:
    answer = client.post(f"{LESSON}/quiz/{first}", data={"choice": str(right(studied))}, headers=BY_SCRIPT)
    assert answer.status_code == 200
    ids = [element.attributes["id"] for element in elements(answer.text) if "id" in element.attributes]
    assert ids == [f"q-{first}", "quiz-score", "quiz-summary"]
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_starting_over_forgets_this_lessons_tries_and_no_others(
    client: FlaskClient, course: Course, studied: Studied, first: str
) -> None:
    hostile = course.lessons["hostile"]
    assert isinstance(hostile, Studied)
    client.post(f"{LESSON}/quiz/{first}", data={"choice": "0"})
    client.post(f"{OTHER}/quiz/{hostile.quiz[0].id}", data={"choice": "0"})
    answer = client.post(f"{LESSON}/start-over")
    assert answer.headers["Location"] == f"{LESSON}#quiz"
    assert "3 tries left" in question(client, first)
    assert "1 of 1 right" in client.get(OTHER).text


def test_starting_over_by_script_brings_every_question_back(client: FlaskClient, studied: Studied, first: str) -> None:
    client.post(f"{LESSON}/quiz/{first}", data={"choice": "0"})
    answer = client.post(f"{LESSON}/start-over", headers=BY_SCRIPT)
    ids = [element.attributes["id"] for element in elements(answer.text) if "id" in element.attributes]
    assert {f"q-{question.id}" for question in studied.quiz} | {"quiz-score", "quiz-summary"} == set(ids)


@pytest.mark.parametrize("choice", ["4", "-1", "99999999999999999999", "two", "٣", "0; 1"])
def test_a_choice_that_is_none_is_refused(client: FlaskClient, first: str, choice: str) -> None:
    answer = client.post(f"{LESSON}/quiz/{first}", data={"choice": choice})
    assert answer.status_code == 400
    assert "is none of the choices, which are numbered 0 to 3." in answer.text


def test_no_choice_at_all_asks_for_one(client: FlaskClient, first: str) -> None:
    answer = client.post(f"{LESSON}/quiz/{first}")
    assert answer.status_code == 400
    assert "No answer was chosen." in answer.text


def test_an_unknown_question_is_not_found(client: FlaskClient) -> None:
    answer = client.post(f"{LESSON}/quiz/what-is-love", data={"choice": "0"})
    assert answer.status_code == 404
    assert "no question “what-is-love”" in answer.text


def test_a_form_too_large_is_refused(client: FlaskClient, first: str) -> None:
    assert client.post(f"{LESSON}/quiz/{first}", data={"choice": "0" * 100_000}).status_code == 413


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ],
)
def test_a_form_of_another_site_is_refused(client: FlaskClient, first: str, headers: dict[str, str]) -> None:
    answer = client.post(f"{LESSON}/quiz/{first}", data={"choice": "0"}, headers=headers)
    assert answer.status_code == 403
    assert "another site" in answer.text
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}, {}])
def test_our_own_forms_are_taken(client: FlaskClient, first: str, headers: dict[str, str]) -> None:
    assert client.post(f"{LESSON}/quiz/{first}", data={"choice": "0"}, headers=headers).status_code == 303


def test_a_cookie_that_is_not_ours_is_as_good_as_none(client: FlaskClient, first: str) -> None:
    client.set_cookie("stepwire", "eyJxIjoi.garbage.garbage")
    assert "3 tries left" in question(client, first)


@pytest.mark.parametrize(
    "kept",
    [
        None,
        "text",
        {"websocket-events": "text"},
        {"websocket-events": {"ID": "9"}},
        {"websocket-events": {"ID": "00"}},
        {"websocket-events": {"ID": "x"}},
        {"websocket-events": {"ID": 1}},
        {"websocket-events": {"ID": ""}},
    ],
)
def test_a_session_of_another_version_is_passed_over(client: FlaskClient, first: str, kept: object) -> None:
    with client.session_transaction() as session:
        session["q"] = _with_id(kept, short(first))
    assert "3 tries left" in question(client, first)
    client.post(f"{LESSON}/quiz/{first}", data={"choice": "0"})
    assert "2 tries left" in question(client, first)


def _with_id(kept: object, name: str) -> object:
    if isinstance(kept, dict):
        return {name if key == "ID" else key: _with_id(value, name) for key, value in kept.items()}
    return kept


KINDS = "/lessons/questions"


@pytest.fixture
def kinds(course: Course) -> dict[str, Answered]:
    """The questions of the lesson with one of each kind; of two texts the first."""
    lesson = course.lessons["questions"]
    assert isinstance(lesson, Studied)
    return {answered.question.kind: answered for answered in reversed(lesson.quiz)}


def forms(kinds: dict[str, Answered], kind: str) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """A right and a wrong answer to the question of a kind, as its form would send them."""
    asked = kinds[kind]
    key = [str(place) for place in asked.key]
    options = {right: [str(i) for i, o in enumerate(asked.options) if o.right == right] for right in (True, False)}
    places = {f"place-{index}": [str(asked.key.index(index))] for index in range(len(key))}
    return {
        "one": ({"choice": options[True]}, {"choice": options[False][:1]}),
        "true_false": ({"choice": options[True]}, {"choice": options[False]}),
        "several": ({"choice": options[True]}, {"choice": options[True][:1]}),
        "number": ({"text": ["4"]}, {"text": ["5"]}),
        "text": ({"text": ["hush"]}, {"text": ["hash"]}),
        "cell": ({"text": ["['Ada', 'Grace']"]}, {"text": ["[]"]}),
        "order": (places, {f"place-{i}": [str(i)] for i in range(len(key))}),
        "match": ({f"side-{i}": [one] for i, one in enumerate(key)}, {f"side-{i}": ["0"] for i in range(len(key))}),
        "line": ({"line": ["19"]}, {"line": ["1"]}),
    }[kind]


GRADED = ["one", "true_false", "several", "number", "text", "cell", "order", "match", "line"]


@pytest.mark.parametrize("kind", GRADED)
def test_each_kind_is_answered_right(client: FlaskClient, kinds: dict[str, Answered], kind: str) -> None:
    name = kinds[kind].id
    right, _ = forms(kinds, kind)
    assert client.post(f"{KINDS}/quiz/{name}", data=right).status_code == 303
    page = client.get(KINDS).text
    assert by_id(page, f"q-{name}").attributes["data-state"] == "right"
    assert "Right." in by_id(page, f"q-{name}").text
    assert "1 of 10 right" in page


@pytest.mark.parametrize("kind", [kind for kind in GRADED if kind != "true_false"])
def test_each_kind_is_answered_wrong_and_stays_open(client: FlaskClient, kinds: dict[str, Answered], kind: str) -> None:
    name = kinds[kind].id
    _, wrong = forms(kinds, kind)
    client.post(f"{KINDS}/quiz/{name}", data=wrong)
    shown = by_id(client.get(KINDS).text, f"q-{name}")
    assert shown.attributes["data-state"] == "open"
    assert f"{kinds[kind].question.tries - 1} tr" in shown.text
    assert "right" in shown.text or "Not this one." in shown.text or "Not line " in shown.text


def test_a_statement_has_one_try(client: FlaskClient, kinds: dict[str, Answered]) -> None:
    _, wrong = forms(kinds, "true_false")
    client.post(f"{KINDS}/quiz/{kinds['true_false'].id}", data=wrong)
    text = by_id(client.get(KINDS).text, f"q-{kinds['true_false'].id}").text
    assert "No tries left" in text
    assert "Ada receives it in step 5." in text


@pytest.mark.parametrize("kind", ["number", "text", "cell", "line"])
def test_when_the_tries_are_over_the_answer_is_shown_and_not_before(
    client: FlaskClient, kinds: dict[str, Answered], kind: str
) -> None:
    field = "line" if kind == "line" else "text"
    given = ["1", "2", "3"][: kinds[kind].question.tries]
    reason = {
        "number": "The run has 4 of them",
        "text": "'HUSH'",
        "cell": "['Ada', 'Grace']",
        "line": "ZeroDivisionError",
    }[kind]
    for one in given:
        assert reason not in by_id(client.get(KINDS).text, f"q-{kinds[kind].id}").text
        client.post(f"{KINDS}/quiz/{kinds[kind].id}", data={field: one})
    shown = by_id(client.get(KINDS).text, f"q-{kinds[kind].id}")
    assert shown.attributes["data-state"] == "shown"
    assert reason in shown.text


def test_a_page_of_all_kinds_holds_no_answer(client: FlaskClient, kinds: dict[str, Answered]) -> None:
    page = client.get(KINDS).text
    quiz = by_id(page, "quiz").text
    assert "verdict" not in page[page.index('id="quiz"') :]
    for kind in ("order", "match", "number", "text", "line", "cell"):
        for one in (*kinds[kind].run_answer.right, *kinds[kind].run_answer.others):
            assert one.why.replace("`", "") not in quiz
    assert kinds["free"].run_answer.right[0].text not in quiz


def test_a_free_text_is_compared_and_never_graded(client: FlaskClient, kinds: dict[str, Answered]) -> None:
    path = f"{KINDS}/quiz/{kinds['free'].id}"
    client.post(path, data={"mark": "yes"})
    assert by_id(client.get(KINDS).text, f"q-{kinds['free'].id}").attributes["data-state"] == "open"
    client.post(path, data={"text": "It is <b>caught</b>."})
    shown = by_id(client.get(KINDS).text, f"q-{kinds['free'].id}").text
    assert "It is <b>caught</b>." in shown
    assert kinds["free"].run_answer.right[0].text in shown
    client.post(path, data={"mark": "no"})
    page = client.get(KINDS).text
    assert "You say: Not yet." in by_id(page, f"q-{kinds['free'].id}").text
    assert "0 of 10 right" in page


@pytest.mark.parametrize(
    ("kind", "form", "words"),
    [
        ("several", {}, "No answer was chosen."),
        ("several", {"choice": "3"}, "is none of the choices, which are numbered 0 to 2."),
        ("number", {"text": "many"}, "“many” is no number."),
        ("text", {"text": " "}, "No answer was written."),
        ("text", {"text": "x" * 201}, "That answer is too long."),
        ("order", {"place-0": "0"}, "Something was left open."),
        ("order", {f"place-{index}": "1" for index in range(4)}, "Two things stand in place 2."),
        ("match", {"side-0": "0", "side-1": "9"}, "cannot be chosen here: choose from 0 to 1."),
        ("line", {"line": "99"}, "cannot be chosen here: choose from 1 to 20."),
        ("free", {}, "No answer was written."),
        ("free", {"mark": "maybe"}, "is neither yes nor no."),
    ],
)
def test_a_form_that_says_no_answer_is_refused_with_what_to_do(
    client: FlaskClient, kinds: dict[str, Answered], kind: str, form: dict[str, str], words: str
) -> None:
    answer = client.post(f"{KINDS}/quiz/{kinds[kind].id}", data=form)
    assert answer.status_code == 400
    assert words in answer.text


def test_long_answers_in_many_lessons_are_all_kept_and_the_cookie_only_names_the_student(
    course: Course, log: EventLog
) -> None:
    studied = course.lessons["questions"]
    assert isinstance(studied, Studied)
    lessons = {f"lesson-{number}": replace(studied, slug=f"lesson-{number}") for number in range(4)}
    client = create_app(Course({**lessons}), log=log).test_client()
    free = next(asked for asked in studied.quiz if asked.question.kind == "free")
    sizes = set()
    for slug in lessons:
        client.post(f"/lessons/{slug}/quiz/{free.id}", data={"text": slug + "\u4f55" * 190})
        cookie = client.get_cookie("stepwire")
        assert cookie is not None
        sizes.add(len(cookie.value))
    for slug in lessons:
        assert slug + "\u4f55" * 190 in client.get(f"/lessons/{slug}").text
    assert max(sizes) < 100
    with client.session_transaction() as session:
        assert session.keys() == {"student"}


def places(studied: Studied, number: int, *, right: bool) -> list[int]:
    """The places of the right or the wrong choices of a question."""
    return [place for place, option in enumerate(studied.quiz[number].options) if option.right == right]


def test_the_end_is_a_summary_and_the_wrong_ones_alone_can_be_tried_again(
    client: FlaskClient, studied: Studied
) -> None:
    def give(number: int, place: int) -> str:
        address = f"{LESSON}/quiz/{studied.quiz[number].id}"
        return client.post(address, data={"choice": str(place)}, headers=BY_SCRIPT).text

    give(0, places(studied, 0, right=True)[0])
    give(1, places(studied, 1, right=False)[0])
    assert "hidden" in by_id(give(1, places(studied, 1, right=True)[0]), "quiz-summary").attributes
    told = [give(2, place) for place in places(studied, 2, right=False)][-1]
    summary = " ".join(by_id(told, "quiz-summary").text.split())
    assert "2 of 3 right, 1 at the first try." in summary
    assert "Question 1 ✓ right at the first try" in summary
    assert "Question 2 right at a later try" in summary
    assert "Question 3 ✗ the answer was shown" in summary
    assert "Try the wrong ones again" in summary

    answer = client.post(f"{LESSON}/try-again", headers={"Referer": f"http://localhost{LESSON}"})
    assert answer.headers["Location"] == f"{LESSON}#quiz"
    page = client.get(LESSON).text
    states = [by_id(page, f"q-{one.id}").attributes["data-state"] for one in studied.quiz]
    assert states == ["right", "open", "open"]
    assert "hidden" in by_id(page, "quiz-summary").attributes
    told = [give(number, places(studied, number, right=True)[0]) for number in (1, 2)][-1]
    summary = " ".join(by_id(told, "quiz-summary").text.split())
    assert "3 of 3 right, 1 at the first try." in summary
    assert "Question 3 right when asked again" in summary
    assert "Try the wrong" not in summary


def test_trying_again_by_script_brings_the_questions_back(client: FlaskClient, studied: Studied) -> None:
    for place in places(studied, 0, right=False):
        client.post(f"{LESSON}/quiz/{studied.quiz[0].id}", data={"choice": str(place)})
    told = client.post(f"{LESSON}/try-again", headers=BY_SCRIPT).text
    assert by_id(told, f"q-{studied.quiz[0].id}").attributes["data-state"] == "open"
    assert "verdict" not in told


def test_an_opened_hint_is_kept_and_open_again_on_the_next_visit(client: FlaskClient) -> None:
    address = "/lessons/websocket-events/quiz/what-is-connection-status-after-step-2"
    assert 'data-hint="1">' in client.get("/lessons/websocket-events").text
    assert client.post(address, data={"hint": "1", "event": "made-by-the-page"}).status_code == 204
    assert 'data-hint="1" open data-opened>' in client.get("/lessons/websocket-events").text
    for number in ("0", "99", "-1", "x", "²", ""):
        refused = client.post(address, data={"hint": number})
        assert refused.status_code == 400
        assert "is none of them" in refused.text
