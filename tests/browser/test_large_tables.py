"""The tables of large lessons: to be scanned on a phone, followed while stepping, and printed on a few sheets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.audit import violations
from tests.browser.large import ROOMS, TELEMETRY, served_large
from tests.browser.lesson import PATH, open_lesson

SHEETS = re.compile(rb"/Type\s*/Page\b")


@pytest.fixture(scope="module")
def large(traces: Path) -> Iterator[str]:
    with served_large(traces) as address:
        yield address


def phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})


@pytest.mark.parametrize(
    ("path", "width", "within"),
    [(TELEMETRY, 390, None), (TELEMETRY, 1280, None), (ROOMS, 390, None), (ROOMS, 1280, ".execution, .tracking")],
)
def test_large_lessons_have_no_accessibility_violation(
    page: Page, large: str, path: str, width: int, within: str | None
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    open_lesson(page, "#step-3", large + path)
    assert violations(page, within) == []


@pytest.mark.parametrize("path", [ROOMS, TELEMETRY])
def test_no_large_page_scrolls_sideways(page: Page, large: str, path: str) -> None:
    open_lesson(page, "#step-3", large + path)
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_a_phone_a_table_of_32_steps_takes_six_windows(page: Page, large: str) -> None:
    phone(page)
    open_lesson(page, "", large + ROOMS)
    assert page.locator(".execution-table tbody tr").count() == 32
    assert page.locator(".execution-table").evaluate("table => table.offsetHeight") < 6 * 844


@pytest.mark.parametrize("path", [ROOMS, TELEMETRY])
@pytest.mark.parametrize("size", [(390, 844), (1280, 800)])
def test_the_current_row_stays_in_sight_of_one_who_reads_the_table(
    page: Page, large: str, path: str, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_lesson(page, "#step-2", large + path)
    page.locator("#row-3").evaluate("row => row.scrollIntoView({block: 'center'})")
    for step in range(3, 8):
        page.keyboard.press("ArrowRight")
        expect(page.locator("tr[aria-current]")).to_have_id(f"row-{step}")
        page.wait_for_function(
            """() => {
              const row = document.querySelector("tr[aria-current]").getBoundingClientRect();
              const bar = document.querySelector("[data-part=transport]").getBoundingClientRect();
              return row.top >= -1 && row.bottom <= bar.top + 1;
            }"""
        )


def test_on_a_phone_the_table_stands_still_while_the_stage_above_it_changes_its_height(page: Page) -> None:
    phone(page)
    open_lesson(page, "#step-2", PATH)
    page.locator("#row-3").evaluate("row => row.scrollIntoView({block: 'center'})")
    top = page.locator(".execution").evaluate("table => table.getBoundingClientRect().top")
    for step in (3, 4, 5, 4, 3):
        page.keyboard.press("ArrowRight" if step > 3 or top is None else "ArrowLeft")
        page.wait_for_function(
            "top => Math.abs(document.querySelector('.execution').getBoundingClientRect().top - top) < 2", arg=top
        )


def test_a_client_is_a_chip_and_only_what_changed_stands_out(page: Page, large: str) -> None:
    open_lesson(page, "#step-2", large + ROOMS)
    cell = page.locator("#cell-2-after")
    expect(cell).to_have_text(re.compile(r"● Ada: open;\s*● Grace: open;\s*– Linus: no connection"))
    expect(cell.locator("[data-changed]")).to_have_count(1)
    expect(cell.locator("[data-changed]")).to_contain_text("Grace")


def test_who_received_the_same_stand_together(page: Page, large: str) -> None:
    open_lesson(page, "", large + ROOMS)
    got = page.locator("#cell-9-receives .got")
    expect(got).to_have_count(2)
    assert got.first.locator(".state").all_inner_texts() == ["Ada", "Grace"]
    expect(got.first).to_contain_text("'notice' 'Grace joined billing'")


@pytest.mark.parametrize(("path", "most"), [(ROOMS, 26), (TELEMETRY, 11)])
def test_a_large_lesson_is_printed_on_a_few_sheets(page: Page, large: str, path: str, most: int) -> None:
    open_lesson(page, "", large + path)
    assert len(SHEETS.findall(page.pdf(format="A4"))) <= most


def test_only_the_tables_are_printed_where_the_reader_asks_for_it(page: Page, large: str) -> None:
    open_lesson(page, "", large + ROOMS)
    page.evaluate("window.print = () => {}")
    page.get_by_role("button", name="Print only the tables").click()
    assert len(SHEETS.findall(page.pdf(format="A4"))) <= 9  # after which the page is as it was
    expect(page.locator("html")).not_to_have_attribute("data-print", "tables")
    page.get_by_role("button", name="Print only the tables").click()
    page.emulate_media(media="print")
    expect(page.locator(".execution-table")).to_be_visible()
    expect(page.locator(".tracker-table")).to_be_visible()
    for hidden in (".screen", ".afterwards"):
        expect(page.locator(hidden)).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator(".screen")).to_be_visible()


def test_on_paper_a_long_run_s_tracker_has_a_row_for_each_step_and_in_it_what_changed(page: Page, large: str) -> None:
    open_lesson(page, "", large + ROOMS)
    page.emulate_media(media="print")
    tops = page.locator(".tracker-table thead th").evaluate_all("cells => cells.map(cell => cell.offsetTop)")
    assert tops == sorted(set(tops))
    assert len(tops) == 34
    unchanged = page.locator(".tracker-table td:not(.changed)[data-after='3']").first
    expect(unchanged.locator("bdi").first).to_be_hidden()


def test_no_sentence_is_printed_twice(page: Page, large: str) -> None:
    open_lesson(page, "", large + ROOMS)
    page.emulate_media(media="print")
    expect(page.locator(".transcript")).to_be_hidden()
    expect(page.locator("#step-15 .sentence:visible").first).to_contain_text("Linus sends the event say")


def test_a_connect_handler_lights_no_box_of_a_message_and_the_lit_box_is_the_current_one(
    page: Page, large: str
) -> None:
    open_lesson(page, "#step-1.2", large + ROOMS)
    current = page.locator(".box[aria-current=step]")
    expect(current).to_have_count(1)
    expect(current).to_contain_text("Server accepts connection")
    page.keyboard.press("Shift+ArrowLeft")
    expect(current).to_contain_text("Client connects")


def test_a_screen_reader_gets_the_code_line_by_line_without_numbers(page: Page, large: str) -> None:
    open_lesson(page, "", large + ROOMS)
    code = page.locator(".program .code")
    expect(code.get_by_role("listitem")).to_have_count(75)
    assert "/" in code.locator(".line").first.evaluate("line => getComputedStyle(line, '::before').content")
    assert "1" not in code.get_by_role("listitem").first.aria_snapshot()
