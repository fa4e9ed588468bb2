"""Rounds of Challenge: nothing is told before the end, and then everything."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from tests.web.site.test_practice_pages import fields, wrong_answer
from tutorial.course.course import Course, Studied
from tutorial.lesson import markdown
from tutorial.practice.exercise import right_answer
from tutorial.practice.grounds import Grounds
from tutorial.practice.round_items import RoundItem, round_items
from web.site.quiz_pages import FRAGMENT

AT = "/lessons/asked/challenge"
ASKED = {FRAGMENT: "1"}


@pytest.fixture
def items(course: Course) -> tuple[RoundItem, ...]:
    """The items of round 7."""
    studied = course.lessons["asked"]
    assert isinstance(studied, Studied)
    variants = [Grounds(one.lesson, one.trace) for one in studied.practice.variants]
    return round_items(Grounds(studied.lesson, studied.trace), variants, studied.quiz, 7)


def give(client: FlaskClient, number: int, one: RoundItem, *, right: bool, again: bool = False) -> str:
    given = right_answer(one.exercise) if right else wrong_answer(one.exercise)
    address = f"{AT}/7/{number}{'?again=1' if again else ''}"
    answer = client.post(address, data=fields(one.exercise, given))
    assert answer.status_code == 303
    return answer.headers["Location"]


def test_a_round_has_the_author_s_questions_and_exercises_on_variants(items: tuple[RoundItem, ...]) -> None:
    assert [one.of_author for one in items] == sorted((one.of_author for one in items), reverse=True)
    assert {one.variant for one in items if not one.of_author} <= {1, 2}
    assert len({one.id for one in items}) == len(items) >= 7


def test_a_round_begins_at_a_page_that_tells_what_it_is(client: FlaskClient) -> None:
    page = client.get(AT).text
    assert "runs of the same program that you have not seen" in page
    begun = client.post(AT)
    assert begun.status_code == 303
    assert re.fullmatch(rf"{AT}/\d+/1", begun.headers["Location"])


def test_nothing_is_told_before_the_end(client: FlaskClient, items: tuple[RoundItem, ...]) -> None:
    for number, one in enumerate(items, 1):
        page = client.get(f"{AT}/7/{number}").text
        assert "data-verdict" not in page
        told = unescape(re.sub(r"<[^>]+>", "", page))
        for option in one.exercise.asked.options:
            assert not option.why or unescape(re.sub(r"<[^>]+>", "", str(markdown.inline(option.why)))) not in told
        give(client, number, one, right=number % 2 == 0)


def test_the_result_tells_first_tries_apart_and_asks_the_wrong_ones_again(
    client: FlaskClient, items: tuple[RoundItem, ...]
) -> None:
    client.get(AT)
    addresses = [give(client, number, one, right=number > 2) for number, one in enumerate(items, 1)]
    assert addresses[-1] == f"{AT}/7"
    page = client.get(f"{AT}/7").text
    assert f"{len(items) - 2} of {len(items)} right at the first try" in page
    assert page.count("not right yet") == 2
    assert client.get(f"{AT}/7/again").headers["Location"] == f"{AT}/7/1?again=1"
    assert client.get(f"{AT}/7/1?again=1").status_code == 200
    assert give(client, 1, items[0], right=True, again=True) == f"{AT}/7/2?again=1"
    assert give(client, 2, items[1], right=False, again=True) == f"{AT}/7"
    page = client.get(f"{AT}/7").text
    assert "1 when asked again" in page
    assert page.count("right when asked again") == 1
    assert "Again with the wrong one<" in page


def test_an_item_counts_once(client: FlaskClient, items: tuple[RoundItem, ...]) -> None:
    client.get(AT)
    give(client, 1, items[0], right=False)
    assert give(client, 1, items[0], right=True) == f"{AT}/7/2"
    assert client.get(f"{AT}/7/1").status_code == 303
    assert "0 of " in client.get(f"{AT}/7").text


def test_a_script_gets_the_next_item(client: FlaskClient, items: tuple[RoundItem, ...]) -> None:
    client.get(AT)
    sent = fields(items[0].exercise, right_answer(items[0].exercise))
    told = client.post(f"{AT}/7/1", data=sent, headers=ASKED).text
    assert 'id="round"' in told
    assert f'id="x-{items[1].id}"' in told
    assert "data-verdict" not in told


@pytest.mark.parametrize("path", ["7/0", "7/99", "1000000/1", "1000000"])
def test_no_such_round_or_item(client: FlaskClient, path: str) -> None:
    assert client.get(f"{AT}/{path}").status_code == 404


def test_what_is_no_answer_is_refused(client: FlaskClient) -> None:
    assert client.post(f"{AT}/7/1", data={}).status_code == 400
