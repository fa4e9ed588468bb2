"""Learn in a real browser: steps open in the text and are stepped through there; call-outs light lines beside it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.audit import violations
from tests.browser.lesson import PATH, open_lesson

LEARN = f"{PATH}/learn"


@pytest.mark.parametrize("width", [1280, 390])
def test_a_step_opens_in_the_text_by_mouse_and_is_stepped_through_by_keys(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    open_lesson(page, path=LEARN)
    moment = page.locator("[data-live='2']")
    page.locator(".passage a", has_text="step 2").click()
    expect(moment).to_have_attribute("open", "")
    expect(moment.locator(".live-phases")).to_be_in_viewport()
    moment.get_by_role("button", name="Next moment").click()
    current = moment.locator("li[aria-current=step]")
    expect(current).to_have_attribute("data-phase", "1")
    page.keyboard.press("Shift+ArrowRight")
    expect(current).to_have_attribute("data-phase", "2")
    expect(moment.locator("[data-live-count]")).to_have_text("2 of 5")
    assert "/learn" in page.url
    call_out = page.locator(".passage a", has_text="lines 7 to 9")
    call_out.focus()
    page.keyboard.press("Enter")
    lit = page.locator(".line[data-called-out]")
    assert [one.get_attribute("data-line") for one in lit.all()] == ["7", "8", "9"]
    expect(lit.first).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width == 1280:
        assert violations(page) == []


def test_the_bar_leads_on_into_steps_of_the_text(page: Page) -> None:
    open_lesson(page, path=LEARN)
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-live='2']")).to_have_attribute("open", "")
    expect(page.locator("[data-live='2'] li[aria-current=step]")).to_have_attribute("data-phase", "1")


def test_without_scripts_all_of_it_can_be_read(browser: Browser, base_url: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    page = context.new_page()
    page.goto(LEARN)
    expect(page.locator(".passage").first).to_be_visible()
    page.locator("[data-live='2'] summary").click()
    expect(page.locator("#moment-2 .sentence").first).to_be_visible()
    expect(page.locator("[data-live-go]").first).to_be_hidden()
    expect(page.locator("#line-9")).to_be_visible()
    context.close()
