"""Questions that are asked on the way: their covers, the ways to them, and the ways on.

The lesson asks two questions after step 2, one after step 4, and two at the end, which is step 6.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.audit import violations
from tests.browser.lesson import controls, open_lesson, open_more, press, row

PATH = "/lessons/asked"


@pytest.fixture(autouse=True)
def _nothing_goes_wrong(page: Page) -> Iterator[None]:
    """No script fails and nothing is refused by the policy, whatever the test does."""
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    yield
    assert not wrong


def start(page: Page, cursor: str = "") -> None:
    open_lesson(page, cursor, PATH)


def asked(page: Page) -> Locator:
    """The questions at the stepper."""
    return page.locator("[data-asked]:visible").get_by_role("article")


def question(page: Page, number: int) -> Locator:
    return page.locator(".question").filter(has=page.locator(f".numeral:text-is('{number}')"))


def answer(page: Page, number: int) -> None:
    """Answer one of the lesson's questions right."""
    asked = question(page, number)
    if number == 1:
        asked.get_by_role("button", name="2: beta: think so").click()
    elif number == 2:
        asked.get_by_role("textbox").fill("2")
    elif number == 4:
        asked.get_by_role("textbox").fill("No.")
    else:
        asked.get_by_role("button", name="Closed: sure").click()
    if number in (2, 4):
        asked.get_by_role("button", name=re.compile("^(Answer|Compare)$")).click()
    expect(asked.locator("[data-feedback]")).to_be_focused()


def expect_held(page: Page, step: int) -> None:
    """The cursor is at the end of a step, and nothing of a later one can be seen."""
    expect(page).to_have_url(re.compile(rf"#step-{step}(\.\d+)*$"))
    expect(page.locator("tr[aria-current=step]")).to_have_id(f"row-{step}")
    expect(page.locator("[data-step][data-phases]:visible")).to_have_id(f"step-{step}")
    expect(page.locator("[data-slider]")).to_have_value(str(step))
    expect_covered_after(page, step)


def expect_covered_after(page: Page, step: int) -> None:
    """Each cell of the tables tells its words up to this step, and after it only that it is covered."""
    tells = page.locator("td[data-tells]").evaluate_all(
        "cells => cells.map(cell => [Number(cell.dataset.tells), cell.innerText.replace(cell.dataset.name, '').trim()])"
    )
    assert {number for number, _ in tells} == {1, 2, 3, 4, 5, 6}
    for number, text in tells:
        assert (text == "covered") == (number > step), (number, text)


def slider(page: Page) -> Locator:
    open_more(page)
    return page.get_by_role("slider", name="Step")


WAYS: dict[str, Callable[[Page], None]] = {
    "button": lambda page: press(page, "Next step"),
    "last button": lambda page: press(page, "Last step"),
    "phase button": lambda page: press(page, "Next phase"),
    "line button": lambda page: press(page, "Next line"),
    "key": lambda page: page.keyboard.press("ArrowRight"),
    "phase key": lambda page: page.keyboard.press("Shift+ArrowRight"),
    "end key": lambda page: page.keyboard.press("End"),
    "slider": lambda page: slider(page).fill("5"),
    "slider key": lambda page: slider(page).press("ArrowRight"),
    "row": lambda page: row(page, 4).locator("[data-column=action]").click(),
    "row number": lambda page: page.get_by_role("link", name="Step 3", exact=True).click(),
    "row key": lambda page: page.get_by_role("link", name="Step 2", exact=True).press("ArrowDown"),
    "key moment": lambda page: page.get_by_role("link", name="step 4, “Client Receives”").first.click(),
    "covered word": lambda page: page.locator(".snapshot a").first.click(),
    "address": lambda page: page.evaluate("location.hash = '#step-5.1'"),
    "play": lambda page: press(page, "Play"),
}


@pytest.mark.parametrize("way", WAYS)
def test_no_way_leads_past_the_question_and_each_leads_to_it(page: Page, way: str) -> None:
    start(page, "#step-2.5" if "phase" in way or "line" in way else "#step-2")
    expect(asked(page)).to_have_count(2)
    expect(page.locator(":focus")).to_have_count(0)
    WAYS[way](page)
    expect(asked(page).first).to_be_focused()
    expect(asked(page).first).to_be_in_viewport()
    expect_held(page, 2)


