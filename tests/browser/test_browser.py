"""There is a browser, and it shows what a page says."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_a_page_is_shown_with_its_scripts_run(page: Page) -> None:
    page.set_content("<p id='said'></p><script>document.getElementById('said').textContent = 'stepped'</script>")
    assert page.inner_text("#said") == "stepped"


def test_text_has_a_font_to_be_drawn_with(page: Page) -> None:
    page.set_content("<span id='said'>Stepwire</span>")
    box = page.locator("#said").bounding_box()
    assert box is not None
    assert box["width"] > 20
