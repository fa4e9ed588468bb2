"""Exercises as the server shows and grades them: new each time, and nothing of the answer before the commit."""

from __future__ import annotations

import re
from html import unescape
from random import Random
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from tests.web.reading import elements
from tutorial.course.course import Course, Studied
from tutorial.lesson import markdown
from tutorial.practice.exercise import EXERCISE_KINDS, Exercise, right_answer
from tutorial.practice.grounds import Grounds
from tutorial.practice.making import named
from web.site import practice_pages
from web.site.app import create_app
from web.site.quiz_pages import FRAGMENT
from web.student.event_log import MemoryLog
from web.student.student_event import StudentEvent, now
from web.student.student_state import StudentState
from web.student.trace_key import trace_key

ASKED = {FRAGMENT: "1"}
TRY = "/lessons/questions/try"


@pytest.fixture
def grounds(course: Course) -> Grounds:
    studied = course.lessons["questions"]
    assert isinstance(studied, Studied)
    return Grounds(studied.lesson, studied.trace, studied.practice.left_out)


def exercise(grounds: Grounds, kind: str) -> Exercise:
    """The first exercise of a kind."""
    return next(one for seed in range(20) if (one := named(f"{kind}-{seed}", grounds)))


def fields(one: Exercise, given: str) -> MultiDict[str, str]:
    """An answer as the fields of its form."""
    parts = given.split(",")
    if not one.asked.options and one.asked.question.kind != "line":
        return MultiDict([("text", given)])
    match one.asked.question.kind:
        case "line":
            return MultiDict([("line", given)])
        case "match":
            return MultiDict((f"side-{side}", place) for side, place in enumerate(parts))
        case "order":
            return MultiDict((f"place-{option}", str(place)) for place, option in enumerate(parts))
    return MultiDict(("choice", place) for place in parts)


def wrong_answer(one: Exercise) -> str:
    right = right_answer(one)
    if not one.asked.options:
        return "1" if one.asked.question.kind == "line" else "-987"
    if one.asked.question.kind == "several" and "," in right:
        return right.partition(",")[0]
    return ",".join(reversed(right.split(","))) if "," in right else str(int(right == "0"))


@pytest.mark.parametrize("kind", EXERCISE_KINDS)
def test_nothing_of_the_answer_is_in_the_page_before_it(client: FlaskClient, grounds: Grounds, kind: str) -> None:
    one = exercise(grounds, kind)
    for answer in (client.get(f"{TRY}/{one.id}"), client.get(f"{TRY}/{one.id}", headers=ASKED)):
        told = unescape(re.sub(r"<[^>]+>", "", answer.text))
        assert answer.status_code == 200
        assert "data-verdict" not in answer.text
        whys = [option.why for option in one.asked.options] + [why for row in one.whys for why in row]
        whys += [cause.text for cause in one.because] + [cause.why for cause in one.because]
        whys += [each.why for each in (*one.asked.run_answer.right, *one.asked.run_answer.others)]
        for why in filter(None, whys):
            assert unescape(re.sub(r"<[^>]+>", "", str(markdown.inline(why)))) not in told
        assert 'class="answer"' not in answer.text


@pytest.mark.parametrize("kind", EXERCISE_KINDS)
def test_a_right_answer_is_told_and_asks_for_the_reason(client: FlaskClient, grounds: Grounds, kind: str) -> None:
    one = exercise(grounds, kind)
    sent = fields(one, right_answer(one))
    sent["sure"] = "think"
    told = client.post(f"{TRY}/{one.id}", data=sent, headers=ASKED).text
    assert 'data-state="right"' in told
    assert ">Right.<" in told
    assert f'href="/lessons/questions#step-{one.steps[0]}"' in told
    if one.because:
        place = next(place for place, cause in enumerate(one.because) if cause.right)
        assert "so it is" not in told
        chosen = client.post(f"{TRY}/{one.id}/because", data={"reason": str(place)}, headers=ASKED).text
        assert "so it is" in chosen
        later = client.post(
            f"{TRY}/{one.id}/because", data={"reason": str((place + 1) % len(one.because))}, headers=ASKED
        )
        assert "your reason" not in later.text, "the first reason counts"


@pytest.mark.parametrize("kind", EXERCISE_KINDS)
def test_a_wrong_answer_is_explained_and_counts(client: FlaskClient, grounds: Grounds, kind: str) -> None:
    one = exercise(grounds, kind)
    sent = fields(one, wrong_answer(one))
    sent["sure"] = "sure"
    told = client.post(f"{TRY}/{one.id}", data=sent, headers=ASKED).text
    assert 'data-state="shown"' in told
    assert "You were sure" in told
    assert "because" not in told
    again = client.post(f"{TRY}/{one.id}", data=fields(one, right_answer(one)), headers=ASKED).text
    assert "You were sure" in again, "the first answer counts"


