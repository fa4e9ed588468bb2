"""Every mode of every lesson: its address, its parts, its links, and what of a page differs between two visitors."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.reading import Element, elements
from tutorial.course.course import Course, Studied
from web.modes.deep import DEEP
from web.modes.mode import Mode
from web.modes.modes import FIRST, MODES
from web.modes.project import PROJECT
from web.modes.trying import TRY
from web.modes.visual import VISUAL
from web.parts.run import RUN
from web.parts.transport import TRANSPORT

LESSON = "/lessons/websocket-events"
LESSONS = ("websocket-events", "hostile", "refused", "asked", "questions", "lines")


def address(slug: str, mode: Mode) -> str:
    return f"/lessons/{slug}" if mode is FIRST else f"/lessons/{slug}/{mode.key}"


def parts_of(found: list[Element]) -> list[str]:
    return [element.attributes["data-part"] for element in found if "data-part" in element.attributes]


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.key)
@pytest.mark.parametrize("slug", LESSONS)
def test_a_page_has_each_part_that_it_promises_once_and_no_other(client: FlaskClient, slug: str, mode: Mode) -> None:
    found = elements(client.get(address(slug, mode)).text)
    main = next(element for element in found if element.tag == "main")
    promised = main.attributes["data-parts"].split()
    assert promised == [part.name for part in mode.parts if part.name in promised], "in the order of the mode"
    scripted = parts_of(found)
    assert len(scripted) == len(set(scripted))
    assert set(scripted) <= set(promised)


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.key)
@pytest.mark.parametrize("slug", LESSONS)
def test_ids_are_unique_and_every_link_leads_somewhere(client: FlaskClient, slug: str, mode: Mode) -> None:
    page = address(slug, mode)
    places = {page, address(slug, FIRST), address(slug, PROJECT)}
    ids = {place: {e.attributes.get("id") for e in elements(client.get(place).text)} for place in places}
    found = elements(client.get(page).text)
    own = [element.attributes["id"] for element in found if "id" in element.attributes]
    assert len(own) == len(set(own))
    for element in found:
        place, marked, anchor = element.attributes.get("href", "").partition("#")
        if marked:
            assert anchor in ids[place or page], element


def test_a_link_to_what_a_mode_lacks_leads_to_the_first_mode(client: FlaskClient) -> None:
    assert f'href="{LESSON}#cell-' not in client.get(LESSON).text
    links = [element.attributes.get("href", "") for element in elements(client.get("/lessons/asked/deep").text)]
    assert all(not link.startswith("#cell-") for link in links)


def test_the_mode_bar_names_every_mode_and_marks_the_current_one(client: FlaskClient) -> None:
    for mode in MODES:
        found = elements(client.get(address("websocket-events", mode)).text)
        bar = [element for element in found if element.tag == "a" and element.inside[-3:] == ["nav", "ul", "li"]]
        assert [element.attributes["href"] for element in bar] == [address("websocket-events", one) for one in MODES]
        assert [" ".join(element.text.split()) for element in bar] == [
            f"{one.name} {one.minutes} min {one.about}" for one in MODES
        ]
        assert [one.key for one, link in zip(MODES, bar, strict=True) if "aria-current" in link.attributes] == [
            mode.key
        ]


def test_the_first_mode_has_the_lesson_s_own_address_alone(client: FlaskClient) -> None:
    answer = client.get(f"{LESSON}/{FIRST.key}")
    assert (answer.status_code, answer.headers["Location"]) == (301, LESSON)


def test_an_unknown_mode_says_which_there_are(client: FlaskClient) -> None:
    answer = client.get(f"{LESSON}/dance")
    assert answer.status_code == 404
    assert "no “dance”" in unescape(answer.text)
    links = {element.attributes["href"] for element in elements(answer.text) if element.tag == "a"}
    assert {address("websocket-events", mode) for mode in MODES} <= links


@pytest.mark.parametrize("mode", [mode for mode in MODES if mode is not TRY], ids=lambda mode: mode.key)
def test_two_visitors_get_the_same_bytes_but_for_the_nonce(app: Flask, mode: Mode) -> None:
    with app.test_client() as one, app.test_client() as other:
        texts = [re.sub(r' nonce="[^"]+"', "", client.get(address("asked", mode)).text) for client in (one, other)]
    assert texts[0] == texts[1]
    assert "nonce" not in texts[0]


def test_a_lesson_that_was_studied_anew_has_new_pages(app: Flask, course: Course) -> None:
    studied = course.lessons["websocket-events"]
    assert isinstance(studied, Studied)
    new = replace(studied, lesson=studied.lesson.model_copy(update={"title": "Another title"}))
    with app.test_client() as client:
        for mode in MODES:
            assert "Another title" not in client.get(address(studied.slug, mode)).text
        app.extensions["stepwire.course"] = Course({**course.lessons, studied.slug: new})
        for mode in MODES:
            assert "<h1>Another title</h1>" in client.get(address(studied.slug, mode)).text


def test_every_mode_that_steps_has_the_stepper_and_the_run() -> None:
    for mode in (VISUAL, DEEP):
        assert {RUN, TRANSPORT} <= set(mode.parts)
