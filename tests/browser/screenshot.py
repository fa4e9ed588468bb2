"""Takes the README's picture of a lesson, from a run: `./run test tests/browser/screenshot.py`.

Its name keeps it out of the other tests, which leave the checkout as it is.
"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.lesson import PATH

PICTURE = Path(__file__).resolve().parent.parent.parent / "docs" / "screenshot.png"


def test_the_readmes_picture_is_taken(browser: Browser, base_url: str) -> None:
    context = browser.new_context(
        base_url=base_url,
        viewport={"width": 1280, "height": 1000},
        device_scale_factor=1.5,
        color_scheme="light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(f"{PATH}#step-2.4")
    expect(page.locator(".phase[data-state=now]:visible")).to_have_attribute("data-phase", "4")
    page.evaluate("document.fonts.ready.then(() => scrollTo(0, 0))")
    page.screenshot(path=PICTURE)
    context.close()
