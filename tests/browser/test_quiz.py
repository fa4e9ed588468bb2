"""Answering the quiz in a browser, right and wrong, with scripts and without."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.audit import violations
from tests.browser.lesson import PATH, open_lesson


def question(page: Page) -> Locator:
    return page.get_by_role("article").filter(has_text="after step 2?")


def answer(page: Page, choice: str) -> None:
    question(page).get_by_role("radio", name=choice).check()
    question(page).get_by_role("button", name="Answer").click()


def test_a_wrong_answer_is_explained_at_once_and_the_page_stays(page: Page) -> None:
    open_lesson(page, "#step-3")
    answer(page, "Closed")
    expect(question(page).locator("[data-feedback]")).to_have_text("Not this one. Read why, then try again.")
    expect(question(page).locator("[data-feedback]")).to_be_focused()
    expect(question(page)).to_contain_text("✗ Wrong")
    expect(question(page)).to_contain_text("That is its value after step 4.")
    expect(question(page)).to_contain_text("2 tries left")
    assert page.url.endswith("#step-3")


def test_a_right_answer_says_so_and_survives_a_reload(page: Page) -> None:
    open_lesson(page)
    answer(page, "Open")
    expect(question(page)).to_contain_text("✓ Right")
    page.reload()
    expect(question(page)).to_contain_text("✓ Right")
    expect(question(page).get_by_role("button", name="Answer")).to_have_count(0)
    expect(page.locator("#quiz-score")).to_contain_text("1 of 3 right")


def test_after_three_wrong_tries_the_right_answer_is_shown(page: Page) -> None:
    open_lesson(page)
    for choice in ("No connection", "Closed", "Unknown"):
        answer(page, choice)
        expect(question(page).get_by_role("radio", name=choice)).to_be_disabled()
    expect(question(page).locator(".option[data-verdict=right]")).to_contain_text("Open")
    expect(question(page)).to_contain_text("No tries left")


def test_the_quiz_can_be_started_over(page: Page) -> None:
    open_lesson(page)
    answer(page, "Open")
    page.get_by_role("button", name="Start over").click()
    expect(question(page)).to_contain_text("3 tries left")
    page.reload()
    expect(question(page)).to_contain_text("3 tries left")


def test_when_the_script_cannot_reach_the_server_the_answer_waits_until_it_can(page: Page) -> None:
    open_lesson(page)
    page.evaluate("() => { window.kept = fetch; window.fetch = () => Promise.reject(new TypeError('no way')); }")
    answer(page, "Open")
    expect(page.locator("#unsent")).to_contain_text("1 thing you did is not sent yet.")
    page.evaluate("() => { window.fetch = window.kept; }")
    expect(question(page)).to_contain_text("✓ Right")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_hint_brings_its_evidence_beside_the_question_and_the_page_stays(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    open_lesson(page)
    hint = question(page).locator(".hint").first
    hint.get_by_text("Hint 1").click()
    link = hint.get_by_role("link", name="connection_status")
    link.scroll_into_view_if_needed()
    before = page.evaluate("[scrollX, scrollY, location.hash]")
    link.click()
    shown = hint.locator(".evidence")
    expect(shown.get_by_role("row")).to_have_count(2)
    expect(shown).to_contain_text("connection_status")
    expect(link).to_have_attribute("aria-expanded", "true")
    assert page.evaluate("[scrollX, scrollY, location.hash]") == before
    ids = page.locator("[id]").evaluate_all("elements => elements.map(element => element.id)")
    assert len(set(ids)) == len(ids)
    assert violations(page, "#quiz") == []
    link.click()
    expect(shown).to_have_count(0)


def test_a_hint_that_points_to_a_column_shows_it_beside_the_steps(page: Page) -> None:
    open_lesson(page)
    asked = page.get_by_role("article").filter(has_text="If the client never disconnected")
    asked.get_by_text("Hint 1").click()
    asked.locator(".hint a").first.click()
    shown = asked.locator(".evidence")
    expect(shown.get_by_role("columnheader")).to_have_text(["Step", "Event Trigger"])
    expect(shown.get_by_role("row")).to_have_count(6)


def test_the_wrong_ones_are_tried_again_from_the_summary(page: Page) -> None:
    open_lesson(page)
    for choice in ("No connection", "Closed", "Unknown"):
        answer(page, choice)
        expect(question(page).get_by_role("radio", name=choice)).to_be_disabled()
    for words, choice in (("Received: How are you?", "Step 3"), ("never disconnected", "Step 4")):
        other = page.get_by_role("article").filter(has_text=words)
        other.get_by_role("radio", name=choice).check()
        other.get_by_role("button", name="Answer").click()
        expect(other).to_have_attribute("data-state", "right")
    summary = page.get_by_role("region", name="How it went")
    expect(summary).to_contain_text("2 of 3 right, 2 at the first try.")
    summary.get_by_role("button", name="Try the wrong one again").click()
    expect(question(page)).to_have_attribute("data-state", "open")
    expect(summary).to_have_count(0)
    expect(page.locator(".question[data-state=right]")).to_have_count(2)


def test_an_answer_that_the_server_refuses_goes_the_plain_way_which_says_why(page: Page) -> None:
    open_lesson(page)
    page.evaluate("() => { document.querySelector('#quiz input[name=choice]').value = '9'; }")
    question(page).get_by_role("radio").first.check()
    question(page).get_by_role("button", name="Answer").click()
    expect(page).to_have_url(re.compile("/quiz/"))
    expect(page.locator("main")).to_contain_text("is none of the choices")


@pytest.fixture
def plain(browser: Browser, base_url: str) -> Page:
    """A page in a browser that runs no scripts."""
    return browser.new_context(base_url=base_url, java_script_enabled=False).new_page()


def test_with_scripts_off_every_step_and_phase_can_be_read(plain: Page) -> None:
    plain.goto(PATH)
    expect(plain.locator(".step:visible")).to_have_count(5)
    expect(plain.locator(".phase .sentence:visible")).to_have_count(14)
    expect(plain.locator("[data-part=transport]")).to_be_hidden()
    expect(plain.locator("[data-theme-toggle]")).to_be_hidden()
    plain.context.close()


def test_with_scripts_off_the_quiz_works(plain: Page) -> None:
    plain.goto(PATH)
    answer(plain, "Closed")
    expect(question(plain)).to_contain_text("That is its value after step 4.")
    answer(plain, "Open")
    expect(question(plain)).to_contain_text("Right, at the second try.")
    plain.get_by_role("button", name="Start over").click()
    expect(question(plain)).to_contain_text("3 tries left")
    plain.context.close()