def test_a_question_taller_than_the_window_is_shown_from_its_top(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 420})
    start(page, "#step-2")
    asked(page).first.get_by_role("button", name="sure").last.scroll_into_view_if_needed()
    page.keyboard.press("ArrowRight")
    expect(asked(page).first).to_be_focused()
    expect(asked(page).first.locator("legend")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_who_wants_to_go_on_has_the_question_in_the_screen_and_may_look_at_the_step_again(
    page: Page, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    start(page, "#step-2")
    expect(page.locator("#step-2 .went")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(asked(page).first).to_be_focused()
    place, code = page.locator("#step-2 [data-asks]").bounding_box(), page.locator(".program .code").bounding_box()
    bar = page.locator("[data-part=transport]").bounding_box()
    assert place
    assert code
    assert bar
    assert 0 <= code["y"] < place["y"] + place["height"] <= bar["y"]
    expect(page.locator("#step-2 .went")).to_be_hidden()
    page.get_by_role("button", name="Show the step").click()
    expect(page.locator("#step-2 .went")).to_be_visible()
    page.keyboard.press("Enter")
    expect(asked(page).first).to_be_focused()
    assert violations(page, ".screen") == []


def test_a_text_field_that_is_tabbed_to_is_not_left_under_the_bar(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    start(page, "#step-2")
    for number in (1, 2):
        answer(page, number)
    press(page, "Last step")
    field = asked(page).get_by_role("textbox")
    page.locator("#step-4 .changes").focus()
    field.evaluate("field => scrollBy(0, field.getBoundingClientRect().top - 615)")
    page.keyboard.press("Tab")
    expect(field).to_be_focused()
    box, bar = field.bounding_box(), page.locator("[data-part=transport]").bounding_box()
    assert box
    assert bar
    assert box["y"] + box["height"] <= bar["y"]


@pytest.mark.parametrize("way", ["last button", "end key", "slider", "row", "key moment", "address"])
def test_who_jumps_over_the_question_comes_to_the_end_of_its_step(page: Page, way: str) -> None:
    start(page)
    WAYS[way](page)
    expect(asked(page).first).to_be_focused()
    expect_held(page, 2)


def test_a_page_opened_at_a_later_step_begins_at_the_question(page: Page) -> None:
    start(page, "#step-4.2")
    expect(asked(page).first).to_be_focused()
    expect_held(page, 2)


def test_playing_stops_at_the_question_when_there_was_time_to_read_the_step(page: Page) -> None:
    page.clock.install()
    start(page, "#step-2.4")
    press(page, "Play")
    page.clock.run_for(2200)
    expect(page).to_have_url(re.compile(r"#step-2\.5$"))
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(asked(page)).to_have_count(2)
    page.clock.run_for(2200)
    expect(asked(page).first).to_be_focused()
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    page.clock.run_for(60_000)
    expect_held(page, 2)


def test_before_the_end_of_the_step_nothing_is_asked_and_the_rest_is_covered(page: Page) -> None:
    start(page)
    expect(asked(page)).to_have_count(0)
    expect(controls(page).get_by_role("status")).not_to_contain_text("asked")
    expect_covered_after(page, 2)
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect(page).to_have_url(re.compile(r"#step-2\.1$"))
    expect(asked(page)).to_have_count(0)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowRight")
    expect(asked(page)).to_have_count(2)
    expect(page.get_by_role("status")).to_contain_text(
        "A question is asked here. Client sends the event message with alpha."
    )


def test_prose_that_tells_of_a_later_step_is_covered_too(page: Page) -> None:
    start(page, "#step-2")
    moments = page.locator(".moment .answer")
    expect(moments.nth(0)).to_have_text("Covered: this tells of step 4.", use_inner_text=True)
    expect(moments.nth(1)).to_have_text("With 1: alpha.", use_inner_text=True)
    last, first = page.locator(".snapshot a").all()
    expect(last).to_have_text("covered", use_inner_text=True)
    expect(first).to_have_text("1: alpha", use_inner_text=True)
    told = page.locator(".transcript li")
    expect(told.nth(1)).to_contain_text("1: alpha", use_inner_text=True)
    expect(told.nth(2)).to_have_text("Covered: this tells of step 3.", use_inner_text=True)
    question(page, 1).get_by_text("Hint 1").click()
    question(page, 1).get_by_text("Hint 2").click()
    expect(question(page, 1).locator(".hint a[data-tells='4']")).to_have_text("covered", use_inner_text=True)


def test_what_is_covered_is_said_to_be_covered_and_not_read_out(page: Page) -> None:
    start(page, "#step-2")
    told = page.locator("main").aria_snapshot()
    assert "2: beta" in told, "a choice of the question"
    assert "gamma" not in told
    assert 'row "Step 3 covered covered covered covered covered"' in told
    expect(page.locator("#row-3").get_by_role("cell")).to_have_count(5)


def test_answered_right_both_the_run_goes_on_to_where_one_wanted_to_be(page: Page) -> None:
    start(page, "#step-2")
    page.locator("#cell-4-action").click()
    answer(page, 1)
    expect_covered_after(page, 2)
    expect(page.get_by_role("button", name="Go on")).to_be_hidden()
    answer(page, 2)
    expect_covered_after(page, 4)
    expect(page).to_have_url(re.compile("#step-2$"))
    page.get_by_role("button", name="Go on").click()
    expect_held(page, 4)
    expect(asked(page)).to_have_count(1)


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_going_on_from_a_question_shows_the_step_that_comes_next(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    start(page, "#step-2")
    for number in (1, 2):
        answer(page, number)
    page.get_by_role("button", name="Go on").click()
    expect_at_step(page, 3)
    expect(page.locator("#step-3 .step-head")).to_be_in_viewport(ratio=1)


def test_a_wrong_answer_is_explained_and_covers_on(page: Page) -> None:
    start(page, "#step-2")
    asked(page).first.get_by_role("button", name="1: alpha: guess").click()
    expect(asked(page).first.locator("[data-feedback]")).to_have_text("Not this one. Read why, then try again.")
    expect(asked(page).first.locator("[data-feedback]")).to_be_focused()
    expect_covered_after(page, 2)
    press(page, "Next step")
    expect_held(page, 2)


def test_when_the_tries_are_used_up_the_rest_is_shown(page: Page) -> None:
    start(page, "#step-2")
    answer(page, 2)
    for choice in ("1: alpha", "beta"):
        asked(page).first.get_by_role("button", name=f"{choice}: guess", exact=True).click()
        expect(asked(page).first.locator("[data-feedback]")).to_be_focused()
    expect(asked(page).first).to_contain_text("No tries left")
    expect_covered_after(page, 4)
    page.keyboard.press("ArrowRight")
    expect_at_step(page, 3)
    expect(asked(page)).to_have_count(0)
    expect(page.locator("#quiz .question").first).to_contain_text("No tries left")


def expect_at_step(page: Page, step: int) -> None:
    expect(page.locator("tr[aria-current=step]")).to_have_id(f"row-{step}")


def test_show_me_anyway_uncovers_and_leaves_the_question_in_the_quiz(page: Page) -> None:
    start(page, "#step-2")
    asked(page).nth(0).get_by_role("button", name="Show me anyway").click()
    expect(asked(page).nth(1)).to_be_focused()
    expect_covered_after(page, 2)
    asked(page).nth(1).get_by_role("button", name="Show me anyway").click()
    expect_at_step(page, 3)
    expect_covered_after(page, 4)
    expect(page.get_by_role("button", name="Next step")).to_be_focused()
    page.reload()
    expect_at_step(page, 3)
    expect_covered_after(page, 4)
    first = page.locator("#quiz .question").first
    expect(first).to_contain_text("2 tries left")
    expect(first.get_by_role("button", name="Show me anyway")).to_be_hidden()
    answer(page, 1)
    expect(first).to_have_attribute("data-state", "right")


def test_the_whole_way_by_keyboard_alone(page: Page) -> None:
    start(page)
    forward = page.locator("[data-do=forward]")
    forward.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(asked(page).first).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(asked(page).first).to_be_focused()
    for key in (*["Tab"] * 5, "Enter"):
        page.keyboard.press(key)
    expect(asked(page).first).to_contain_text("Right.")
    page.keyboard.press("ArrowRight")
    expect(asked(page).nth(1)).to_be_focused()
    for key in ("Tab", "2", "Enter"):
        page.keyboard.press(key)
    expect(asked(page).nth(1)).to_contain_text("Right.")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Go on")).to_be_focused()
    page.keyboard.press("Enter")
    expect_at_step(page, 3)
    expect(forward).to_be_focused()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    expect_held(page, 4)
    expect(asked(page)).to_be_focused()
    for key in ("Tab", "N", "o", "Tab", "Enter"):
        page.keyboard.press(key)
    expect(asked(page)).to_contain_text("Compare: here is a model answer.")
    page.keyboard.press("End")
    expect_at_step(page, 6)
    expect(page.locator("[data-covered]")).to_have_count(0)
    expect(forward).to_be_focused()


def test_a_step_back_takes_the_question_home_with_what_was_written(page: Page) -> None:
    start(page, "#step-2")
    expect(page.locator("#quiz")).to_contain_text("Question 2 is asked at step 2.")
    asked(page).nth(1).get_by_role("textbox").fill("7")
    page.get_by_role("button", name="Back a step").click()
    expect(asked(page)).to_have_count(0)
    expect(page.locator("#quiz .question")).to_have_count(6)
    expect(page.locator("#quiz").get_by_role("textbox").first).to_have_value("7")
    press(page, "Next step")
    expect(asked(page).nth(1).get_by_role("textbox")).to_have_value("7")
    page.locator("#quiz").get_by_role("button", name="To the question").nth(1).click()
    expect(asked(page).first).to_be_focused()


def test_a_question_may_be_answered_in_the_quiz_before_its_step_is_reached(page: Page) -> None:
    start(page)
    for number in (1, 2):
        answer(page, number)
    expect_covered_after(page, 4)
    press(page, "Last step")
    expect_held(page, 4)


def test_a_right_answer_survives_a_reload(page: Page) -> None:
    start(page, "#step-2")
    for number in (1, 2):
        answer(page, number)
    page.reload()
    expect_covered_after(page, 4)
    expect(asked(page)).to_have_count(0)
    press(page, "Next step")
    expect_at_step(page, 3)


def test_starting_over_covers_again_and_brings_the_cursor_back(page: Page) -> None:
    start(page, "#step-2")
    for number in (1, 2, 4):
        answer(page, number)
    press(page, "Last step")
    expect_at_step(page, 6)
    page.get_by_role("button", name="Start over").click()
    expect_held(page, 2)
    expect(asked(page)).to_have_count(2)


def test_questions_at_the_end_cover_nothing_and_one_for_a_line_takes_it_from_the_program(page: Page) -> None:
    start(page, "#step-2")
    for number in (1, 2, 4):
        answer(page, number)
    press(page, "Last step")
    expect(page.locator("[data-covered]")).to_have_count(0)
    expect(asked(page)).to_have_count(2)
    answer(page, 5)
    page.locator("#line-11").click()
    expect(asked(page).nth(1).get_by_role("radio", name="11 send")).to_be_checked()
    asked(page).nth(1).get_by_role("button", name="Answer", exact=True).click()
    expect(asked(page).nth(1)).to_contain_text("Right.")
    page.get_by_role("button", name="Go on").click()
    expect(asked(page)).to_have_count(0)
    expect_at_step(page, 6)
    expect(page.locator("[data-do=forward]")).to_be_focused()


def test_when_the_script_cannot_reach_the_server_the_page_stays_covered_until_it_can(page: Page) -> None:
    start(page, "#step-2")
    answer(page, 2)
    page.evaluate("() => { window.kept = fetch; window.fetch = () => Promise.reject(new TypeError('no way')); }")
    asked(page).first.get_by_role("button", name="Show me anyway").click()
    expect(page.locator("#unsent")).to_contain_text("1 thing you did is not sent yet.")
    expect_covered_after(page, 2)
    page.evaluate("() => { window.fetch = window.kept; }")
    expect(asked(page).first.get_by_role("button", name="Show me anyway")).to_have_count(0)
    expect_covered_after(page, 4)


def test_with_scripts_off_nothing_is_covered_and_each_question_says_when_it_is_asked(
    browser: Browser, base_url: str
) -> None:
    page = browser.new_context(base_url=base_url, java_script_enabled=False).new_page()
    page.goto(PATH)
    expect(page.locator(".step:visible")).to_have_count(6)
    expect(page.locator("#cell-4-receives")).to_have_text("3: gamma", use_inner_text=True)
    expect(page.locator("#quiz .question")).to_have_count(6)
    expect(question(page, 1)).to_contain_text("Asked after step 2")
    expect(page.get_by_role("button", name="Show me anyway")).to_have_count(0)
    expect(page.locator("#step-2")).to_contain_text("Before you go on: question 1, question 2")
    page.locator("#step-2").get_by_role("link", name="question 2").click()
    expect(question(page, 2)).to_be_in_viewport()
    question(page, 2).get_by_role("textbox").fill("2")
    question(page, 2).get_by_role("button", name="Answer", exact=True).click()
    expect(question(page, 2)).to_have_attribute("data-state", "right")
    page.context.close()


def test_print_shows_everything(page: Page) -> None:
    start(page, "#step-2")
    expect(asked(page)).to_have_count(2)
    page.emulate_media(media="print")
    expect(page.locator(".step:visible")).to_have_count(6)
    expect(page.locator("#cell-4-receives bdi")).to_be_visible()
    expect(page.locator("#step-6")).to_contain_text("Nothing more happens")
    expect(page.locator("#step-5 .sentence").last).to_be_visible()
    expect(page.locator(".cover:visible")).to_have_count(0)
    expect(page.locator(".question:not(.away):visible")).to_have_count(6)
    expect(page.locator("button:visible:not(.word)")).to_have_count(0)  # a word of the list is text on paper


@pytest.mark.parametrize("width", [390, 1280])
def test_nobody_is_shut_out_while_something_is_covered(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    start(page, "#step-2")
    assert violations(page) == []
    press(page, "Next step")
    expect(asked(page).first).to_be_focused()
    expect(asked(page).first.get_by_role("button", name="guess").first).to_be_in_viewport()
    assert violations(page) == []
    for narrow in (320, width):
        page.set_viewport_size({"width": narrow, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= narrow
    for number in (1, 2):
        answer(page, number)
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    assert violations(page) == []
