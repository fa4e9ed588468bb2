"""The preview in a browser: a page follows every save, keeps its place, and outlives a half-typed file."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.audit import violations
from tests.tutorial.drafting import TEXT, edited, save
from tutorial.course.drafts import Preview
from tutorial.run.ports import listen
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore
from web.preview.draft_pages import create_preview_app
from web.preview.preview_server import serving


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
        with serving(create_preview_app(preview), "127.0.0.1", listen("127.0.0.1", 0)) as address:
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


def test_a_question_that_cannot_be_answered_keeps_its_place_in_the_new_run(page: Page, site: str, path: Path) -> None:
    page.goto(site)
    save(path, edited("send(f'Received: {text}')", "send(text.upper())"))
    expect(page.locator("#cell-2-receives")).to_contain_text("HELLO")
    first, second = page.locator(".question").nth(0), page.locator(".question").nth(1)
    expect(first).to_contain_text("What does the server send in step 2?")
    expect(first).to_contain_text("This question cannot be answered yet.")
    expect(first.locator(".unanswered > .preview-note")).to_contain_text("none of the choices is right")
    expect(first.locator("input, button, form")).to_have_count(0)
    expect(page.get_by_role("complementary", name="Preview")).not_to_contain_text("as it last held")

    second.get_by_role("radio", name="Step 3").check()
    second.get_by_role("button", name="Answer").click()
    expect(second.locator("[data-feedback]")).to_have_text("Right.")

    save(path, TEXT)
    expect(first.get_by_role("radio")).to_have_count(3)


def test_an_open_question_on_the_way_stops_nobody(page: Page, site: str, path: Path) -> None:
    page.goto(site)
    asked = "  - {question: What is sent?, after: 2, choices: [a, b], answer: {variable: response_sent, after: 2}}\n"
    save(path, edited("quiz:\n", f"quiz:\n{asked}"))
    expect(page.locator(".question").first).to_contain_text("cannot be answered yet")
    page.locator("h1").click()
    page.keyboard.press("End")
    expect(page.locator("tr[aria-current=step]")).to_have_id("row-4")
    expect(page.locator(".cover")).to_have_count(0)


def test_problems_are_in_sight_wherever_the_reader_is(page: Page, site: str, path: Path) -> None:
    page.goto(f"{site}#step-2")
    page.locator("#quiz").scroll_into_view_if_needed()
    line = page.get_by_role("region", name="Step controls").get_by_role("link", name=re.compile("problem"))
    expect(line).to_have_count(0)
    save(path, edited("    choices:\n", "    choises:\n"))
    number = TEXT.splitlines().index("    choices:") + 1
    expect(line).to_have_text(re.compile(rf"1 problem: +draft\.yaml:{number}:5 +↑"))
    expect(line).to_be_in_viewport()
    expect(page).to_have_title(re.compile(r"^\(1\) A draft"))
    panel = page.get_by_role("complementary", name="Preview")
    expect(panel).not_to_be_in_viewport()

    line.focus()
    page.keyboard.press("Enter")
    expect(panel).to_be_in_viewport()
    expect(panel.locator(".preview-head")).to_be_focused()
    expect(page).to_have_url(re.compile("#step-2$"))

    save(path, TEXT)
    expect(line).to_have_count(0)
    expect(page).to_have_title(re.compile("^A draft"))


def test_without_scripts_the_problems_are_at_the_edge_of_the_window(
    browser: Browser, page: Page, site: str, path: Path
) -> None:
    page.goto(site)
    save(path, edited("    choices:\n", "    choises:\n"))
    expect(page.locator(".preview-note")).to_be_visible()
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(f"{site}#quiz")
    expect(page.locator(".preview-line")).to_be_in_viewport(ratio=1)
    page.locator(".preview-line").click()
    expect(page.locator("#preview")).to_be_in_viewport()
    context.close()


def test_focus_and_opened_hints_outlive_a_save(page: Page, site: str, path: Path) -> None:
    page.goto(f"{site}#step-2")
    hints = page.locator(".question").first.locator("details")
    for stage in (0, 1):
        hints.nth(stage).locator("summary").press("Enter")
        expect(hints.nth(stage)).to_have_attribute("open", "")
    save(path, edited('title: "A draft"', "title: Another"))
    expect(page.locator("h1")).to_have_text("Another")
    expect(page.locator(".hint[open]")).to_have_count(2)
    expect(hints.nth(1)).to_have_attribute("open", "")
    expect(hints.nth(1).locator("summary")).to_be_focused()

    forward = page.get_by_role("button", name="Next step")
    forward.focus()
    save(path, edited('title: "A draft"', "title: A third"))
    expect(page.locator("h1")).to_have_text("A third")
    expect(forward).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("tr[aria-current=step]")).to_have_id("row-3")


def test_focus_on_the_problems_outlives_their_change(page: Page, site: str, path: Path) -> None:
    page.goto(site)
    save(path, edited("    choices:\n", "    choises:\n"))
    line = page.locator("#preview-line")
    line.focus()
    save(path, edited("    choices:\n", "    choises:\n").replace("minutes: 5", "minuts: 5"))
    expect(line).to_contain_text("2 problems")
    expect(line).to_be_focused()
    place = page.locator("#preview .problems a").first
    place.focus()
    save(path, edited("    choices:\n", "    choises:\n"))
    expect(line).to_contain_text("1 problem")
    expect(place).to_be_focused()


def test_a_file_that_is_gone_leaves_its_page_until_it_is_back(page: Page, site: str, path: Path) -> None:
    page.goto(site)
    path.unlink()
    panel = page.get_by_role("complementary", name="Preview")
    expect(panel).to_contain_text("the file is gone")
    expect(page.locator("h1")).to_have_text("A draft")
    page.reload()
    expect(page.locator("h1")).to_have_text("A draft")
    save(path, TEXT)
    expect(panel.locator(".problems")).to_have_count(0)
    expect(page).to_have_title(re.compile("^A draft"))


@pytest.mark.parametrize("width", [390, 1280])
def test_a_page_with_problems_has_no_accessibility_violation(page: Page, site: str, path: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{site}#step-2.3")
    save(path, edited('"Received: Hello"', "Nothing"))
    expect(page.locator(".unanswered > .preview-note")).to_be_visible()
    assert violations(page) == []
    line = page.locator("#preview-line").bounding_box()
    assert line is not None
    assert line["height"] >= 24
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_nothing_hides_under_the_line_of_problems(page: Page, site: str, path: Path) -> None:
    page.goto(site)
    save(path, edited('"Received: Hello"', "Nothing"))
    expect(page.locator("#preview-line")).to_be_visible()
    page.evaluate("scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' })")
    end, line = page.locator(".colophon").bounding_box(), page.locator("#preview-line").bounding_box()
    assert end is not None
    assert line is not None
    assert end["y"] + end["height"] <= line["y"] + 1


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
