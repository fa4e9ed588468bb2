"""Answering the quiz in a browser, right and wrong, with scripts and without."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

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


def test_when_the_script_cannot_reach_the_server_the_form_goes_the_plain_way(page: Page) -> None:
    open_lesson(page)
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('no way')); }")
    answer(page, "Open")
    expect(page).to_have_url(re.compile("#q-"))
    expect(question(page)).to_contain_text("✓ Right")


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
