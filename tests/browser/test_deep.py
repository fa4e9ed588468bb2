"""Deep in a real browser: it goes by phases, and the list of packets follows the cursor and leads it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.audit import violations
from tests.browser.lesson import PATH, open_lesson, press

DEEP = f"{PATH}/deep?ask=no"
NOW = ".packets tr[data-state=now]"


def current(page: Page) -> list[str]:
    """The numbers of the rows that the cursor is at."""
    return page.locator(f"{NOW} th").all_inner_texts()


def test_it_begins_at_the_first_phase_and_goes_on_by_phases(page: Page) -> None:
    open_lesson(page, path=DEEP)
    expect(page.locator("[data-counter]")).to_have_text("Step 1 of 5 · phase 1 of 2")
    assert current(page) == ["1.1", "1.1"]
    press(page, "Next phase")
    expect(page).to_have_url(re.compile(r"/deep\?ask=no#step-1\.2$"))
    assert current(page) == ["1.2"]
    press(page, "Next phase")
    assert current(page) == ["2.1"]
    press(page, "Next phase")
    assert current(page) == [], "nothing crosses the wire while the server reads"
    expect(page.locator(".packets tr[data-state=past]")).to_have_count(4)


def test_a_step_is_gone_to_at_its_first_phase(page: Page) -> None:
    open_lesson(page, path=DEEP)
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"#step-2\.1$"))
    press(page, "Last step")
    expect(page.locator("[data-counter]")).to_have_text("Step 5 of 5")
    press(page, "Back a step")
    expect(page).to_have_url(re.compile(r"#step-4\.1$"))
    press(page, "First step")
    expect(page).to_have_url(re.compile(r"#step-1\.1$"))


def test_an_address_wins_over_the_first_phase(page: Page) -> None:
    open_lesson(page, "#step-3", path=DEEP)
    expect(page.locator("[data-counter]")).to_have_text("Step 3 of 5")
    assert current(page) == ["3.1", "3.4"]


def test_the_list_is_one_tab_stop_and_its_arrows_lead_the_cursor(page: Page) -> None:
    open_lesson(page, "#step-2.1", path=DEEP)
    stops = page.locator(".packets tbody a[tabindex='0']")
    expect(stops).to_have_text("2.1")
    stops.focus()
    page.keyboard.press("ArrowDown")
    expect(page).to_have_url(re.compile(r"#step-2\.4$"))
    expect(page.locator(".packets tbody a:focus")).to_have_text("2.4")
    expect(stops).to_have_count(1)
    page.keyboard.press("ArrowUp")
    expect(page.locator(".packets tbody a:focus")).to_have_text("2.1")
    assert current(page) == ["2.1"]


def test_a_number_leads_to_its_phase(page: Page) -> None:
    open_lesson(page, path=DEEP)
    page.get_by_role("link", name="step 3, phase 4").click()
    expect(page.locator("[data-counter]")).to_contain_text("Step 3 of 5 · phase 4")


@pytest.mark.parametrize("cursor", ["", "#step-3.4", "#step-5"])
def test_the_current_packet_stays_in_sight_beside_the_stage(page: Page, cursor: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    open_lesson(page, cursor, path=DEEP)
    seen = page.locator(".packets tr[data-state=now], .packets tbody tr:has(a[tabindex='0'])").first
    expect(seen).to_be_in_viewport()


@pytest.mark.parametrize("size", [(1280, 800), (1366, 620), (1920, 1000)])
def test_the_current_packet_is_not_under_the_bar_when_one_steps_from_the_top(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_lesson(page, path=DEEP)
    for step in (2, 3, 4):
        page.keyboard.press("ArrowRight")
        expect(page.locator("[data-counter]")).to_contain_text(f"Step {step} of 5")
        row, bar = page.locator(NOW).first.bounding_box(), page.locator("[data-part=transport]").bounding_box()
        assert row is not None
        assert bar is not None
        assert row["y"] + 60 < bar["y"], "its number and the head of its text are in sight"


def test_on_a_phone_a_number_brings_its_phase_into_sight(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_lesson(page, path=DEEP)
    page.get_by_role("link", name="step 3, phase 4").click()
    expect(page.locator('[id="step-3.4"]')).to_be_in_viewport()


def test_home_takes_the_focus_along_in_the_list(page: Page) -> None:
    open_lesson(page, "#step-3.4", path=DEEP)
    page.locator(".packets tbody a[tabindex='0']").focus()
    page.keyboard.press("Home")
    expect(page.locator(".packets tbody a:focus")).to_have_text("1.1")


def test_visual_and_deep_lead_to_each_other(page: Page) -> None:
    open_lesson(page)
    modes = page.get_by_role("navigation", name="Ways to study this lesson")
    modes.get_by_role("link", name="Deep").click()
    expect(page).to_have_url(re.compile("/deep$"))
    expect(page.locator("[data-counter]")).to_contain_text("phase 1")  # which the script writes when it listens
    page.keyboard.press("ArrowRight")
    modes.get_by_role("link", name="Visual").click()
    expect(page).to_have_url(re.compile(f"{PATH}#step-2.1$"))
    modes.get_by_role("link", name="Deep").click()
    expect(page.locator("[data-counter]")).to_contain_text("Step 2 of 5 · phase 1")
    page.keyboard.press("Home")
    expect(modes.get_by_role("link", name="Deep")).to_have_attribute("aria-current", "page")
    modes.get_by_role("link", name="Visual").click()
    expect(page).to_have_url(re.compile(f"{PATH}$"))


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", [f"{DEEP}#step-2.3", "/lessons/hostile/deep"])
def test_it_has_no_accessibility_violation_and_does_not_scroll_sideways(page: Page, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    open_lesson(page, path=path)
    assert violations(page) == []
    for narrow in (320, width):
        page.set_viewport_size({"width": narrow, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= narrow


def test_without_scripts_every_step_and_every_packet_is_there(browser: Browser, base_url: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    page = context.new_page()
    page.goto(DEEP)
    expect(page.locator(".step:visible")).to_have_count(5)
    expect(page.locator(".packets tbody tr:visible")).to_have_count(9)
    expect(page.locator(".packets [data-state]")).to_have_count(0)
    context.close()


def test_on_paper_the_list_of_packets_is_whole(page: Page) -> None:
    page.set_viewport_size({"width": 1100, "height": 700})
    open_lesson(page, path="/lessons/hostile/deep")
    page.emulate_media(media="print")
    cut = page.locator(".packets .scroller").evaluate("box => box.scrollHeight - box.clientHeight")
    assert cut <= 1


def test_with_forced_colours_the_current_packet_can_be_told(page: Page) -> None:
    page.emulate_media(forced_colors="active")
    open_lesson(page, "#step-2.1", path=DEEP)
    rows = page.locator(".packets tbody tr").evaluate_all("rows => rows.map(row => getComputedStyle(row).outlineStyle)")
    assert [style == "solid" for style in rows] == [number == 3 for number in range(9)]


def test_what_comes_after_a_question_on_the_way_stays_covered_here_too(page: Page) -> None:
    open_lesson(page, path="/lessons/asked/deep")
    page.keyboard.press("End")
    expect(page.get_by_role("link", name="To the question in Visual")).to_be_focused()
    expect(page).to_have_url(re.compile(r"#step-2$"))
    tapes = page.locator(".packets .tape")
    expect(tapes.nth(0)).not_to_contain_text("covered", use_inner_text=True)
    assert {tape.inner_text().strip() for tape in page.locator(".packets tr[data-step='3'] .tape").all()} == {"covered"}
    assert "gamma" not in page.locator("main").inner_text()
    page.get_by_role("link", name="To the question in Visual").click()
    expect(page.locator("[data-asked]:visible").get_by_role("article")).to_have_count(2)


def test_by_keys_alone_both_transports_and_the_libraries_unfold_and_a_statement_is_judged(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_lesson(page, path=DEEP)
    for part in (page.locator("#transports tbody tr").nth(1), page.locator("#library-way")):
        part.locator("summary").first.focus()
        page.keyboard.press("Enter")
        expect(part.locator("details").first.get_by_role("list").first).to_be_visible()
    statement = page.locator("#statements article").first
    says = statement.get_by_role("heading").inner_text()
    expect(statement).not_to_have_attribute("data-verdict", re.compile("."))
    statement.get_by_role("button").first.focus()
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(page.locator("button:focus")).to_have_text("True: sure", use_inner_text=False)
    page.keyboard.press("Enter")
    expect(statement).to_have_attribute("data-verdict", re.compile("right|wrong"))
    expect(statement.get_by_role("heading")).to_have_text(says)
    expect(statement.locator(".statement-told")).to_contain_text(re.compile("that is (true|false)"))
    assert violations(page, "#statements") == []
