"""The lesson's page as a student sees it: where its parts are, and where its cursor is."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

PATH = "/lessons/websocket-events"


def open_lesson(page: Page, cursor: str = "", path: str = PATH) -> None:
    """Open a lesson, at a cursor such as `#step-2`, and wait until its stepper is there."""
    page.goto(path + cursor)
    expect(page.locator("[data-part=transport]")).to_be_visible()


def controls(page: Page) -> Locator:
    """The step controls, at the bottom of the window."""
    return page.get_by_role("region", name="Step controls")


def press(page: Page, name: str) -> None:
    """Press one of the step controls by its name. `Next phase` lets Back and Next go by phases first, if need be."""
    unit = name.rpartition(" ")[2]
    if unit in ("step", "phase", "line") and name.startswith(("Next", "Back")):
        choice = controls(page).get_by_label("Back and Next go by")
        if choice.input_value() != unit:
            choice.select_option(unit)
    elif not name.startswith(("Next", "To")):
        open_more(page)
    controls(page).get_by_role("button", name=name, exact=True).click()


def open_more(page: Page) -> None:
    """Show the controls that are seldom needed."""
    more = controls(page).get_by_role("button", name="More")
    if more.get_attribute("aria-expanded") == "false":
        more.click()


def row(page: Page, number: int) -> Locator:
    """A row of the execution table."""
    return page.locator(f"#row-{number}")


def expect_at(page: Page, step: int, phase: int = 0) -> None:
    """Everything follows the one cursor: address, table, stage, slider, counter, tracker."""
    place = f"#step-{step}" + (f".{phase}" if phase else "")
    expect(page).to_have_url(re.compile(re.escape(place) + "$"))
    expect(page.locator("tr[aria-current=step]")).to_have_id(f"row-{step}")
    expect(page.locator("[data-step][data-phases]:visible")).to_have_id(f"step-{step}")
    expect(page.locator("[data-slider]")).to_have_value(str(step))
    expect(page.locator("[data-counter]")).to_contain_text(f"Step {step} of 5")
    current = page.locator(".phase[data-state=now]:visible")
    if phase:
        expect(current).to_have_attribute("data-phase", str(phase))
        expect(page.locator("[data-counter]")).to_contain_text(f"phase {phase} of")
    else:
        expect(current).to_have_count(0)
