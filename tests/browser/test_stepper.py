"""Stepping through the reference lesson as a student does: by buttons, keys, slider, address and Back."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.lesson import controls, expect_at, open_lesson, open_more, press, row


@pytest.fixture(autouse=True)
def _nothing_goes_wrong(page: Page) -> Iterator[None]:
    """No script fails and nothing is refused by the policy, whatever the test does."""
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    yield
    assert not wrong


def test_the_buttons_go_first_back_forward_and_last(page: Page) -> None:
    open_lesson(page)
    press(page, "Next step")
    expect_at(page, 2)
    press(page, "Last step")
    expect_at(page, 5)
    press(page, "Back a step")
    expect_at(page, 4)
    press(page, "First step")
    expect_at(page, 1)


def test_the_keys_step_and_go_through_phases(page: Page) -> None:
    open_lesson(page)
    page.keyboard.press("ArrowRight")
    expect_at(page, 2)
    page.keyboard.press("Shift+ArrowRight")
    expect_at(page, 2, 1)
    page.keyboard.press("Shift+ArrowRight")
    expect_at(page, 2, 2)
    page.keyboard.press("ArrowLeft")
    expect_at(page, 1)
    page.keyboard.press("End")
    expect_at(page, 5)
    page.keyboard.press("Shift+ArrowLeft")
    expect_at(page, 4, 2)
    page.keyboard.press("Home")
    expect_at(page, 1)


def test_the_slider_seeks_a_step(page: Page) -> None:
    open_lesson(page)
    open_more(page)
    page.get_by_role("slider", name="Step").fill("3")
    expect_at(page, 3)
    page.get_by_role("slider", name="Step").press("ArrowRight")
    expect_at(page, 4)


def test_the_address_holds_the_cursor_and_back_leaves_after_any_number_of_steps(page: Page) -> None:
    page.goto("/")
    open_lesson(page)
    for _ in range(2):
        for _ in range(4):
            press(page, "Next step")
        press(page, "First step")
    press(page, "Last step")
    press(page, "Back a phase")
    expect_at(page, 4, 2)
    page.reload()
    expect_at(page, 4, 2)
    page.go_back()
    expect(page).to_have_url(re.compile("/$"))
    page.go_forward()
    expect_at(page, 4, 2)


def test_back_returns_from_a_jump_to_another_step(page: Page) -> None:
    open_lesson(page, "#step-2.1")
    row(page, 4).get_by_role("link").click()
    expect_at(page, 4)
    press(page, "Next step")
    expect_at(page, 5)
    page.get_by_role("link", name="step 2", exact=True).first.click()
    expect_at(page, 2)
    page.go_back()
    expect_at(page, 5)
    page.go_back()
    expect_at(page, 2, 1)
    page.go_forward()
    expect_at(page, 5)


def test_an_address_outside_the_run_goes_to_the_nearest_place_inside(page: Page) -> None:
    open_lesson(page, "#step-99")
    expect(row(page, 5)).to_have_attribute("aria-current", "step")


def test_inside_a_step_box_packet_code_and_cells_follow_the_phase(page: Page) -> None:
    open_lesson(page, "#step-2.1")
    lit = page.locator(".box[data-state=now] .box-label")
    marked = page.locator(".line[data-now]")
    said = page.get_by_role("status")
    expect(lit).to_have_text("Client sends message")
    expect(marked).to_have_count(0)
    expect(said).to_have_text("Client sends the event message with Hello.")
    expect(page.locator("#cell-2-action")).to_have_attribute("data-state", "unknown")
    expect(page.locator("#cell-2-action bdi")).to_be_hidden()
    press(page, "Next phase")
    press(page, "Next phase")
    expect(lit).to_have_text("Server processes message")
    expect(marked).to_have_count(1)
    expect(marked).to_contain_text("def handle_message(msg):")
    expect(said).to_have_text("The server calls its handler handle_message with Hello.")
    expect(page.locator("#cell-2-action")).to_have_attribute("data-state", "known")
    expect(page.locator("#cell-2-receives")).to_have_attribute("data-state", "unknown")
    press(page, "Next phase")
    expect(marked).to_contain_text("send(f'Received: {msg}')")
    expect(page.locator("#step-2\\.4 .slip")).to_have_attribute("data-direction", "to client")


def test_what_has_not_happened_is_dimmed_and_not_missing(page: Page) -> None:
    open_lesson(page, "#step-2")
    states = page.locator(".execution-table tbody tr").evaluate_all("rows => rows.map(row => row.dataset.state)")
    assert states == ["past", "now", "ahead", "ahead", "ahead"]
    expect(page.locator("#cell-4-trigger")).to_be_visible()
    columns = page.locator(".tracker-table thead th[data-after]")
    assert columns.evaluate_all("cells => cells.map(cell => cell.dataset.state)") == [
        *("past", "past", "now"),
        *("ahead", "ahead", "ahead"),
    ]


def test_a_change_is_said_by_sign_and_word_with_before_and_after(page: Page) -> None:
    open_lesson(page, "#step-2")
    changed = page.locator("#step-2 .changes .changed").first
    expect(changed).to_have_text("last_message None→ becomes 'Hello' changed", use_inner_text=False)
    expect(page.locator("#variable-1-2")).to_contain_text("▲")
    expect(page.locator("#variable-1-2")).to_contain_text("changed")


def test_a_row_and_its_number_go_to_its_step(page: Page) -> None:
    open_lesson(page)
    page.locator("#cell-3-trigger").click()
    expect_at(page, 3)
    page.get_by_role("link", name="Step 4", exact=True).click()
    expect_at(page, 4)


def test_the_table_is_one_tab_stop_and_its_rows_go_up_and_down(page: Page) -> None:
    open_lesson(page, "#step-2")
    links = page.locator(".execution-table tbody th a")
    assert links.evaluate_all("links => links.map(link => link.tabIndex)") == [-1, 0, -1, -1, -1]
    links.nth(1).focus()
    page.keyboard.press("ArrowDown")
    expect_at(page, 3)
    expect(links.nth(2)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect_at(page, 2)


def test_playing_goes_phase_by_phase_until_the_end(page: Page) -> None:
    page.clock.install()
    open_lesson(page, "#step-4")
    press(page, "Play")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.clock.run_for(2200)
    expect_at(page, 4, 1)
    page.get_by_label("Speed").select_option("2")
    page.clock.run_for(1100)
    expect_at(page, 4, 2)
    page.clock.run_for(1100)
    expect_at(page, 5)
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_space_plays_and_pauses_and_nothing_plays_by_itself(page: Page) -> None:
    page.clock.install()
    open_lesson(page)
    page.clock.run_for(60_000)
    expect(row(page, 1)).to_have_attribute("aria-current", "step")
    page.keyboard.press("Space")
    page.clock.run_for(2200)
    expect_at(page, 1, 1)
    page.keyboard.press("Space")
    page.clock.run_for(60_000)
    expect_at(page, 1, 1)


def test_playing_stops_when_a_question_is_turned_to(page: Page) -> None:
    page.clock.install()
    open_lesson(page)
    press(page, "Play")
    page.get_by_role("radio").first.focus()
    expect(controls(page)).not_to_have_attribute("data-playing", "")


def test_space_on_a_button_presses_it_and_does_not_play(page: Page) -> None:
    open_lesson(page)
    page.get_by_role("button", name="Next step").focus()
    page.keyboard.press("Space")
    expect_at(page, 2)
    expect(controls(page)).not_to_have_attribute("data-playing", "")


@pytest.mark.parametrize("width", [640, 1280])
def test_the_question_mark_lists_the_keys_which_can_be_switched_off(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    open_lesson(page)
    expect(page.locator(":focus")).to_have_count(0)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_contain_text("a step back, forward")
    expect(dialog.get_by_role("heading", name="Keys")).to_be_focused()  # Space there switches nothing off
    dialog.get_by_label("Single keys are on").uncheck()
    dialog.get_by_role("button", name="Close").click()
    page.keyboard.press("ArrowRight")
    expect(row(page, 1)).to_have_attribute("aria-current", "step")
    page.reload()
    page.keyboard.press("End")
    expect(row(page, 1)).to_have_attribute("aria-current", "step")
    press(page, "Keys")
    dialog.get_by_label("Single keys are on").check()
    dialog.get_by_role("button", name="Close").click()
    page.keyboard.press("End")
    expect_at(page, 5)


def test_keys_rest_while_a_field_has_the_focus(page: Page) -> None:
    open_lesson(page)
    page.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowRight")
    expect(row(page, 1)).to_have_attribute("aria-current", "step")


def test_a_key_moment_lights_its_place_and_goes_there(page: Page) -> None:
    open_lesson(page)
    page.get_by_role("link", name="step 4, “Client Receives”").click()
    expect_at(page, 4)
    expect(page.locator("[data-lit]")).to_have_id("cell-4-receives")
    expect(page.locator("#cell-4-receives")).to_be_in_viewport()


def test_a_hint_brings_a_whole_column(page: Page) -> None:
    open_lesson(page)
    question = page.get_by_role("article").filter(has_text="In which step does the server send")
    question.get_by_text("Hint 1").click()
    question.get_by_role("link", name="column “Client Receives”").click()
    evidence = question.locator(".evidence")
    expect(evidence.get_by_role("row")).to_have_count(6)
    expect(evidence).to_contain_text("Received: How are you?")


def test_hints_come_one_after_another(page: Page) -> None:
    open_lesson(page)
    question = page.get_by_role("article").filter(has_text="In which step does the server send")
    expect(question.get_by_text("Hint 2")).to_be_hidden()
    question.get_by_text("Hint 1").click()
    expect(question.get_by_text("Hint 2")).to_be_visible()


@pytest.mark.parametrize(
    ("typed", "step", "phase"), [("#step-99", 5, 0), ("#step-2.9", 2, 5), ("#step-0", 1, 0), ("#step-4.1.7", 4, 1)]
)
def test_an_address_out_of_range_becomes_that_of_the_nearest_place_and_shows_it(
    page: Page, typed: str, step: int, phase: int
) -> None:
    place = page.locator(f'[id="step-{step}{f".{phase}" if phase else ""}"]')
    open_lesson(page, typed)
    expect_at(page, step, phase)
    expect(place).to_be_in_viewport()
    page.goto("about:blank")
    open_lesson(page)
    page.evaluate("typed => { scrollTo(0, document.body.scrollHeight); location.hash = typed; }", typed)
    expect_at(page, step, phase)
    expect(place).to_be_in_viewport()


def test_the_theme_is_switched_and_remembered(page: Page) -> None:
    open_lesson(page)
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_role("button", name="Dark").click()
    dark = page.evaluate(paper)
    assert dark != light
    page.reload()
    assert page.evaluate(paper) == dark
    page.get_by_role("button", name="Light").click()
    assert page.evaluate(paper) == light


def test_nothing_is_hidden_under_the_bar_when_it_gets_the_focus(page: Page) -> None:
    open_lesson(page)
    page.locator("body").press("Tab")
    bar = page.locator("[data-part=transport]")
    covered = []
    for _ in range(60):
        page.keyboard.press("Tab")
        found = page.evaluate(
            """bar => {
                const focused = document.activeElement;
                const { top, bottom } = focused.getBoundingClientRect();
                const covers = bar.getBoundingClientRect().top;
                return { name: focused.textContent.trim(), inside: bar.contains(focused) || focused === document.body,
                         hidden: bottom > covers && top < bar.getBoundingClientRect().bottom };
            }""",
            bar.element_handle(),
        )
        if found["hidden"] and not found["inside"]:
            covered.append(found["name"])
    assert not covered


RESTING = """() => document.fonts.ready.then(() => new Promise(done => {
  let last = -1, still = 0;
  const look = () => {
    still = scrollY === last ? still + 1 : 0;
    last = scrollY;
    if (still > 20) done();
    else requestAnimationFrame(look);
  };
  look();
}))"""
"""Waits until the fonts are there and the page has not scrolled for twenty frames."""


@pytest.mark.parametrize("late", [0.03, 0.2])
def test_an_address_shows_its_step_from_the_head_also_when_the_fonts_come_late(page: Page, late: float) -> None:
    def wait(route: Route) -> None:
        time.sleep(late)  # not to wait for something: it is the slow network
        route.continue_()

    page.emulate_media(reduced_motion="no-preference")
    page.set_viewport_size({"width": 390, "height": 844})
    page.route("**/*.woff2", wait)
    open_lesson(page, "#step-3")
    page.evaluate(RESTING)
    box = page.locator("#step-3 .step-head").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 100
