"""Perf in a real browser: a figure is guessed by keys and by mouse, wide and narrow, and with scripts off."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.audit import violations
from tests.browser.lesson import PATH

PERF = f"{PATH}/perf"


@pytest.mark.parametrize("width", [390, 1280])
def test_a_figure_is_guessed_and_shown_with_its_table(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(PERF)
    figure = page.locator("#figure-bytes")
    figure.get_by_role("button", name="More than 20 times as much: sure").click()
    expect(figure.locator(".figure-table tr")).to_have_count(3)
    handshake = page.locator("#figure-handshake")
    handshake.get_by_role("button", name="About as much: guess").focus()
    page.keyboard.press("Enter")
    expect(handshake.locator("svg").last).to_be_visible()
    expect(page.locator(".figure[data-verdict]")).to_have_count(2)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_with_scripts_off_it_asks_and_shows(browser: Browser, base_url: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    page = context.new_page()
    page.goto(PERF)
    expect(page.locator(".figure form")).to_have_count(6)
    page.locator("#figure-slow").get_by_role("button", name="Show it").click()
    expect(page.locator("#figure-slow .figure-told")).to_contain_text("beside one that computes")
    context.close()
