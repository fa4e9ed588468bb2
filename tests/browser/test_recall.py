"""Recall in the browser: one card by mouse and by keys, wide and on a phone, in its lesson and across lessons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.browser.audit import violations
from tests.browser.site import serving
from tests.studying import study_course
from web.site.app import create_app

LESSON = "/lessons/websocket-events"


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory, traces: Path) -> Flask:
    return create_app(study_course(tmp_path_factory.mktemp("recall"), traces))


@pytest.fixture(scope="session")
def base_url(app: Flask) -> Iterator[str]:
    with serving(app) as address:
        yield address


def finish(page: Page) -> None:
    """Do a lesson: its run was seen to the end."""
    page.goto(f"{LESSON}#step-1")
    page.locator("[data-for-scripts]:not([hidden])").first.wait_for(state="attached")
    page.keyboard.press("End")
    page.wait_for_function("async () => (await (await fetch('/progress.json')).text()).includes('finish')")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_card_by_mouse_and_the_next_by_keys(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    finish(page)
    page.goto(f"{LESSON}/recall")
    card = page.locator(".card")
    expect(card.get_by_role("group").first).to_be_visible()
    assert violations(page, "main") == []
    card.get_by_role("button", name=re.compile(": think so$")).first.click()
    told = page.locator("[data-feedback]")
    expect(told).to_be_focused()
    expect(told).to_contain_text("It comes back in")
    expect(card.locator("[data-verdict=right]")).to_have_count(1)
    assert violations(page, ".card") == []
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Next card")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("article.card:focus")).to_have_attribute("data-state", "open")
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(card.get_by_role("button").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[data-feedback]")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    kinds = [event["kind"] for event in page.request.get("/progress.json").json()["events"]]
    assert kinds.count("card") == 2


def test_three_days_later_every_page_leads_to_what_is_due(page: Page) -> None:
    finish(page)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=3)):
        page.goto("/")
        due = page.get_by_role("link", name=re.compile("^Recall , cards due: [0-9]+$"))
        count = int(due.locator(".due-count").inner_text().split()[-1])
        due.click()
        page.locator(".card").get_by_role("button").first.click()
        expect(page.locator("[data-feedback]")).to_be_focused()
        expect(page.locator("#due .due-count")).to_contain_text(str(count - 1))


def test_with_scripts_off_a_card_is_asked_and_told(browser: Browser, base_url: str) -> None:
    context = browser.new_context(base_url=base_url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/progress")
    page.request.post(f"{LESSON}/finish", form={"mode": "visual"}, headers={"Origin": base_url})
    page.goto(f"{LESSON}/recall")
    page.locator(".card").get_by_role("button").first.click()
    expect(page.locator("[data-feedback]")).to_contain_text("It comes back in")
    page.get_by_role("link", name="Next card").click()
    expect(page.locator(".card")).to_have_attribute("data-state", "open")
    context.close()
