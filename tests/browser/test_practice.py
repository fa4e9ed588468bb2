"""Try and Challenge: true exercises by mouse and by keys alone, wide and narrow, in both themes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.audit import violations
from tests.browser.lesson import PATH
from tests.tutorial import traces as made

NARROW: ViewportSize = {"width": 390, "height": 844}
WIDE: ViewportSize = {"width": 1280, "height": 900}


@pytest.fixture(autouse=True)
def _nothing_goes_wrong(page: Page) -> Iterator[None]:
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield
    assert not wrong


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_an_exercise_by_mouse_its_reason_and_the_next_one(page: Page) -> None:
    page.goto(f"{PATH}/try/cell-2")
    exercise = page.locator("article.exercise")
    expect(exercise).to_contain_text("Client disconnects")
    exercise.get_by_role("button", name="nothing: sure", exact=True).click()
    expect(exercise.locator("[data-feedback]")).to_have_text("Right.")
    expect(exercise.locator("[data-feedback]")).to_be_focused()
    assert violations(page) == []
    exercise.get_by_role("button", name="None of the program’s functions runs").click()
    expect(exercise.locator(".because")).to_contain_text("so it is")
    exercise.get_by_role("link", name="Next exercise").click()
    expect(exercise).to_contain_text("Fill the table")
    expect(exercise).to_be_focused()
    expect(page).to_have_url(re.compile(r"/try/holes-\d+$"))
    page.go_back()
    expect(exercise).to_contain_text("so it is")


def test_an_exercise_by_keys_alone_on_a_phone(page: Page) -> None:
    page.set_viewport_size(NARROW)
    page.goto(f"{PATH}/try/order-2")
    exercise = page.locator("article.exercise")
    right = ["Client connects", *(f"Client sends '{text}'" for text in ("Hello", "How are you?")), "Client disconnects"]
    assert len(right) == len(made.reference().steps) - 1
    slots = exercise.locator(".slot")
    for place, text in enumerate(right):
        slot = slots.filter(has_text=text)
        slot.locator("[data-move=up]").focus()
        for _ in range(len(right)):
            if slots.nth(place).get_attribute("data-name") != text:
                page.keyboard.press("ArrowUp")
    assert [slot.get_attribute("data-name") for slot in slots.all()] == right
    assert fits(page)
    assert violations(page, "article.exercise") == []
    exercise.get_by_role("button", name="think so").focus()
    page.keyboard.press("Enter")
    expect(exercise.locator("[data-feedback]")).to_have_text("Right.")


def test_things_are_dragged_to_their_places(page: Page) -> None:
    page.goto(f"{PATH}/try/order-2")
    slots = page.locator("article.exercise .slot")
    last = slots.last.get_attribute("data-name")
    grip, first = slots.last.locator("[data-grip]"), slots.first
    grip.scroll_into_view_if_needed()
    grip.hover()
    page.mouse.down()
    box = first.bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 3, steps=4)
    page.mouse.up()
    expect(slots.first).to_have_attribute("data-name", last or "")
    expect(page.locator("[data-moved]")).to_have_text(f"{last}: place 1 of 4.")


def test_a_round_of_challenge_by_keys_and_its_result(page: Page) -> None:
    page.goto(f"{PATH}/challenge")
    page.get_by_role("button", name="Start").focus()
    page.keyboard.press("Enter")
    item = page.locator("article.exercise")
    expect(item).to_contain_text(re.compile(r"1 of \d+"))
    expect(page.get_by_role("timer")).to_contain_text("left")
    page.get_by_label("Clock").press("Space")
    expect(page.get_by_role("timer")).to_be_empty()
    assert violations(page, "#round") == []
    page.set_viewport_size(NARROW)
    assert fits(page)
    count = int(re.findall(r"of (\d+)", item.inner_text())[0])
    for number in range(1, count + 1):
        expect(item).to_contain_text(f"{number} of {count}")
        expect(item.locator("[data-verdict]")).to_have_count(0)
        answer(page)
    expect(page.locator("[data-feedback]")).to_be_focused()
    expect(page.locator("[data-feedback]")).to_contain_text(f"of {count} right at the first try")
    assert fits(page)
    page.set_viewport_size(WIDE)
    assert violations(page, "#round") == []


def test_a_round_of_challenge_by_mouse_and_again_with_what_was_wrong(page: Page) -> None:
    page.goto(f"{PATH}/challenge")
    page.get_by_role("button", name="Start").click()
    item = page.locator("article.exercise")
    expect(item).to_contain_text(re.compile(r"1 of \d+"))
    count = int(re.findall(r"of (\d+)", item.inner_text())[0])
    for number in range(1, count + 1):
        expect(item).to_contain_text(f"{number} of {count}")
        press_something(page)
    expect(page.locator("[data-feedback]")).to_contain_text(f"of {count} right at the first try")
    wrong = page.locator("[data-outcome-of=wrong]")
    missed = wrong.count()
    assert missed, "the first answer that there is is not always the right one"
    expect(wrong.first).to_contain_text("not right yet")
    page.get_by_role("link", name="Again with the wrong").click()
    for _ in range(missed):
        expect(item).to_be_visible()
        asked = item.get_attribute("id")
        press_something(page)
        expect(page.locator(f"article#{asked}")).to_have_count(0)
    expect(page.locator("[data-result]")).to_be_visible()


def press_something(page: Page) -> None:
    """Give an answer with the mouse alone."""
    form = page.locator("article.exercise form")
    for select in form.locator("select:visible").all():
        select.select_option(index=1)
    typed = form.locator("input[type=text]:visible")
    if typed.count():
        typed.first.fill("1")
    one_press, choices = form.locator("button[name=pick]"), form.locator("label:visible:has(input)")
    if not one_press.count() and choices.count():
        choices.first.click()
    form.locator("button[type=submit]").first.click()


def answer(page: Page) -> None:
    """Give the first answer that there is, by keys."""
    form = page.locator("article.exercise form")
    for select in form.locator("select:visible").all():
        select.focus()
        page.keyboard.press("ArrowDown")
    choices = form.locator("input[type=radio], input[type=checkbox]")
    if choices.count():
        choices.first.focus()
        page.keyboard.press("Space")
    typed = form.locator("input[type=text]")
    if typed.count():
        typed.first.fill("1")
    form.locator("button[type=submit]").first.focus()
    page.keyboard.press("Enter")
