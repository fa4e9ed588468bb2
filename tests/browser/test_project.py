"""Project in a real browser, with the real lab: one boot of its Python for most of this file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.audit import violations
from tests.browser.lesson import PATH, press, row
from tests.lab import built
from tests.studying import ROOT
from tutorial.reading.loading import load

PROJECT = f"{PATH}/project"
BOOT = 120_000
"""Milliseconds that Python may take to come, on a machine that does other things, too."""

CHANGED = "send(f'Heard: {msg}')"
REFERENCE = load(ROOT / "lessons" / "websocket-events.yaml").lesson


@pytest.fixture(scope="module", autouse=True)
def lab() -> None:
    built()


@pytest.fixture(scope="module")
def bench(browser: Browser, base_url: str) -> Iterator[Page]:
    """A page of the reference lesson whose lab runs, at the lesson's own program."""
    context = browser.new_context(base_url=base_url, viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{PROJECT}#edit")
    expect(status(page)).to_have_text("Python is here.", timeout=BOOT)
    yield page
    context.close()


@pytest.fixture
def fresh(bench: Page) -> Page:
    """That page, with the lesson's own code and scenario again."""
    bench.get_by_role("button", name="The lesson’s own").click()
    tell(bench, "Reset the code")
    bench.get_by_role("button", name="The lesson’s scenario again").click()
    expect(status(bench)).to_contain_text("All cells are as in the lesson’s own run.")
    return bench


def status(page: Page) -> Locator:
    return page.locator("[data-bench-state]")


def tell(page: Page, name: str) -> None:
    page.locator("[data-bench]").get_by_role("button", name=name, exact=True).click()


def editor(page: Page) -> Locator:
    return page.get_by_role("textbox", name="The program, in Python")


def write(page: Page, code: str) -> None:
    """Type a program in the place of the one that is there."""
    editor(page).focus()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(code)


def run(page: Page, code: str) -> None:
    write(page, code)
    page.keyboard.press("Control+Enter")


def without_python(page: Page) -> Page:
    """The page, whose lab never comes: a page that is left while files are on their way leaves them open."""
    page.route(re.compile("/lab/"), lambda route: route.abort())
    return page


def test_a_changed_reply_changes_its_row_and_the_page_says_what_differs(fresh: Page) -> None:
    run(fresh, REFERENCE.code.replace("send(f'Received: {msg}')", CHANGED))
    outcome = fresh.locator("[data-outcome]")
    expect(outcome).to_contain_text("You changed 1 line of the code.")
    expect(row(fresh, 2)).to_contain_text("Heard: Hello")
    expect(fresh.locator("#cell-2-receives [data-mark=differs]")).to_have_text("differs")
    expect(outcome).to_contain_text("Time is simulated")
    expect(outcome).to_contain_text(re.compile(r"Python 3\.14\.\d"))
    expect(outcome.get_by_role("row", name=re.compile("^2 Client Receives"))).to_contain_text("Heard: Hello")
    expect(fresh.locator("[data-run-heading]")).to_have_text("Your run")
    fresh.locator("[data-run-heading]").scroll_into_view_if_needed()
    press(fresh, "Next step")
    expect(fresh.locator("tr[aria-current=step]")).to_have_id("row-2")
    expect(fresh.locator(".step[data-state=now]")).to_contain_text("Heard: Hello")
    press(fresh, "Next line")
    expect(fresh.locator("[data-reading]")).to_be_visible()


def test_an_error_stands_at_its_line_and_the_run_before_stays(fresh: Page) -> None:
    run(fresh, REFERENCE.code.replace("def handle_message(msg):", "def handle_message(msg)"))
    outcome = fresh.locator("[data-outcome]")
    expect(outcome).to_contain_text("Python cannot read this program.")
    number = REFERENCE.code.split("\n").index("def handle_message(msg):") + 1
    expect(status(fresh)).to_contain_text(f"in line {number}: expected ':'")
    expect(outcome.get_by_role("button", name=f"To line {number}")).to_be_visible()
    expect(fresh.locator(".cm-lintRange-error")).to_have_count(1)
    expect(row(fresh, 2)).to_contain_text("Received: Hello")


def test_a_run_in_which_handlers_fail_says_so_and_leads_to_the_step(fresh: Page) -> None:
    run(fresh, REFERENCE.code.replace("def handle_message(msg):", "def handle_message(msg, more):"))
    expect(status(fresh)).to_contain_text("2 calls fail: TypeError: handle_message() missing 1 required")
    expect(fresh.locator(".cm-lintRange-error")).to_contain_text(["def handle_message(msg, more):"])
    status(fresh).get_by_role("button", name="see step 2").click()
    expect(fresh.locator("tr[aria-current=step]")).to_have_id("row-2")
    expect(fresh.locator("[data-run-heading]")).to_be_focused()


def test_an_action_by_hand_adds_its_row_at_once_and_can_be_copied(fresh: Page, tmp_path: Path) -> None:
    before = fresh.locator(".execution-table tbody tr").count()
    tell(fresh, "Another client joins")
    expect(status(fresh)).to_contain_text(f"Step {before}: Ada asks the server for a connection")
    expect(row(fresh, before)).to_contain_text("Ada connects")
    expect(fresh.locator("tr[aria-current=step]")).to_have_id(f"row-{before}")
    fresh.get_by_label("Message", exact=True).fill('Hi: "all"')
    fresh.get_by_label("Message", exact=True).press("Enter")
    expect(row(fresh, before + 1)).to_contain_text('Hi: "all"')
    fresh.get_by_label("Event", exact=True).fill("chat")
    fresh.get_by_label("Arguments, in JSON").fill('{"room": "tea"}, [1, null]')
    fresh.get_by_label("ask for an acknowledgement").check()
    tell(fresh, "Emit")
    expect(row(fresh, before + 2)).to_contain_text("chat")
    tell(fresh, "Cut the line")
    expect(row(fresh, before + 3)).to_be_visible()
    fresh.get_by_role("button", name=re.compile(rf"^Move up: action {before + 3},")).click()
    expect(status(fresh)).to_contain_text("The clients cannot do this.")
    fresh.get_by_role("button", name=re.compile(rf"^Move down: action {before + 2},")).click()
    expect(status(fresh)).to_contain_text("Run:")
    tell(fresh, "Copy as YAML")
    expect(fresh.locator("[data-copied]")).to_contain_text("copied")
    code = "".join(f"  {line}\n" for line in REFERENCE.code.splitlines())
    lesson = tmp_path / "copied.yaml"
    lesson.write_text(f"title: Copied\ncode: |\n{code}{fresh.evaluate('navigator.clipboard.readText()')}")
    read = load(lesson).lesson.scenario
    assert [one.kind for one in read[-4:]] == ["connect", "send", "emit", "drop"]
    assert [one.arguments for one in read[-3:-1]] == [('Hi: "all"',), ({"room": "tea"}, [1, None])]
    assert len(read) == fresh.locator("[data-actions] li").count()
    tell(fresh, "Take all away")
    expect(status(fresh)).to_have_text("The scenario is empty: nobody does anything yet. Let a client connect.")
    fresh.locator("[data-copied]").get_by_role("button", name="Undo").click()
    expect(fresh.locator("[data-actions] li")).to_have_count(len(read))
    tell(fresh, "Take all away")
    tell(fresh, "Connect")
    expect(status(fresh)).to_contain_text("Step 1: Ada asks the server for a connection")


def test_a_task_is_solved_by_typing_its_solution(fresh: Page) -> None:
    fresh.get_by_role("button", name="The task’s").click()
    tell(fresh, "Reset the code")
    tell(fresh, "Try the tests")
    failing = fresh.locator(".test[data-passed=false]").first
    expect(failing).to_contain_text("Client receives “Connection acknowledged”")
    failing.get_by_role("button", name="Step to where it fails").first.click()
    expect(fresh.locator("[data-run-heading]")).to_contain_text("The run of test 1")
    expect(fresh.locator("tr[aria-current=step]")).to_have_id("row-1")
    fresh.get_by_role("button", name="A hint").click()
    expect(fresh.locator("[data-hints-given] li")).to_have_count(1)
    assert REFERENCE.project is not None
    for number in (1, 2):
        write(fresh, f"{REFERENCE.code}x = {number}\n")
        tell(fresh, "Try the tests")
        expect(fresh.locator("#tests-heading")).to_be_focused()
    put_in_order(fresh, REFERENCE.project.solution)
    write(fresh, REFERENCE.project.solution)
    tell(fresh, "Try the tests")
    expect(status(fresh)).to_have_text(re.compile(r"^Solved: every claim holds\.\s*$"))
    expect(fresh.locator(".test[data-passed=true]")).to_have_count(len(REFERENCE.project.tests))
    expect(fresh.locator("#tests-heading")).to_be_focused()
    expect(fresh.locator("[data-solved]")).to_contain_text("Solved.")
    expect(fresh.locator("[data-solved]").get_by_role("link")).to_be_visible()
    expect(fresh.locator("[data-hint]")).to_be_hidden()
    expect(fresh.locator(".solution pre")).to_contain_text("send('Welcome!')")


def put_in_order(page: Page, solution: str) -> None:
    """Open the list of the solution's lines, close it, and order it: at first wrongly."""
    page.get_by_role("button", name="Put its lines in order instead").click()
    heading = page.get_by_role("heading", name="Put the lines in order")
    expect(heading).to_be_focused()
    page.get_by_role("button", name="Close the list of lines").click()
    expect(heading).to_have_count(0)
    page.get_by_role("button", name="Put its lines in order instead").click()
    expect(heading).to_be_focused()
    for backwards, says in ((True, "Not yet"), (False, "put the solution into the editor, and try the tests")):
        page.locator("[data-order]").evaluate(
            """(list, [solution, backwards]) => {
                const at = slot => solution.indexOf(slot.querySelector("code").textContent);
                const slots = [...list.children].sort((one, other) => at(one) - at(other));
                list.append(...(backwards ? slots.reverse() : slots));
            }""",
            [solution, backwards],
        )
        page.get_by_role("button", name="Check the order").click()
        expect(page.locator("[data-task-words]")).to_contain_text(says)
    expect(heading).to_have_count(0)
    expect(page.locator(".solution summary")).to_be_focused()


@pytest.mark.parametrize("width", [390, 1280])
def test_at_work_it_is_accessible_and_does_not_scroll_sideways(fresh: Page, width: int) -> None:
    run(fresh, REFERENCE.code.replace("send(f'Received: {msg}')", CHANGED))
    expect(fresh.locator("[data-outcome] .differences")).to_be_visible()
    tell(fresh, "What is different")
    fresh.set_viewport_size({"width": width, "height": 900})
    assert violations(fresh) == []
    for narrow in (320, width):
        fresh.set_viewport_size({"width": narrow, "height": 900})
        assert fresh.evaluate("document.documentElement.scrollWidth") <= narrow
    fresh.set_viewport_size({"width": 1280, "height": 900})
    tell(fresh, "What is different")
    fresh.emulate_media(media="print")
    expect(fresh.locator(".bench, .transport").filter(visible=True)).to_have_count(0)
    expect(row(fresh, 2)).to_contain_text("Heard: Hello")
    fresh.emulate_media(media="screen")


def test_edits_stay_over_a_reload_under_their_code_and_a_link_waits_for_a_press(fresh: Page) -> None:
    write(fresh, REFERENCE.code + "# mine\n")
    expect(fresh.locator("[data-kept]")).to_have_text("Your changes are kept in this browser.")
    tell(fresh, "Copy a link to all of this")
    expect(fresh.locator("[data-share-words]")).to_contain_text("copied")
    link = fresh.evaluate("navigator.clipboard.readText()")
    fresh.evaluate(
        """for (const key of Object.keys(localStorage)) if (key.startsWith("stepwire.edits."))
           localStorage.setItem("stepwire.edits.00", localStorage[key])"""
    )
    page = without_python(fresh.context.new_page())
    page.goto(f"{PROJECT}#edit")
    page.get_by_role("button", name="The lesson’s own").click()
    expect(editor(page)).to_contain_text("# mine")
    page.evaluate("for (const key of Object.keys(localStorage)) if (!key.endsWith('.00')) localStorage.removeItem(key)")
    page.goto(f"{PATH}")
    page.goto(f"{PROJECT}#edit")
    page.get_by_role("button", name="The lesson’s own").click()
    expect(editor(page)).to_contain_text("handle_message")
    expect(editor(page)).not_to_contain_text("# mine")
    page.close()
    page = without_python(fresh.context.new_page())
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(PROJECT)
    page.goto(link)  # which a page that is open takes, too
    expect(page.get_by_role("alert")).to_contain_text("This link brings somebody’s program.")
    assert not [url for url in asked if "/lab" in url or "bench" in url], "nothing of the lab is loaded"
    page.get_by_role("button", name="Look at it first").click()
    expect(editor(page)).to_contain_text("# mine")
    expect(editor(page)).to_be_in_viewport()
    page.get_by_role("button", name="The task’s").click()
    expect(editor(page)).not_to_contain_text("# mine")
    page.get_by_role("button", name="The lesson’s own").click()
    expect(editor(page)).to_contain_text("# mine")
    tell(page, "Undo")
    expect(editor(page)).not_to_contain_text("# mine")
    tell(page, "Redo")
    expect(page.locator("[data-run-heading]")).to_have_text("The lesson’s own run")
    page.close()


def test_the_keyboard_alone_edits_runs_and_leaves(fresh: Page) -> None:
    editor(fresh).focus()
    fresh.keyboard.press("Control+Home")
    fresh.keyboard.type("# by keys")
    fresh.keyboard.press("Enter")
    fresh.keyboard.press("Control+Enter")
    expect(fresh.locator("[data-outcome]")).to_contain_text("You changed 1 line of the code")
    fresh.keyboard.press("Tab")
    expect(editor(fresh)).to_be_focused()
    fresh.keyboard.press("Escape")
    fresh.keyboard.press("Tab")
    expect(fresh.get_by_role("button", name="Run", exact=True)).to_be_focused()
    fresh.keyboard.press("Shift+Tab")
    for _ in ("the indentation", "the line", "the words"):
        fresh.keyboard.press("Control+z")
    expect(editor(fresh)).not_to_contain_text("# by keys")


def test_what_student_code_writes_into_the_page_is_cleaned(fresh: Page) -> None:
    hostile = """
import sys
import types

def parts_with_more(self):
    bad = '<img src=x onerror="document.title=1"><form action="https://example.com"><input name=q></form>'
    bad += '<a href="https://example.com">out</a><script>document.title=2</script><p id=main>mine</p>'
    written = sys.modules['web.lab.drawing'].Drawing.parts.kept(self)
    return {name: html.replace('</section>', bad + '</section>') for name, html in written.items()}

parts = sys.modules['web.lab.drawing'].Drawing.parts
parts.kept = types.FunctionType(parts.__code__, {**parts.__globals__})
parts.__globals__['sys'] = sys
parts.__code__ = parts_with_more.__code__
"""
    run(fresh, REFERENCE.code + hostile)
    expect(fresh.locator("[data-part=table] a", has_text="out")).to_have_count(1)
    assert fresh.evaluate("document.querySelectorAll('[data-part=scene] :is(form, img, script)').length") == 0
    assert fresh.locator("[data-part=table] a", has_text="out").get_attribute("href") is None
    expect(fresh.locator("#main")).to_have_count(1)
    assert "1" not in fresh.title()


def test_edit_leads_from_visual_to_the_same_place(page: Page) -> None:
    asked: list[str] = []
    without_python(page).on("request", lambda request: asked.append(request.url))
    page.goto(f"{PATH}?ask=no#step-3.2")
    page.get_by_role("link", name="Edit").click()
    expect(editor(page)).to_be_focused()
    expect(page).to_have_url(re.compile("/project#step-3.2$"))
    expect(page.locator("[data-counter]")).to_contain_text("Step 3 of 5 · phase 2")
    expect(page.locator("[data-trouble]")).to_contain_text("The lab did not come")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    for path in (f"{PATH}/learn", f"{PATH}/try"):
        page.goto(path)
        expect(page.get_by_role("link", name="Edit")).to_have_attribute("href", re.compile("/project#edit"))
    asked.clear()
    page.goto(PROJECT)
    expect(page.get_by_role("button", name="Edit").first).to_be_visible()
    assert not [url for url in asked if "/lab" in url or "bench" in url], "nothing is loaded before the first press"
    assert violations(page) == []


def test_an_editor_that_cannot_be_fetched_says_why_and_can_be_asked_for_again(page: Page) -> None:
    without_python(page).route(re.compile(r"/bench-\w+\.js$"), lambda route: route.fulfill(status=404), times=2)
    page.goto(PROJECT)
    page.get_by_role("button", name="Edit").first.click()
    expect(page.locator("[data-off]")).to_contain_text(re.compile(r"could not be fetched \(404 of bench-\w+\.js\)"))
    expect(page.get_by_role("button", name="Edit").first).to_be_enabled()


def test_without_scripts_the_task_the_code_and_the_run_are_there(browser: Browser, base_url: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    page = context.new_page()
    page.goto(PROJECT)
    expect(page.locator("[data-task]")).to_contain_text("Let the server greet it")
    expect(page.get_by_text("this page needs scripts")).to_be_visible()
    expect(page.get_by_role("button", name="Edit").first).to_be_hidden()
    expect(page.locator(".step:visible")).to_have_count(5)
    expect(page.locator("[data-part=program] .line:visible")).not_to_have_count(0)
    context.close()


def test_without_a_lab_the_page_says_why(page: Page) -> None:
    def off(route: Any) -> None:
        answer = route.fetch()
        body = re.sub(r' data-lab="[^"]*"', ' data-lab-off="It was not built."', answer.text())
        route.fulfill(response=answer, body=body)

    page.route(re.compile("/project$"), off)
    page.goto(PROJECT)
    expect(page.get_by_text("The lab is off, so nothing can be run here: It was not built.")).to_be_visible()
    expect(page.get_by_role("button", name="Edit").first).to_be_hidden()
