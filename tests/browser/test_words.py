"""The list of words: each explained by a press where it stands first, by key, with scripts off, and on paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.lesson import PATH, open_lesson


def test_a_word_is_explained_by_a_press_and_escape_takes_it_away(page: Page) -> None:
    open_lesson(page, "#step-2.1")
    meaning = page.locator("#word-event")
    expect(meaning).to_be_hidden()
    page.locator(".table-words .word").get_by_text("event", exact=True).click()
    expect(meaning).to_be_visible()
    expect(meaning).to_contain_text("Something that happened, with a name.")
    page.keyboard.press("Escape")
    expect(meaning).to_be_hidden()
    expect(page).to_have_url(f"{page.url.split('#')[0]}#step-2.1")


def test_a_word_is_explained_by_key_and_the_run_does_not_play(page: Page) -> None:
    open_lesson(page, "#step-2.1")
    page.locator("#step-2 .word").first.focus()
    page.keyboard.press("Space")
    expect(page.locator(".term:popover-open")).to_have_count(1)
    expect(page.locator("[data-part=transport]")).not_to_have_attribute("data-playing", "")


def test_a_word_is_explained_with_scripts_off(browser: Browser, base_url: str) -> None:
    page = browser.new_context(java_script_enabled=False, base_url=base_url).new_page()
    page.goto(PATH)
    page.locator("#step-1 .handshake summary").click()
    page.locator("#step-1 .word").get_by_text("What is a packet?").click()
    expect(page.locator("#word-packet")).to_be_visible()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_a_meaning_is_in_the_window_and_over_the_bar(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    open_lesson(page, "#step-2.1")
    for word in page.locator("#step-2 .word:visible").all():
        word.scroll_into_view_if_needed()
        word.press("Enter")
        box = page.locator(".term:popover-open").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["y"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= 700
        page.keyboard.press("Escape")


def test_the_first_packets_are_folded_and_none_of_them_is_the_first_thing_seen(page: Page) -> None:
    open_lesson(page)
    expect(page.locator("#step-1 .handshake summary")).to_have_text("handshake, 2 packets")
    expect(page.get_by_text("pingInterval").first).to_be_hidden()
    page.locator("#step-1 .handshake summary").click()
    expect(page.get_by_text("pingInterval").first).to_be_visible()


def test_two_sentences_in_the_first_lesson_say_what_a_websocket_is(page: Page) -> None:
    open_lesson(page)
    expect(page.locator(".primer")).to_have_count(0)
    open_lesson(page, path="/lessons/asked")
    primer = page.locator(".primer")
    expect(primer).to_contain_text("stays open")
    assert primer.inner_text().count(". ") == 1


def test_on_paper_all_words_are_told(page: Page) -> None:
    open_lesson(page)
    explained = {one.get_attribute("popovertarget") for one in page.locator("button.word").all()}
    assert len(explained) > 5
    page.emulate_media(media="print")
    expect(page.locator(".term:visible")).to_have_count(len(explained))


def test_the_bar_says_a_phase_with_words_to_press_and_shows_a_cut_sentence_whole(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_lesson(page, "#step-2.1")
    said = page.get_by_role("status")
    said.get_by_role("button", name="event").click()
    expect(page.locator("#word-event")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("End")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(said).to_contain_text("The server calls its handler")
    page.get_by_role("button", name="all of it").click()
    assert said.evaluate("said => said.scrollHeight <= said.clientHeight + 1")


def test_by_phase_nothing_that_is_ahead_can_be_read(page: Page) -> None:
    open_lesson(page, "#step-2.1")
    step = page.locator("#step-2")
    expect(step.locator(".came .slip")).to_be_visible()
    expect(step.locator(".went .slip")).not_to_be_visible()
    expect(step.locator(".gets .note")).not_to_be_visible()
    expect(step.locator(".changes")).not_to_be_visible()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect(step.locator(".went .slip")).to_be_visible()
    page.keyboard.press("Shift+ArrowRight")
    expect(step.locator(".gets .note")).to_be_visible()
