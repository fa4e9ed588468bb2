"""Every kind of question in a browser: by mouse, by keyboard alone, and with scripts off; nothing shuts anybody out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.test_looks import violations

PATH = "/lessons/questions"
Theme = Literal["light", "dark"]
Fill = Callable[[Locator, bool], None]


def question(page: Page, kind: str) -> Locator:
    return page.locator(f".question[data-kind={kind}]").first


def choose(names: list[str], others: list[str], role: Literal["radio", "checkbox"] = "radio") -> Fill:
    def fill(asked: Locator, right: bool) -> None:
        for name in names if right else others:
            asked.get_by_role(role, name=name).check()

    return fill


def write(text: str, other: str) -> Fill:
    return lambda asked, right: asked.get_by_role("textbox").fill(text if right else other)


def order(asked: Locator, right: bool) -> None:
    calls = ["join('Ada')", "join('Grace')", "whisper('hush')", "divide(1, 0)"]
    for place, call in enumerate(calls if right else reversed(calls), 1):
        asked.get_by_label(f"Place of {call}").select_option(label=str(place))


def match(asked: Locator, right: bool) -> None:
    said = ["'whispered' 'HUSH'", "nothing"]
    for client, text in zip(("Ada", "Grace"), said if right else reversed(said), strict=True):
        asked.get_by_label(client).select_option(label=text)


BY_MOUSE: dict[str, Fill] = {
    "one": choose(["Grace"], ["None"]),
    "several": choose(["Ada", "Grace"], ["nobody"], "checkbox"),
    "number": write("4", "7"),
    "text": write("“hush”", "nothing"),
    "cell": write('["Ada", "Grace"]', "[]"),
    "order": order,
    "match": match,
    "line": choose(["19 emit('divided', a / b)"], ["15 emit('whispered'"]),
}


@pytest.mark.parametrize("kind", BY_MOUSE)
def test_by_mouse_wrong_and_then_right(page: Page, kind: str) -> None:
    page.goto(PATH)
    asked = question(page, kind)
    for right in (False, True):
        if kind == "several" and right:
            expect(asked.get_by_role("checkbox", name="nobody")).to_be_disabled()
        BY_MOUSE[kind](asked, right)
        asked.get_by_role("button", name="Answer").click()
        expect(asked.locator("[data-feedback]")).to_be_focused()
    expect(asked).to_have_attribute("data-state", "right")
    expect(asked.locator("[data-feedback]")).to_have_text("Right, at the second try.")
    assert page.url.endswith(PATH) or "#step" in page.url


def test_a_statement_is_answered_by_mouse(page: Page) -> None:
    page.goto(PATH)
    asked = question(page, "true_false")
    asked.get_by_role("radio", name="True").check()
    asked.get_by_role("button", name="Answer").click()
    expect(asked).to_contain_text("No tries left")
    expect(asked.locator(".option[data-verdict=right]")).to_contain_text("False")


@pytest.mark.parametrize("kind", [*BY_MOUSE, "true_false", "free"])
def test_by_keyboard_alone(page: Page, kind: str) -> None:
    page.goto(PATH)
    asked = question(page, kind)
    keys = {
        "one": ["Space"],
        "true_false": ["ArrowDown"],
        "several": ["Space", "Tab", "Space"],
        "number": ["4"],
        "text": [*"hush"],
        "cell": [*"['Ada', 'Grace']"],
        "order": ["2"],
        "match": ["'", "w", "Tab", "n"],
        "line": ["ArrowUp"],
        "free": [*"Only the one handler ends."],
    }
    field = asked.locator(":is(input, select, textarea)").first
    if kind == "one":
        field = asked.get_by_role("radio", name="Grace")
    field.focus()
    for key in keys[kind]:
        page.keyboard.press(key)
    for _ in range(30):
        if page.evaluate("document.activeElement.matches('.question button[type=submit]')"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(asked.locator("[data-feedback]")).to_be_focused()
    expect(asked).to_have_attribute("data-state", {"order": "open", "free": "shown"}.get(kind, "right"))


def test_two_things_in_one_place_change_places(page: Page) -> None:
    page.goto(PATH)
    places = question(page, "order").get_by_role("combobox")
    places.nth(0).select_option(label="3")
    assert [place.input_value() for place in places.all()] == ["2", "1", "0", "3"]


def test_a_click_on_the_code_chooses_its_line(page: Page) -> None:
    page.goto(PATH)
    asked = question(page, "line")
    asked.locator("code", has_text="def divide").click()
    expect(asked.get_by_role("radio", name="18 def divide")).to_be_checked()


def test_a_free_text_is_compared_with_the_model_answer(page: Page) -> None:
    page.goto(PATH)
    asked = question(page, "free")
    asked.get_by_role("textbox").fill("The call ends.")
    asked.get_by_role("button", name="Compare").click()
    expect(asked).to_contain_text("You wrote: The call ends.")
    expect(asked).to_contain_text("The exception ends one handler's call.")
    asked.get_by_role("button", name="I had it").click()
    expect(asked).to_contain_text("You say: I had it.")


def test_with_scripts_off_every_kind_is_answered(browser: Browser, base_url: str) -> None:
    page = browser.new_context(base_url=base_url, java_script_enabled=False).new_page()
    page.goto(PATH)
    for kind, fill in BY_MOUSE.items():
        fill(question(page, kind), True)
        question(page, kind).get_by_role("button", name="Answer").click()
        expect(question(page, kind)).to_have_attribute("data-state", "right")
    expect(page.locator("#quiz-score")).to_contain_text("8 of 10 right")
    page.context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_no_kind_shuts_anybody_out_open_tried_or_closed(page: Page, theme: Theme, width: int) -> None:
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(PATH)
    assert violations(page) == []
    for right in (False, True):
        for kind, fill in BY_MOUSE.items():
            fill(question(page, kind), right)
            question(page, kind).get_by_role("button", name="Answer").click()
            expect(question(page, kind).locator("[data-feedback]")).to_be_focused()
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
