"""What if in a real browser: by mouse and by keys, wide and narrow, and with scripts off."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.audit import violations
from tests.browser.lesson import PATH

AT = f"{PATH}/what-if/without-4"


def rows(page: Page) -> list[str]:
    return page.locator("tr[data-diff] .diff").all_inner_texts()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_change_is_predicted_by_mouse_and_both_runs_are_compared(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(PATH)
    page.get_by_role("link", name="8 changes to try").click()
    page.get_by_role("link", name="step 4 is left out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What if step 4 is left out?")
    assert violations(page) == []
    page.get_by_label("Step 5: No more events").check()
    page.get_by_role("button", name="Answer: sure").click()
    expect(page.locator("#told")).to_contain_text("Right. The first is step 5")
    assert rows(page) == ["= same", "= same", "= same", "− gone", "≠ changed"]
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_by_keys_alone_and_with_scripts_off(browser: Browser, base_url: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    page = context.new_page()
    page.goto(AT)
    page.get_by_label("Step 1: Client connects").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#told")).to_contain_text("Not so.")
    expect(page.locator("tr[data-diff]")).to_have_count(5)
    page.goto(f"{PATH}/what-if/without-2")
    page.get_by_role("button", name="Skip").press("Enter")
    expect(page.locator("#told")).to_contain_text("Apart from the change itself, no row of the table reads otherwise")
    context.close()
