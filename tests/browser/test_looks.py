"""The page for every eye and paper: accessible in both themes, at home on a phone, whole in print."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.browser.audit import violations
from tests.browser.lesson import PATH, open_lesson, open_more, press


@pytest.mark.parametrize(("width", "cursor"), [(1280, "#step-2.3"), (1280, ""), (390, "#step-5"), (390, "#step-2.3")])
def test_a_lesson_has_no_accessibility_violation(page: Page, width: int, cursor: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    open_lesson(page, cursor)
    assert violations(page) == []


def test_an_answered_quiz_a_lit_place_and_the_dialog_have_none_either(page: Page) -> None:
    open_lesson(page)
    questions = page.get_by_role("article").filter(has=page.get_by_role("radio"))
    for index in (0, 1):
        questions.nth(index).get_by_role("radio").nth(1).check()
        questions.nth(index).get_by_role("button", name="Answer").click()
        expect(questions.nth(index).locator("[data-feedback]")).to_be_visible()
    page.get_by_role("link", name="step 4, “Client Receives”").click()
    assert violations(page) == []
    page.keyboard.press("?")
    assert violations(page) == []


@pytest.mark.parametrize("path", ["/", "/lessons/hostile", "/lessons/refused", "/lessons/broken", "/lessons/unknown"])
def test_the_other_pages_have_none_either(page: Page, path: str) -> None:
    page.goto(path)
    assert violations(page) == []


@pytest.mark.parametrize("path", ["/", f"{PATH}#step-3.4", "/lessons/hostile#step-3", "/lessons/broken"])
def test_no_page_scrolls_sideways(page: Page, path: str) -> None:
    page.goto(path)
    for width in (320, 390, 768, 1024, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [320, 1280])
def test_what_is_pressed_is_large_enough_to_press(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    open_lesson(page)
    pressed = "button:visible, input:visible, select:visible, summary:visible, tbody a:visible"
    small = page.locator(pressed).evaluate_all(
        """found => found
            .map(element => element.closest("label") ?? element)
            .map(element => [element.outerHTML.slice(0, 80), element.getBoundingClientRect()])
            .filter(([, box]) => box.width < 24 || box.height < 24)
            .map(([html]) => html)"""
    )
    assert small == []


def test_on_a_phone_the_controls_stay_at_the_thumb(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_lesson(page)
    bar = page.locator("[data-part=transport]")
    expect(bar).to_be_in_viewport(ratio=1)
    page.locator("#row-5").scroll_into_view_if_needed()
    expect(bar).to_be_in_viewport(ratio=1)
    box = bar.bounding_box()
    assert box is not None
    assert box["height"] < 180


@pytest.mark.parametrize("width", [960, 1024, 1100, 1152, 1280])
def test_no_control_runs_out_of_the_bar_or_into_another(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    open_lesson(page, "#step-4.3.20001", "/lessons/lines")
    expect(page.locator("[data-counter]")).to_contain_text("line 20,001 of 20,001")
    boxes = page.locator(".controls :is(button, input, select, .counter):visible").evaluate_all(
        """parts => parts.map(part => [part.getBoundingClientRect().right, part.scrollWidth - part.clientWidth])"""
    )
    for right, hidden in boxes:
        assert right <= width
        assert hidden <= 0


@pytest.mark.parametrize(("width", "height"), [(640, 400), (844, 390)])
def test_where_there_is_little_height_the_bar_leaves_most_of_it_to_the_line(
    page: Page, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    open_lesson(page, "#step-2", "/lessons/lines")
    page.locator("#step-2 .into").click()
    bar, head = page.locator("[data-part=transport]").bounding_box(), page.locator(".reading-where")
    assert bar
    assert bar["height"] < 0.36 * height
    expect(page.locator(".line[data-now]").first).to_be_in_viewport()
    expect(head).to_be_visible()
    where = head.bounding_box()
    assert where
    assert where["y"] + where["height"] <= bar["y"]


def test_where_there_is_hardly_any_height_the_bar_covers_nothing(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 256})
    open_lesson(page)
    expect(page.locator("[data-part=transport]")).not_to_be_in_viewport()
    press(page, "Next step")
    expect(page.locator("#row-2")).to_have_attribute("aria-current", "step")


def test_beside_a_long_cell_no_word_of_another_is_broken(page: Page) -> None:
    page.set_viewport_size({"width": 768, "height": 900})
    open_lesson(page, path="/lessons/hostile")
    lines = page.locator("#cell-2-action bdi").first.evaluate(
        """cell => {
            const word = document.createRange();
            word.setStart(cell.firstChild, cell.textContent.indexOf("connection"));
            word.setEnd(cell.firstChild, cell.textContent.indexOf("connection") + "connection".length);
            return word.getClientRects().length;
        }"""
    )
    assert lines == 1


def test_a_first_visit_is_at_most_70_000_bytes(page: Page) -> None:
    open_lesson(page)
    weight = page.evaluate(
        """async () => {
            await document.fonts.ready;
            await fetch(document.querySelector("link[rel=icon]").href);  // which a browser without a window leaves out
            return ["navigation", "resource"]
                .flatMap(kind => performance.getEntriesByType(kind))
                .reduce((sum, entry) => sum + entry.encodedBodySize, 0);
        }"""
    )
    assert 50_000 < weight <= 70_000, weight


def test_on_a_phone_the_first_look_shows_the_screen_below_the_head(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_lesson(page)
    bar = page.locator("[data-part=transport]").bounding_box()
    assert bar
    for part in ("h1", ".summary", ".came", ".seat", ".changes"):
        box = page.locator(f"{part}:visible").first.bounding_box()
        assert box, part
        assert 0 <= box["y"] < box["y"] + box["height"] <= bar["y"] + 1, part


@pytest.mark.parametrize("step", [3, 5])
def test_on_a_phone_the_tracker_shows_its_names_whole_and_beside_them_one_column_whole(page: Page, step: int) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_lesson(page, f"#step-{step}")
    lines = page.locator(".tracker-table th bdi").evaluate_all(
        "names => names.map(name => name.getClientRects().length)"
    )
    assert lines == [1, 1, 1]
    names, column = page.locator(".tracker-table th").first, page.locator(".tracker-table th[data-state=now]")
    expect(column).to_have_text("Final" if step == 5 else f"After Step {step}")
    beside, box = names.bounding_box(), column.bounding_box()
    assert beside
    assert box
    assert box["x"] == pytest.approx(beside["x"] + beside["width"], abs=1)


def test_printing_gives_the_whole_lesson_and_no_answers(page: Page) -> None:
    open_lesson(page, "#step-2.1")
    questions = page.get_by_role("article").filter(has=page.get_by_role("radio"))
    questions.first.get_by_role("radio").nth(1).check()
    questions.first.get_by_role("button", name="Answer").click()
    expect(questions.first.locator("[data-feedback]")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".step:visible")).to_have_count(5)
    expect(page.locator(".phase .sentence:visible")).to_have_count(14)
    expect(page.locator(".question:visible")).to_have_count(3)
    for hidden in ("[data-part=transport]", "[data-theme-toggle]", ".verdict", ".why", "[data-feedback]", ".hints"):
        expect(page.locator(hidden).filter(visible=True)).to_have_count(0)


def test_nothing_runs_off_the_paper_and_the_lanes_are_on_it(page: Page) -> None:
    page.set_viewport_size({"width": 400, "height": 800})  # as long code and many steps are to a sheet
    open_lesson(page, "#step-2.3", "/lessons/lines")
    page.emulate_media(media="print")
    beyond = page.locator(".code, .scroller").evaluate_all(
        "parts => parts.map(part => part.scrollWidth - part.clientWidth)"
    )
    assert beyond == [0, 0, 0]
    page.goto("/lessons/lines/deep")
    assert page.locator("#step-2 .phases").evaluate("lanes => getComputedStyle(lanes).printColorAdjust") == "exact"


def test_printing_from_any_step_puts_each_below_the_one_before(page: Page) -> None:
    open_lesson(page, "#step-3")
    expect(page.locator("#step-2")).to_have_attribute("data-near", "")
    page.emulate_media(media="print")
    boxes = page.locator(".step").evaluate_all(
        "steps => steps.map(step => step.getBoundingClientRect()).map(({ top, bottom }) => [top, bottom])"
    )
    for (_, bottom), (top, _) in pairwise(boxes):
        assert bottom <= top


def test_with_forced_colours_the_current_row_can_still_be_told(page: Page) -> None:
    page.emulate_media(forced_colors="active")
    open_lesson(page)
    press(page, "Next step")
    link = page.locator("#row-2 th a")
    assert link.evaluate("link => getComputedStyle(link).borderTopColor") != page.locator("#row-3 th a").evaluate(
        "link => getComputedStyle(link).borderTopColor"
    )


@pytest.mark.parametrize("name", ["Step", "Line"])
def test_with_forced_colours_each_slider_has_a_track_and_a_knob(page: Page, name: str) -> None:
    page.emulate_media(forced_colors="active")
    open_lesson(page, "#step-2.3.2", "/lessons/lines")
    open_more(page)
    slider = page.get_by_role("slider", name=name, exact=True)
    shown = slider.screenshot()
    for part in ("--track", "--knob"):
        slider.evaluate("(slider, part) => slider.style.setProperty(part, 'Canvas')", part)
        assert slider.screenshot() != shown
        shown = slider.screenshot()


def test_on_a_phone_the_stage_moves_the_phase_into_sight_from_behind_the_bar(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 390, "height": 844})
    open_lesson(page, "#step-2")
    page.locator(".moments").scroll_into_view_if_needed()
    for _ in range(5):
        page.keyboard.press("Shift+ArrowRight")
        page.wait_for_function(
            """() => {
              const now = document.querySelector('.scene [data-state=now] [data-phase][data-state=now]');
              const bar = document.querySelector('[data-part=transport]').getBoundingClientRect();
              const place = now && now.getBoundingClientRect();
              return place && place.top >= 0 && place.bottom <= bar.top + 1;
            }"""
        )


@pytest.mark.parametrize("width", [390, 1280])
def test_from_anywhere_else_a_move_brings_the_whole_screen_into_sight(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    open_lesson(page, "#step-2")
    page.locator(".moments").scroll_into_view_if_needed()
    expect(page.locator("#step-2 .step-head")).not_to_be_in_viewport()
    press(page, "Next step")
    expect(page.locator("#step-3 .step-head")).to_be_in_viewport(ratio=1)
    expect(page.locator("#step-3 .changes")).to_be_in_viewport(ratio=1)


def test_a_move_leaves_one_at_the_table_who_sees_its_row(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_lesson(page, "#step-2")
    page.locator("#row-2").evaluate("row => row.scrollIntoView({ block: 'center' })")
    press(page, "Next step")
    expect(page.locator("#row-3")).to_have_attribute("aria-current", "step")
    expect(page.locator("#step-3 .step-head")).not_to_be_in_viewport()
