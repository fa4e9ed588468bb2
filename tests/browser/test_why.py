"""Why in a real browser: the cell is found by a press or by keys; the explanation comes without leaving the page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.audit import violations
from tests.browser.lesson import PATH, open_lesson

WHY = f"{PATH}/why"


@pytest.mark.parametrize("width", [1280, 390])
def test_the_cell_is_found_by_mouse(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    open_lesson(page, path=WHY)
    if width == 1280:
        assert violations(page) == []
    page.locator("#cell-3-receives .pick").click()
    expect(page.locator("[data-chosen]")).to_have_text("Chosen: Step 3, Client Receives: No message")
    page.get_by_role("button", name="Answer: guess").click()
    feedback = page.locator("[data-feedback]")
    expect(feedback).to_contain_text("Not this cell. Here it is missing again")
    expect(feedback).to_be_focused()
    page.locator("#cell-2-receives .pick").click()
    page.get_by_role("button", name="Answer: sure").click()
    expect(page.locator("#why-task")).to_have_attribute("data-state", "right")
    expect(page.locator(".compared-table")).to_be_visible()
    expect(page.get_by_text("What my function returns is sent to the client.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width == 1280:
        assert violations(page) == []


def test_the_cell_is_found_by_keys_alone(page: Page) -> None:
    open_lesson(page, path=WHY)
    page.locator("input[name=cell]").first.focus()
    for _ in range(5):
        page.keyboard.press("ArrowDown")
    expect(page.locator("[data-chosen]")).to_have_text("Chosen: Step 2, Client Receives: No message")
    for _ in range(4):  # past the numbers of the steps after it
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Answer: guess")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#why-task")).to_have_attribute("data-state", "right")
    page.reload()
    expect(page.locator("#why-task")).to_have_attribute("data-state", "right")
    modes = page.get_by_role("navigation", name="Ways to study this lesson")
    expect(modes.get_by_role("link", name="Why done")).to_have_attribute("aria-current", "page")


def test_without_scripts_the_form_answers(browser: Browser, base_url: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    page = context.new_page()
    page.goto(WHY)
    page.locator("#cell-2-receives .pick").click()
    page.get_by_role("button", name="Answer: think so").click()
    expect(page.locator(".why-so")).to_contain_text("what a handler returns is not sent")
    context.close()