def test_each_visit_has_another_exercise_and_its_address_has_this_one(client: FlaskClient) -> None:
    names = {re.findall(r'id="x-(cell-\d+)"', client.get(TRY).text)[0] for _ in range(6)}
    assert len(names) > 1
    name = names.pop()
    assert client.get(f"{TRY}/{name}").text.count(f'id="x-{name}"') == 1


def test_the_next_exercise_is_of_the_next_kind_and_all_kinds_make_the_mode_done(app: Flask, grounds: Grounds) -> None:
    kinds = EXERCISE_KINDS
    with app.test_client() as client:
        for kind in kinds:
            page = client.get(TRY).text
            assert f'id="x-{kind}-' in page
            one = named(re.findall(r'id="x-([a-z-]+-\d+)"', page)[0], grounds)
            assert one
            client.post(f"{TRY}/{one.id}", data=fields(one, right_answer(one)))
        state: StudentState = app.extensions["stepwire.student"]
        with client.session_transaction() as session:
            name = session["student"]
    kept = state.log.read(name, "questions")
    assert [event.kind for event in kept].count("finish") == 1
    assert {event.data.get("form") for event in kept if event.kind == "exercise"} == set(kinds)


def test_what_others_got_wrong_comes_more_often(
    course: Course, grounds: Grounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, hard = MemoryLog(), "step 2"
    cells = [one for seed in range(60) if (one := named(f"cell-{seed}", grounds))]
    key = trace_key(grounds.trace)
    for number, one in enumerate(cells):
        right = {"given": "0", "right": hard not in one.about}
        event = StudentEvent(f"e{number}", "questions", key, now(), "exercise", one.id, right)
        log.append(f"student {number}", [event])

    def shares(log: MemoryLog) -> float:
        monkeypatch.setattr(practice_pages, "CHANCE", Random(7))  # noqa: S311  # the same draws for both
        client = create_app(course, log=log).test_client()
        found = [re.findall(r'id="x-(cell-\d+)"', client.get(TRY).text)[0] for _ in range(60)]
        return sum(hard in one.about for name in found if (one := named(name, grounds))) / len(found)

    assert shares(log) > shares(MemoryLog())


def test_without_a_script_the_answer_leads_to_the_exercise(client: FlaskClient, grounds: Grounds) -> None:
    one = exercise(grounds, "cell")
    client.get(TRY)
    answer = client.post(f"{TRY}/{one.id}", data=fields(one, right_answer(one)))
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{TRY}/{one.id}#x-{one.id}")
    assert ">Right.<" in client.get(f"{TRY}/{one.id}").text


def test_another_like_it_leads_to_its_address(client: FlaskClient) -> None:
    answer = client.get(f"{TRY}/another/lie")
    assert answer.status_code == 303
    assert re.fullmatch(rf"{TRY}/lie-\d+", answer.headers["Location"])


@pytest.mark.parametrize(
    ("path", "data", "status"),
    [
        ("cell-1", {}, 400),
        ("cell-1", {"choice": "9"}, 400),
        ("cell-1", {"choice": "0", "sure": "certain"}, 400),
        ("cell-1/because", {"reason": "0"}, 400),
        ("cell-1/because", {"reason": "0", "given": "x"}, 400),
        ("dance-1", {"choice": "0"}, 404),
        ("cell-10001", {"choice": "0"}, 404),
    ],
)
def test_what_is_no_answer_is_refused(client: FlaskClient, path: str, data: dict[str, Any], status: int) -> None:
    assert client.post(f"{TRY}/{path}", data=data).status_code == status


def test_a_short_run_has_only_what_can_be_asked_of_it(client: FlaskClient) -> None:
    page = client.get("/lessons/refused/try").text
    assert "1 of 1" in page
    assert client.get("/lessons/refused/try/another/lie").status_code == 404


def test_the_mode_has_a_slot_for_the_exercise_alone(client: FlaskClient) -> None:
    def bare(text: str) -> str:
        text = re.sub(r' nonce="[^"]+"', "", text)
        return re.sub(r"<article.*?</article>", "", text, flags=re.DOTALL)

    assert bare(client.get(TRY).text) == bare(client.get(TRY).text)
    promised = next(one for one in elements(client.get(TRY).text) if one.tag == "main")
    assert promised.attributes["data-parts"] == "practice program"
