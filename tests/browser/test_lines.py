"""The third zoom: going through a call's lines by buttons, keys and address, forward and back."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.audit import violations
from tests.browser.lesson import controls, open_lesson, press

PATH = "/lessons/lines"
MARKED = ".line[data-now]:not([data-now=waits])"


@pytest.fixture(autouse=True)
def _nothing_goes_wrong(page: Page) -> Iterator[None]:
    """No script fails and nothing is refused by the policy, whatever the test does."""
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield
    assert not wrong


def expect_line(page: Page, cursor: str, number: int, event: str = "line") -> None:
    """Address, counter, code and panel are at this line."""
    step, phase, line = cursor.split(".")
    expect(page).to_have_url(re.compile(re.escape(f"#step-{cursor}") + "$"))
    expect(page.locator("[data-counter]")).to_contain_text(f"Step {step}.{phase} · line {int(line):,} of ")
    expect(page.locator(MARKED)).to_have_id(f"line-{number}")
    expect(page.locator(MARKED)).to_have_attribute("data-now", event)
    expect(page.locator("[data-where]")).to_have_text(f"Line {number}")
    expect(page.locator("[data-word]")).to_have_text(event)


def variables(page: Page, part: str = "variables") -> dict[str, str]:
    found: dict[str, str] = page.locator(f"[data-shows={part}] dl > div").evaluate_all(
        """pairs => Object.fromEntries(pairs.map(
            pair => [pair.querySelector("dt").textContent, pair.querySelector("bdi").textContent]))"""
    )
    return found


def test_buttons_and_keys_go_through_the_lines_and_back(page: Page) -> None:
    open_lesson(page, "#step-2.3", PATH)
    press(page, "Next line")
    expect_line(page, "2.3.1", 22, "call")
    page.keyboard.press(".")
    expect_line(page, "2.3.2", 23)
    expect(page.get_by_role("status")).to_have_text("Line 23 calls clean.")
    page.keyboard.press(",")
    press(page, "Back a line")
    expect(page).to_have_url(re.compile(r"#step-2\.3$"))
    expect(page.locator(".phase[data-state=now]:visible")).to_have_attribute("data-phase", "3")
    press(page, "Back a line")
    expect(page).to_have_url(re.compile(r"#step-2\.2$"))


def test_from_a_step_as_a_whole_a_line_forward_is_its_first_line(page: Page) -> None:
    open_lesson(page, "#step-4", PATH)
    page.keyboard.press(".")
    expect_line(page, "4.3.1", 39, "call")


@pytest.mark.parametrize(("cursor", "key"), [("#step-1", ","), ("#step-6", ".")])
def test_at_either_end_no_line_is_gone_to_and_the_panel_stays_closed(page: Page, cursor: str, key: str) -> None:
    open_lesson(page, cursor, PATH)
    page.keyboard.press(key)
    page.evaluate("() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    expect(page.locator("[data-reading]")).to_be_hidden()
    expect(page).to_have_url(re.compile(rf"{cursor}$"))


def test_after_the_last_line_comes_the_next_phase_and_before_it_the_last_line(page: Page) -> None:
    open_lesson(page, "#step-2.3.28", PATH)
    expect_line(page, "2.3.28", 28, "return")
    expect(page.get_by_role("status")).to_have_text("handle returns 1.")
    page.keyboard.press(".")
    expect(page).to_have_url(re.compile(r"#step-2\.4$"))
    expect(page.locator("[data-word]")).to_have_text("no line here")
    expect(page.locator("[data-line-slider]")).to_be_hidden()
    page.keyboard.press(",")
    expect_line(page, "2.3.28", 28, "return")


@pytest.mark.parametrize("cursor", ["#step-4", "#step-4.3"])
def test_on_a_laptop_the_line_of_a_phase_is_in_sight_of_a_long_program(page: Page, cursor: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    open_lesson(page, cursor, PATH)
    line, bar = page.locator(".line[data-now]").first, page.locator("[data-part=transport]")
    expect(line).to_be_in_viewport(ratio=0.5)  # its end is in sight when the code is scrolled sideways
    box, under = line.bounding_box(), bar.bounding_box()
    assert box
    assert under
    assert box["y"] + box["height"] <= under["y"]


def test_what_changed_stands_beside_the_code_and_among_the_variables(page: Page) -> None:
    open_lesson(page, "#step-2.3.7", PATH)
    expect_line(page, "2.3.7", 24)
    expect(page.locator(f"{MARKED} .beside")).to_have_text("history: + 'Ada'")
    expect(page.locator("[data-came] li")).to_have_text(["history: + 'Ada'"])
    expect(page.locator("[data-shows=module] .changed")).to_contain_text("changed")
    expect(page.get_by_role("status")).to_have_text("Line 24: 'Ada' is added to history.")
    assert variables(page) == {"msg": "' ada '", "name": "'Ada'"}
    assert variables(page, "module") == {"history": "['Ada']"}
    page.keyboard.press(",")
    expect_line(page, "2.3.6", 10, "return")
    assert variables(page, "module") == {"history": "[]"}


def test_calls_in_calls_show_the_stack_with_the_current_one_on_top(page: Page) -> None:
    open_lesson(page, "#step-2.3.4", PATH)
    expect_line(page, "2.3.4", 9)
    expect(page.locator("[data-shows=stack] li")).to_have_text(
        ["clean, line 9 · text = 'ada'", "handle, line 23 · msg = ' ada '"]
    )
    expect(page.locator(".line[data-now=waits]")).to_have_id("line-23")
    assert variables(page) == {"text": "'ada'"}
    press(page, "Next line")
    press(page, "Next line")
    press(page, "Next line")
    expect(page.locator("[data-shows=stack]")).to_be_hidden()


def test_an_exception_is_shown_where_it_is_raised_and_where_it_is_caught(page: Page) -> None:
    open_lesson(page, "#step-3.3.7", PATH)
    expect_line(page, "3.3.7", 19, "exception")
    said = "ValueError: a name </script><b>is</b> needed"
    expect(page.locator("[data-came] li")).to_have_text([said])
    page.keyboard.press(".")
    expect(page.get_by_role("status")).to_have_text("ValueError comes to line 33.")
    page.keyboard.press(".")
    expect_line(page, "3.3.9", 34)
    page.keyboard.press(".")
    expect(page.locator("[data-shows=printed] pre")).to_have_text("caught: a name </script><b>is</b> needed")


def test_a_call_of_20000_lines_is_gone_through_from_any_place(page: Page) -> None:
    open_lesson(page, "#step-4.3.20001", PATH)
    expect_line(page, "4.3.20001", 41)
    expect(page.locator("[data-left-out]")).to_contain_text("more lines were executed, and not recorded.")
    page.get_by_role("slider", name="Line", exact=True).fill("10000")
    expect_line(page, "4.3.10000", 42)
    assert variables(page) == {"limit": "14000", "total": "12492501", "number": "4998"}
    for _ in range(3):
        page.keyboard.press(".")
    expect(page.locator("[data-count]")).to_have_text("10,003 of 20,001")


def test_a_held_key_crosses_windows_without_a_gap(page: Page) -> None:
    open_lesson(page, "#step-4.3.190", PATH)
    expect(page.locator("[data-where]")).to_have_text(re.compile("Line"))
    for _ in range(30):
        page.keyboard.down(".")
    expect(page.locator("[data-count]")).to_have_text("220 of 20,001")
    for _ in range(30):
        page.keyboard.down(",")
    expect(page.locator("[data-count]")).to_have_text("190 of 20,001")


def test_lines_that_do_not_come_say_so_and_can_be_tried_again(page: Page) -> None:
    def refuse(route: Route) -> None:
        route.abort()

    page.route("**/lines.json*", refuse)
    open_lesson(page, "#step-4.3.5", PATH)
    retry = page.get_by_role("button", name="Try again")
    expect(retry).to_be_visible()
    page.unroute("**/lines.json*", refuse)
    retry.click()
    expect_line(page, "4.3.5", 41)


def test_a_reload_keeps_the_line_and_back_leaves_the_step(page: Page) -> None:
    open_lesson(page, "#step-1", PATH)
    page.locator("#row-2").get_by_role("link").click()
    page.locator("#step-2 .into").click()
    for _ in range(4):
        page.keyboard.press(".")
    expect_line(page, "2.3.5", 10)
    page.reload()
    expect_line(page, "2.3.5", 10)
    page.go_back()
    expect(page).to_have_url(re.compile(r"#step-1$"))


def test_playing_at_a_line_goes_by_lines(page: Page) -> None:
    page.clock.install()
    open_lesson(page, "#step-2.3.27", PATH)
    press(page, "Play")
    page.clock.run_for(1200)
    expect_line(page, "2.3.28", 28, "return")
    page.clock.run_for(1200)
    expect(page.locator("[data-counter]")).to_contain_text("phase 4")


def test_while_lines_pass_the_row_does_not_tell_the_end(page: Page) -> None:
    open_lesson(page, "#step-3.3.5", PATH)
    expect(page.locator("#cell-3-action")).to_have_attribute("data-state", "known")
    expect(page.locator("#cell-3-after")).to_have_attribute("data-state", "unknown")


def test_back_and_next_go_by_what_is_chosen_and_any_other_move_chooses_too(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_lesson(page, "#step-2.3", PATH)
    choice = controls(page).get_by_label("Back and Next go by")
    expect(choice).to_have_value("phase")
    expect(choice.get_by_role("option")).to_have_text(
        ["step: one event", "phase: one moment of it", "line: one line of code"]
    )
    choice.select_option("line")
    expect(controls(page).get_by_role("button", name="Next phase")).to_have_count(0)
    press(page, "Next line")
    expect_line(page, "2.3.1", 22, "call")
    expect(page.locator(MARKED)).to_be_in_viewport(ratio=1)
    expect(page.locator("[data-came]")).to_be_in_viewport(ratio=1)
    page.keyboard.press("ArrowRight")
    expect(choice).to_have_value("step")
    expect(controls(page).get_by_role("button", name="Next step")).to_be_visible()


def test_a_phone_that_is_turned_keeps_the_line_in_sight(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    open_lesson(page, "#step-2.3.4", PATH)
    expect(page.locator(MARKED)).to_be_in_viewport()
    for width, height in ((700, 360), (320, 700)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(
            """marked => {
                const line = document.querySelector(marked).getBoundingClientRect();
                const head = document.querySelector(".reading-where").getBoundingClientRect();
                const bar = document.querySelector("[data-part=transport]").getBoundingClientRect();
                return line.top >= 0 && head.bottom <= bar.top;
            }""",
            arg=MARKED,
        )


@pytest.mark.parametrize(("width", "cursor"), [(1280, "#step-2.3.4"), (390, "#step-3.3.7"), (320, "#step-4.3.20001")])
def test_a_line_has_no_accessibility_violation_and_does_not_widen_the_page(page: Page, width: int, cursor: str) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    open_lesson(page, cursor, PATH)
    expect(page.locator("[data-reading][data-at=line]")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_pages_of_lines_have_none_either(page: Page) -> None:
    page.goto(f"{PATH}/steps/4/phases/3/lines?from=200")
    assert violations(page) == []


def test_short_calls_are_printed_line_by_line(page: Page) -> None:
    open_lesson(page, "#step-2.3.4", PATH)
    page.emulate_media(media="print")
    expect(page.locator("#step-2 .line-list li:visible")).to_have_count(28)
    expect(page.locator("[data-reading]")).to_be_hidden()
