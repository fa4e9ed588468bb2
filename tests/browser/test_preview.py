"""The preview in a browser: a page follows every save, keeps its place, and outlives a half-typed file."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.tutorial.drafting import TEXT, edited, save
from tutorial.preview import Preview
from tutorial.running import Runner
from tutorial.store import TraceStore
from web.preview import create_preview_app
from web.preview_server import serving


@pytest.fixture
def path(tmp_path: Path) -> Path:
    save(tmp_path / "draft.yaml", TEXT)
    return tmp_path / "draft.yaml"


@pytest.fixture
def site(path: Path, tmp_path: Path) -> Iterator[str]:
    """A preview of the lesson, that follows its saves; gives the address of its page."""
    stop = threading.Event()
    with Runner() as runner:
        preview = Preview(path, runner, TraceStore(tmp_path / "traces"))
        preview.look()
        following = threading.Thread(target=preview.follow, args=(stop,))
        with serving(create_preview_app(preview), "127.0.0.1", 0) as address:
            following.start()
            try:
                yield f"{address}/lessons/draft"
            finally:
                stop.set()
                following.join()


def scrolled(page: Page) -> int:
    return int(page.evaluate("scrollY"))


def test_a_text_and_the_code_are_followed_and_the_place_is_kept(page: Page, site: str, path: Path) -> None:
    page.goto(f"{site}#step-2.1")
    expect(page.locator("tr[aria-current=step]")).to_have_id("row-2")
    page.evaluate("scrollTo({ top: 700, behavior: 'instant' })")
    before = scrolled(page)
    assert before > 300
    save(path, edited('title: "A draft"', "title: Another"))
    expect(page.locator("h1")).to_have_text("Another")
    expect(page).to_have_url(re.compile("#step-2.1$"))
    expect(page.locator("tr[aria-current=step]")).to_have_id("row-2")
    expect(page.locator("html")).to_have_js_property("scrollTop", before)

    save(path, edited("send(f'Received: {text}')", "send(text.upper())").replace('"Received: Hello"', "HELLO"))
    expect(page.locator("#cell-2-receives")).to_contain_text("HELLO")
    expect(page.locator("tr[aria-current=step]")).to_have_id("row-2")


def test_a_half_typed_file_leaves_the_page_with_its_problems_above_and_at_the_part(
    page: Page, site: str, path: Path
) -> None:
    page.goto(f"{site}#step-2")
    page.locator("h1").evaluate("heading => heading.dataset.same = 'page'")
    save(path, edited("    choices:\n", "    choises:\n"))
    panel = page.get_by_role("complementary", name="Preview")
    expect(panel).to_contain_text("did you mean 'choices'?")
    line = TEXT.splitlines().index("    choices:") + 1
    expect(panel.get_by_role("link")).to_contain_text([f"draft.yaml:{line}:5"])
    expect(page.locator(".question").first.locator(".preview-note")).to_contain_text("unknown key 'choises'")
    expect(page.locator("h1[data-same]")).to_have_text("A draft")  # nothing was loaded anew
    expect(page.locator("tr[aria-current=step]")).to_have_id("row-2")

    panel.get_by_role("link").click()
    expect(page.locator(".preview-note")).to_be_in_viewport()
    expect(page).to_have_url(re.compile("#step-2$"))

    save(path, edited("scenario:\n", "scenario: [\n"))
    expect(page.locator(".execution .preview-note, .lesson-head .preview-note").first).to_be_visible()
    save(path, TEXT)
    expect(page.locator(".preview-note")).to_have_count(0)
    expect(panel.locator(".problems")).to_have_count(0)
    expect(page.locator("h1[data-same]")).to_have_text("A draft")


def test_what_the_run_does_not_bear_out_stands_beside_the_words(page: Page, site: str, path: Path) -> None:
    page.goto(site)
    save(path, edited("minutes: 5", "flow_note: It reads {value last_message after 2 = Bye}."))
    expect(page.locator(".flow .preview-note")).to_contain_text("Bye")
    expect(page.get_by_role("complementary", name="Preview")).not_to_contain_text("as it last held")


def test_a_lesson_that_never_held_becomes_a_page_when_it_does(page: Page, site: str, path: Path) -> None:
    save(path, "title: x\n")
    page.goto(site)
    expect(page.get_by_role("complementary", name="Preview")).to_contain_text("code")
    save(path, TEXT)
    expect(page.get_by_role("complementary", name="Preview").locator(".problems")).to_have_count(0)


def test_no_script_of_it_breaks_the_policy(page: Page, site: str, path: Path) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(site)
    save(path, edited("    choices:\n", "    choises:\n"))
    expect(page.locator(".preview-note")).to_be_visible()
    assert said == []
