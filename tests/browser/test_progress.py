"""Nothing that a student does is lost on its way, and nothing counts twice: slow lines, two tabs, two devices."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from tests.browser.audit import violations
from tests.browser.site import serving
from tests.studying import study_course
from web.site.app import create_app
from web.storage.database import Database
from web.storage.database_log import DatabaseLog

LESSON = "/lessons/websocket-events"
REFUSING = "a browser that refuses cookies"
LINE = {"seconds": 0.0}
"""How long a form takes to arrive."""


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory, traces: Path) -> Iterator[Flask]:
    """The lessons, with a database behind them and a line that can be slow."""
    folder = tmp_path_factory.mktemp("progress")
    database = Database(str(folder / "progress.db"))
    app = create_app(study_course(folder, traces), log=DatabaseLog(database))

    @app.before_request
    def slow_line() -> None:
        if request.method == "POST":
            time.sleep(LINE["seconds"])

    inner = app.wsgi_app
    app.wsgi_app = lambda environ, start: inner(_as_sent(environ), start)  # type: ignore[method-assign,assignment]
    yield app
    database.close()


def _as_sent(environ: dict[str, Any]) -> dict[str, Any]:
    """A request as a browser sends it that keeps no cookies."""
    if environ.get("HTTP_USER_AGENT") == REFUSING:
        environ.pop("HTTP_COOKIE", None)
    return environ


@pytest.fixture(scope="session")
def base_url(app: Flask) -> Iterator[str]:
    with serving(app) as address:
        yield address


@pytest.fixture
def slow() -> Iterator[None]:
    LINE["seconds"] = 0.8
    yield
    LINE["seconds"] = 0.0


def questions(page: Page) -> list[Locator]:
    return page.locator("#quiz .question").all()


def press(question: Locator, choice: int = 0) -> None:
    question.get_by_role("radio").nth(choice).check()
    question.get_by_role("button", name="Answer").click()


def answered(page: Page) -> int:
    """How many questions hold an answer, as the server writes the page now."""
    page.goto(LESSON)
    return page.locator("#quiz .question:has([data-verdict])").count()


@pytest.mark.usefixtures("slow")
def test_answers_on_a_slow_line_are_all_there_after_a_reload(page: Page) -> None:
    page.goto(LESSON)
    three = questions(page)
    for question in three:
        press(question)
    for question in three:
        expect(question.locator("[data-feedback]")).to_be_visible()
    assert answered(page) == 3


@pytest.mark.usefixtures("slow")
def test_a_page_that_is_left_before_its_answers_are_sent_loses_none(page: Page) -> None:
    page.goto(LESSON)
    for question in questions(page):
        press(question)
    page.reload()
    expect(page.locator("#quiz .question:has([data-verdict])")).to_have_count(3, timeout=20_000)  # the line is slow
    page.wait_for_function("!Object.keys(localStorage).some((key) => key.startsWith('stepwire.unsent'))")
    assert answered(page) == 3
    expect(page.locator("#quiz .question").first).to_contain_text("2 tries left")


@pytest.mark.usefixtures("slow")
def test_a_double_press_is_one_answer(page: Page) -> None:
    page.goto(LESSON)
    question = questions(page)[0]
    question.get_by_role("radio").nth(0).check()
    question.get_by_role("button", name="Answer").dblclick()
    expect(question.locator("[data-feedback]")).to_be_visible()
    export = page.request.get("/progress.json").json()
    assert len(export["events"]) == 1


def test_two_tabs_that_answer_different_questions_lose_nothing(context: BrowserContext, page: Page) -> None:
    page.goto(LESSON)
    other = context.new_page()
    other.goto(LESSON)
    for _ in range(25):
        for tab, number in ((page, 0), (other, 1)):
            tab.evaluate(
                """(number) => {
                    const question = document.querySelectorAll("#quiz .question")[number];
                    question.querySelector("input:not(:disabled)").checked = true;
                    question.querySelector("form").requestSubmit();
                }""",
                number,
            )
        for tab, number in ((page, 0), (other, 1)):
            expect(questions(tab)[number].locator("[data-feedback]")).to_be_visible()
        assert answered(page) == 2
        page.get_by_role("button", name="Start over").click()
        expect(page.locator("#quiz .question:has([data-verdict])")).to_have_count(0)
        other.reload()


def test_what_a_lost_line_keeps_back_is_shown_as_not_sent_and_sent_later(context: BrowserContext, page: Page) -> None:
    page.goto(LESSON)
    context.set_offline(True)
    first, second, _ = questions(page)
    press(first)
    press(second)
    expect(page.locator("#unsent")).to_have_text(
        "2 things you did are not sent yet. They are kept in this browser, and sent when the server can be reached."
    )
    expect(page.locator("#unsent")).to_be_in_viewport()
    expect(first).to_have_attribute("data-sending", "later")
    assert violations(page, "#quiz") == []
    assert violations(page, "#unsent") == []
    context.set_offline(False)
    expect(first.locator("[data-feedback]")).to_be_visible()
    expect(second.locator("[data-feedback]")).to_be_visible()
    expect(page.locator("#unsent")).to_be_hidden()
    assert answered(page) == 2


def test_a_prediction_and_a_hint_whose_replies_are_lost_count_once(page: Page) -> None:
    lost: set[str] = set()

    def lose_the_first_reply(route: Route) -> None:
        request = route.request
        if request.method != "POST" or request.url in lost or request.url.endswith("/place"):
            return route.continue_()
        lost.add(request.url)
        route.fetch()
        return route.abort()

    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{LESSON}#step-1")
    page.route("**/lessons/**", lose_the_first_reply)
    page.get_by_label("Predict each step").check()
    expect(page.locator("[data-part=predict][data-on]")).to_be_attached()
    page.get_by_role("button", name="Next step", exact=True).click()
    prediction = page.locator("article.prediction")
    prediction.get_by_role("button", name=re.compile("sure$")).first.click()
    expect(page.locator("#cell-2-receives .cover")).to_have_count(0)
    expect(page.locator("#unsent")).to_be_visible()
    expect(prediction.locator("[data-feedback]")).to_be_visible()
    expect(page.locator("#unsent")).to_be_hidden()
    hint = page.locator("#quiz .hint").first
    for _ in range(3):
        hint.locator("summary").click()
    expect(page.locator("#unsent")).to_be_visible()
    expect(page.locator("#unsent")).to_be_hidden()
    kinds = [event["kind"] for event in page.request.get("/progress.json").json()["events"]]
    assert len(lost) == 2
    assert [kind for kind in kinds if kind != "place"] == ["try", "hint"]
    page.goto(LESSON)
    expect(page.locator("#quiz .hint").first).to_have_attribute("open", "")


def test_what_a_closed_tab_could_not_send_the_next_one_sends(context: BrowserContext, page: Page) -> None:
    page.goto(LESSON)
    page.route("**/quiz/**", lambda route: route.abort())
    press(questions(page)[0])
    expect(page.locator("#unsent")).to_be_visible()
    page.close()
    later = context.new_page()
    later.goto(LESSON)
    expect(questions(later)[0].locator("[data-feedback]")).to_be_visible()
    assert answered(later) == 1


def test_a_browser_that_refuses_cookies_is_graded_and_told(browser: Browser, base_url: str) -> None:
    context = browser.new_context(base_url=base_url, user_agent=REFUSING)
    page = context.new_page()
    page.goto(LESSON)
    press(questions(page)[0])
    expect(questions(page)[0].locator("[data-feedback]")).to_be_visible()
    expect(page.locator("#kept")).to_contain_text("Nothing is kept.")
    context.close()


def test_a_page_leads_back_to_where_one_left(page: Page, base_url: str) -> None:
    page.goto(LESSON)
    page.locator("[data-for-scripts]:not([hidden])").first.wait_for(state="attached")
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    page.goto("/progress")
    page.wait_for_function("async () => (await (await fetch('/progress.json')).text()).includes('place')")
    page.reload()
    expect(page.get_by_role("link", name="go on at step 3")).to_have_attribute("href", f"{LESSON}#step-3")
    page.goto(LESSON)
    page.get_by_role("link", name="Go on at step 3").click()
    expect(page).to_have_url(re.compile(f"{LESSON}#step-3$"))
    page.keyboard.press("End")
    page.wait_for_function("async () => (await (await fetch('/progress.json')).text()).includes('finish')")
    page.goto("/progress")
    expect(page.locator("main")).to_contain_text("✓ done")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_another_device_goes_on_and_all_is_deleted_by_keyboard(browser: Browser, base_url: str, scripts: bool) -> None:
    desk, phone = (
        browser.new_context(base_url=base_url, java_script_enabled=scripts, viewport={"width": width, "height": 844})
        for width in (1280, 390)
    )
    page, other = desk.new_page(), phone.new_page()
    page.goto(LESSON)
    press(questions(page)[0])
    expect(questions(page)[0].locator("[data-feedback]")).to_be_visible()
    page.goto("/progress")
    page.get_by_role("button", name="Make a code").press("Enter")
    code = page.locator(".code-text").inner_text()
    if scripts:
        assert violations(page) == []
    other.goto("/progress")
    other.get_by_label("type the code").fill(code)
    other.keyboard.press("Enter")
    expect(other.get_by_text("This browser goes on where the other one left.")).to_be_visible()
    assert other.evaluate("document.documentElement.scrollWidth") <= 390 if scripts else True
    expect(other.locator("main")).to_contain_text("1 tried")
    other.get_by_role("checkbox").press("Space")
    other.get_by_role("button", name="Delete everything").press("Enter")
    expect(other.get_by_text("All that was kept of you is deleted.")).to_be_visible()
    page.goto("/progress")
    expect(page.locator("main")).to_contain_text("Nothing is kept of you yet.")
    for context in (desk, phone):
        context.close()
