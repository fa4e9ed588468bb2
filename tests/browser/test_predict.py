"""Predictions: what is covered, how one answers with one press, and how the run goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.audit import violations
from tests.browser.lesson import PATH, open_lesson, press


@pytest.fixture(autouse=True)
def _nothing_goes_wrong(page: Page) -> Iterator[None]:
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield
    assert not wrong


def prediction(page: Page) -> Locator:
    return page.locator("article.prediction")


def start(page: Page, cursor: str = "#step-1") -> None:
    """Open the lesson at a step, and switch predictions on."""
    open_lesson(page, cursor)
    page.get_by_label("Predict each step").check()
    expect(page.locator("[data-part=predict][data-on]")).to_be_attached()


def expect_asked(page: Page, step: int) -> None:
    """The step has begun, its question is asked, and nothing that comes of it can be read."""
    expect(prediction(page)).to_have_id(f"predict-{step}")
    expect(page).to_have_url(re.compile(rf"#step-{step}\.1$"))
    told = page.locator("main").aria_snapshot()
    assert f'"Step {step} ' in told, "its row"
    expect(page.locator(f"#cell-{step}-trigger .cover")).to_have_count(0)
    for column in ("action", "after", "receives"):
        expect(page.locator(f"#cell-{step}-{column}")).to_contain_text("covered", use_inner_text=True)
    if step in (2, 3):
        sent = {2: "Received: Hello", 3: "Received: How are you?"}[step]
        shown = page.locator("main").inner_text().replace(prediction(page).inner_text(), "")
        shown = shown.replace(page.locator("#quiz").inner_text(), "")
        assert sent not in shown


def pick(page: Page, words: str) -> None:
    prediction(page).get_by_role("button", name=words, exact=True).click()


def test_the_next_step_opens_covered_and_one_press_plays_its_outcome(page: Page) -> None:
    start(page)
    expect(prediction(page)).to_have_count(0)
    press(page, "Next step")
    expect_asked(page, 2)
    expect(prediction(page)).to_be_focused()
    expect(prediction(page)).to_contain_text("Client sends 'Hello'")
    pick(page, "'Received: Hello': sure")
    expect(prediction(page).locator("[data-feedback]")).to_have_text("Right.")
    expect(prediction(page).locator("[data-feedback]")).to_be_focused()
    expect(page).to_have_url(re.compile("#step-2$"))
    expect(page.locator("#cell-2-receives")).to_have_text("Received: Hello", use_inner_text=True)
    expect(page.locator("#step-2 .cover")).to_have_count(0)
    prediction(page).get_by_role("button", name="Go on").click()
    expect_asked(page, 3)


def test_what_was_wrong_is_explained_and_what_one_was_sure_of_comes_back(page: Page) -> None:
    start(page)
    press(page, "Next step")
    pick(page, "'Hello': sure")
    expect(prediction(page)).to_contain_text("That only repeats what came in. In step 2 the program sends")
    expect(prediction(page).locator("[data-feedback]")).to_have_text(
        "Not so. You were sure, so it comes back when you review."
    )
    expect(prediction(page).locator("[data-verdict=right]")).to_contain_text("'Received: Hello'")


def test_the_outcome_plays_phase_by_phase_and_stops_at_the_end_of_the_step(page: Page) -> None:
    page.emulate_media(reduced_motion="no-preference")
    page.clock.install()
    start(page)
    press(page, "Next step")
    pick(page, "nothing: guess")
    expect(page.locator("[data-counter]")).to_contain_text("phase 2 of 5")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.clock.run_for(60_000)
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    expect(page).to_have_url(re.compile(r"#step-2\.5$"))
    expect(prediction(page).locator("[data-feedback]")).to_have_text("Not so.")


@pytest.mark.parametrize("way", ["End", "Shift+ArrowRight", "ArrowRight", ".", " "])
def test_no_key_leads_past_the_question_and_each_leads_to_it(page: Page, way: str) -> None:
    start(page)
    press(page, "Next step")
    expect(prediction(page)).to_be_focused()
    page.locator("h1").evaluate("heading => { heading.tabIndex = -1; heading.focus(); }")
    page.keyboard.press(way)
    expect(prediction(page)).to_be_focused()
    expect_asked(page, 2)


def test_a_step_back_is_free_and_the_question_waits(page: Page) -> None:
    start(page)
    press(page, "Next step")
    expect_asked(page, 2)
    press(page, "Back a step")
    expect(page).to_have_url(re.compile("#step-1$"))
    expect(prediction(page)).to_have_count(0)
    press(page, "Last step")
    expect_asked(page, 2)


def test_skipping_shows_the_step_and_the_next_one_asks_again(page: Page) -> None:
    start(page)
    press(page, "Next step")
    prediction(page).get_by_role("button", name="Skip").click()
    expect(page).to_have_url(re.compile("#step-2$"))
    expect(page.locator("#cell-2-receives")).to_have_text("Received: Hello", use_inner_text=True)
    press(page, "Next step")
    expect_asked(page, 3)


def test_switched_off_nothing_is_covered_and_the_browser_remembers_the_switch(page: Page) -> None:
    start(page)
    press(page, "Next step")
    expect_asked(page, 2)
    page.reload()
    expect(page.get_by_label("Predict each step")).to_be_checked()
    expect(page.locator("#cell-3-receives")).to_contain_text("covered", use_inner_text=True)
    page.get_by_label("Predict each step").uncheck()
    expect(page.locator("[data-covered]")).to_have_count(0)
    page.reload()
    expect(page.get_by_label("Predict each step")).not_to_be_checked()
    press(page, "Last step")
    expect(page).to_have_url(re.compile("#step-5$"))


def test_whoever_opens_a_lesson_with_predictions_on_is_asked_from_its_first_step(page: Page) -> None:
    start(page)
    page.goto(PATH)
    expect(prediction(page)).to_have_id("predict-1")
    expect(page.locator("#cell-1-receives")).to_contain_text("covered", use_inner_text=True)


def test_a_server_that_does_not_answer_keeps_nobody_from_the_run(page: Page) -> None:
    start(page)
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('no way')); }")
    press(page, "Next step")
    expect(page.locator("#cell-2-receives")).to_have_text("Received: Hello", use_inner_text=True)
    expect(page).to_have_url(re.compile("#step-2$"))


def test_the_questions_script_is_loaded_when_it_is_wanted(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_lesson(page)
    assert not [url for url in asked if "predicting" in url]
    page.get_by_label("Predict each step").check()
    expect(page.locator("[data-covered]").first).to_be_attached()
    assert len([url for url in asked if "predicting" in url]) == 2


def test_by_keyboard_alone(page: Page) -> None:
    start(page)
    page.keyboard.press("ArrowRight")
    page.locator("h1").click()
    page.keyboard.press("ArrowRight")
    expect(prediction(page)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(prediction(page).locator("[data-feedback]")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect_asked(page, 3)


def test_with_scripts_off_there_is_no_switch_and_nothing_is_covered(browser: Browser, base_url: str) -> None:
    page = browser.new_context(base_url=base_url, java_script_enabled=False).new_page()
    page.goto(PATH)
    expect(page.locator("[data-part=predict]")).to_be_hidden()
    expect(page.locator(".step:visible")).to_have_count(5)
    page.context.close()


def test_paper_shows_the_run_and_no_question(page: Page) -> None:
    start(page)
    press(page, "Next step")
    expect_asked(page, 2)
    page.emulate_media(media="print")
    expect(page.locator("[data-part=predict]")).to_be_hidden()
    expect(page.locator(".cover:visible")).to_have_count(0)
    expect(page.locator("#cell-2-receives bdi")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_nobody_is_shut_out(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    start(page)
    press(page, "Next step")
    expect_asked(page, 2)
    expect(prediction(page).get_by_role("button", name="Skip")).to_be_in_viewport(ratio=1)
    assert violations(page) == []
    for narrow in (320, width):
        page.set_viewport_size({"width": narrow, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= narrow
    pick(page, "'Hello': sure")
    expect(prediction(page).locator("[data-feedback]")).to_be_focused()
    assert violations(page) == []


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 800), (960, 540)])
def test_question_code_and_verdict_are_in_the_window_together(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    start(page)
    press(page, "Next step")
    expect_asked(page, 2)
    acting = page.locator(".line", has_text="send(f'Received")
    expect(acting).to_be_in_viewport(ratio=0.9)
    expect(prediction(page)).to_be_in_viewport(ratio=1)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    press(page, "Next step")
    expect(prediction(page)).to_be_focused()
    expect(page.get_by_role("status")).to_contain_text("A question comes first: answer it, or pass it.")
    expect(prediction(page)).to_be_in_viewport(ratio=1)
    pick(page, "'Hello': sure")
    expect(page).to_have_url(re.compile("#step-2$"))
    expect(prediction(page).locator("[data-feedback]")).to_be_in_viewport(ratio=1)
    expect(prediction(page)).to_be_in_viewport(ratio=1)
    expect(acting).to_be_in_viewport(ratio=0.9)
