"""Every kind of question in a browser: by mouse, by keyboard alone, and with scripts off; nothing shuts anybody out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.audit import violations

PATH = "/lessons/questions"
CALLS = ["join('Ada')", "join('Grace')", "whisper('hush')", "divide(1, 0)"]
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


def places(asked: Locator) -> list[str]:
    return asked.locator(".slot .choice").all_inner_texts()


def move(asked: Locator, right: bool) -> None:
    """Bring each call up to its place by its button."""
    for place, call in enumerate(CALLS if right else reversed(CALLS)):
        while places(asked).index(call) > place:
            asked.get_by_role("button", name=f"Move {call} up").click()


def number(asked: Locator, right: bool) -> None:
    """Give each call its place by its list: with scripts off."""
    for place, call in enumerate(CALLS if right else reversed(CALLS), 1):
        asked.get_by_label(f"Place of {call}").select_option(label=str(place))


def match(asked: Locator, right: bool) -> None:
    said = ["'whispered' 'HUSH'", "nothing"]
    for client, text in zip(("Ada", "Grace"), said if right else reversed(said), strict=True):
        asked.get_by_label(client).select_option(label=text)


BY_MOUSE: dict[str, Fill] = {
    "one": choose(["Grace"], ["None"]),
    "several": choose(["Ada", "Grace"], ["nobody"], "checkbox"),
    "true_false": choose(["False"], ["True"]),
    "number": write("4", "7"),
    "text": write("“hush”", "nothing"),
    "cell": write('["Ada", "Grace"]', "[]"),
    "order": move,
    "match": match,
    "line": choose(["19 emit('divided', a / b)"], ["15 emit('whispered'"]),
}
WITHOUT_SCRIPTS = {**BY_MOUSE, "order": number}
TRIED_AGAIN = [kind for kind in BY_MOUSE if kind != "true_false"]


def send(asked: Locator) -> None:
    asked.get_by_role("button", name="Answer").click()
    expect(asked.locator("[data-feedback]")).to_be_focused()


@pytest.mark.parametrize("kind", TRIED_AGAIN)
def test_by_mouse_wrong_and_then_right(page: Page, kind: str) -> None:
    page.goto(PATH)
    asked = question(page, kind)
    BY_MOUSE[kind](asked, False)
    send(asked)
    expect_wrong(asked, kind)
    if kind == "several":
        expect(asked.get_by_role("checkbox", name="nobody")).to_be_disabled()
    BY_MOUSE[kind](asked, True)
    send(asked)
    expect(asked).to_have_attribute("data-state", "right")
    expect(asked.locator("[data-feedback]")).to_have_text("Right, at the second try.")
    assert page.url.endswith(PATH)


@pytest.mark.parametrize("right", [True, False])
def test_a_statement_is_answered_by_mouse(page: Page, right: bool) -> None:
    page.goto(PATH)
    asked = question(page, "true_false")
    BY_MOUSE["true_false"](asked, right)
    send(asked)
    expect(asked).to_have_attribute("data-state", "right" if right else "shown")
    expect(asked).to_contain_text("Right." if right else "No tries left")
    expect(asked.locator(".option[data-verdict=right]")).to_contain_text("False")


@pytest.mark.parametrize("mark", ["I had it", "Not yet"])
def test_a_free_text_is_compared_with_the_model_answer(page: Page, mark: str) -> None:
    page.goto(PATH)
    asked = question(page, "free")
    asked.get_by_role("textbox").fill("The call ends.")
    asked.get_by_role("button", name="Compare").click()
    expect(asked).to_contain_text("You wrote: The call ends.")
    expect(asked).to_contain_text("The exception ends one handler's call.")
    asked.get_by_role("button", name=mark).click()
    expect(asked).to_contain_text(f"You say: {mark}.")


def expect_wrong(asked: Locator, kind: str) -> None:
    """The question says that the answer is wrong; one with a single try is closed."""
    expect(asked).to_have_attribute("data-state", "shown" if kind == "true_false" else "open")
    said = {"true_false": "No tries left", "order": "of 4 are right", "match": "0 of 2 are right", "line": "Not line "}
    expect(asked.locator("[data-feedback]")).to_contain_text(said.get(kind, "Not this one."))


def pick(page: Page, asked: Locator, name: str) -> None:
    """Go through the choices by the arrow key until this one is chosen."""
    wanted = asked.get_by_role("radio", name=name)
    for _ in range(20):
        page.keyboard.press("ArrowDown")
        if wanted.is_checked():
            return
    raise AssertionError(f"the arrow key never comes to {name}")


def tick(page: Page, asked: Locator, names: list[str]) -> None:
    for name in ("Ada", "Grace", "nobody"):
        expect(asked.get_by_role("checkbox", name=name)).to_be_focused()
        if name in names:
            page.keyboard.press("Space")
        page.keyboard.press("Tab")


def bring(page: Page, asked: Locator, calls: list[str]) -> None:
    """Bring each call to its place by its own button, which keeps the focus."""
    for place, call in enumerate(calls):
        up = asked.get_by_role("button", name=f"Move {call} up")
        reach(page, up)
        while places(asked).index(call) > place:
            page.keyboard.press("Enter")
            expect(up).to_be_focused()


def reach(page: Page, place: Locator) -> None:
    """Go from control to control until this one has the focus."""
    for _ in range(60):
        if place.evaluate("place => place === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never comes to {place}")


def type_in(page: Page, keys: str | list[str]) -> None:
    for key in keys:
        page.keyboard.press(key)


BY_KEYBOARD: dict[str, Callable[[Page, Locator, bool], None]] = {
    "one": lambda page, asked, right: pick(page, asked, "Grace" if right else "None"),
    "several": lambda page, asked, right: tick(page, asked, ["Ada", "Grace"] if right else ["nobody"]),
    "true_false": lambda page, asked, right: pick(page, asked, "False" if right else "True"),
    "number": lambda page, _, right: type_in(page, "4" if right else "7"),
    "text": lambda page, _, right: type_in(page, "hush" if right else "hash"),
    "cell": lambda page, _, right: type_in(page, "['Ada', 'Grace']" if right else "[]"),
    "order": lambda page, asked, right: bring(page, asked, CALLS if right else CALLS[::-1]),
    "match": lambda page, _, right: type_in(page, ["'", "w", "Tab", "n"] if right else ["n", "Tab", "'", "w"]),
    "line": lambda page, asked, right: pick(page, asked, "19 emit('divided', a / b)" if right else "15 emit('whisp"),
}


@pytest.mark.parametrize("right", [True, False])
@pytest.mark.parametrize("kind", BY_KEYBOARD)
def test_by_keyboard_alone(page: Page, kind: str, right: bool) -> None:
    page.goto(PATH)
    asked = question(page, kind)
    asked.locator(":is(input, select, [data-move]):visible").first.focus()
    BY_KEYBOARD[kind](page, asked, right)
    reach(page, asked.get_by_role("button", name="Answer"))
    page.keyboard.press("Enter")
    expect(asked.locator("[data-feedback]")).to_be_focused()
    if right:
        expect(asked).to_have_attribute("data-state", "right")
    else:
        expect_wrong(asked, kind)


def test_a_free_text_is_written_and_marked_by_keyboard_alone(page: Page) -> None:
    page.goto(PATH)
    asked = question(page, "free")
    asked.get_by_role("textbox").focus()
    type_in(page, "Only the one handler ends.")
    type_in(page, ["Tab", "Enter"])
    expect(asked.locator("[data-feedback]")).to_be_focused()
    type_in(page, ["Tab", "Tab", "Enter"])
    expect(asked).to_contain_text("You say: Not yet.")


def test_what_is_moved_keeps_the_focus_and_its_place_is_said(page: Page) -> None:
    page.goto(PATH)
    asked = question(page, "order")
    assert places(asked) == ["join('Ada')", "divide(1, 0)", "join('Grace')", "whisper('hush')"]
    down = asked.get_by_role("button", name="Move join('Ada') down")
    down.focus()
    for place in (2, 3, 4):
        page.keyboard.press("Space")
        expect(down).to_be_focused()
        expect(asked.get_by_role("status")).to_have_text(f"join('Ada'): place {place} of 4.")
    expect(down).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("Space")
    expect(down).to_be_focused()
    assert places(asked) == ["divide(1, 0)", "join('Grace')", "whisper('hush')", "join('Ada')"]
    assert asked.locator("[data-place]").all_inner_texts() == ["1", "2", "3", "4"]
    expect(page.locator("[data-do=play]")).to_have_attribute("aria-label", "Play")


def test_an_order_that_was_tried_stays_and_what_is_moved_loses_its_mark(page: Page) -> None:
    page.goto(PATH)
    asked = question(page, "order")
    asked.get_by_role("button", name="Move whisper('hush') up").click()
    tried = places(asked)
    send(asked)
    assert places(asked) == tried
    expect(asked.get_by_text("✓ Right")).to_have_count(2)
    expect(asked.get_by_text("✗ Wrong")).to_have_count(2)
    asked.get_by_role("button", name="Move divide(1, 0) down").click()
    expect(asked.get_by_text("✓ Right")).to_have_count(1)
    expect(asked.get_by_text("✗ Wrong")).to_have_count(1)
    page.reload()
    assert places(asked) == tried


def test_a_click_on_the_code_chooses_its_line(page: Page) -> None:
    page.goto(PATH)
    asked = question(page, "line")
    asked.locator("code", has_text="def divide").click()
    expect(asked.get_by_role("radio", name="18 def divide")).to_be_checked()


def test_while_a_line_is_asked_for_a_click_in_the_program_chooses_it(page: Page) -> None:
    page.goto(PATH)
    asked, program = question(page, "line"), page.locator(".program")
    program.locator("#line-19").click()
    expect(asked.get_by_role("radio", checked=True)).to_have_count(0)
    asked.get_by_role("button", name="in the program itself").click()
    expect(program.locator(".code")).to_be_focused()
    expect(program.get_by_role("status")).to_have_text("Press a line to answer question 9.")
    program.locator("#line-15").click()
    expect(asked.get_by_role("radio", name="15 emit")).to_be_checked()
    expect(program.locator("[data-chosen]")).to_have_id("line-15")
    program.locator("#line-16").click()
    expect(program.get_by_role("status")).to_have_text("Line 15 is chosen for question 9.")
    program.get_by_role("button", name="To the question").click()
    expect(asked.get_by_role("radio", name="15 emit")).to_be_focused()
    send(asked)
    expect(asked.locator("[data-feedback]")).to_have_text("Not line 15. Read why, then try again.")
    expect(asked.locator(".why.apart")).to_have_text(
        asked.locator(".option .why").inner_text()
    )  # far above, at its line
    expect(program.locator("[data-chosen]")).to_have_count(0)
    program.locator("#line-19").click()
    program.locator("#line-15").click()
    expect(program.locator("[data-chosen]"), "line 15 was tried").to_have_id("line-19")
    send(asked)
    expect(asked).to_have_attribute("data-state", "right")
    expect(program.locator("[data-pointing]")).to_be_hidden()


def test_the_program_shows_the_line_that_is_chosen_in_the_question_until_one_turns_to_another(page: Page) -> None:
    page.goto(PATH)
    question(page, "line").get_by_role("radio", name="18 def divide").check()
    expect(page.locator(".program [data-chosen]")).to_have_id("line-18")
    question(page, "text").get_by_role("textbox").focus()
    expect(page.locator(".program [data-chosen]")).to_have_count(0)
    page.locator("#line-15").click()
    expect(question(page, "line").get_by_role("radio", name="18 def divide")).to_be_checked()


@pytest.fixture
def plain(browser: Browser, base_url: str) -> Iterator[Page]:
    """The lesson in a browser that runs no scripts."""
    page = browser.new_context(base_url=base_url, java_script_enabled=False).new_page()
    page.goto(PATH)
    yield page
    page.context.close()


def test_with_scripts_off_every_kind_is_answered_right(plain: Page) -> None:
    for kind, fill in WITHOUT_SCRIPTS.items():
        fill(question(plain, kind), True)
        question(plain, kind).get_by_role("button", name="Answer").click()
        expect(plain).to_have_url(re.compile("#q-"))
        expect(question(plain, kind)).to_have_attribute("data-state", "right")
        expect(question(plain, kind)).to_contain_text("Right.")
    expect(plain.locator("#quiz-score")).to_contain_text("9 of 10 right")


def test_with_scripts_off_every_kind_is_answered_wrong_and_then_right(plain: Page) -> None:
    for kind, fill in WITHOUT_SCRIPTS.items():
        fill(question(plain, kind), False)
        question(plain, kind).get_by_role("button", name="Answer").click()
        expect_wrong(question(plain, kind), kind)
    for kind in TRIED_AGAIN:
        WITHOUT_SCRIPTS[kind](question(plain, kind), True)
        question(plain, kind).get_by_role("button", name="Answer").click()
        expect(question(plain, kind)).to_contain_text("Right, at the second try.")
    expect(plain.locator("#quiz-score")).to_contain_text("8 of 10 right")


@pytest.mark.parametrize("mark", ["I had it", "Not yet"])
def test_with_scripts_off_a_free_text_is_compared(plain: Page, mark: str) -> None:
    question(plain, "free").get_by_role("textbox").fill("The call ends.")
    question(plain, "free").get_by_role("button", name="Compare").click()
    expect(question(plain, "free")).to_contain_text("The exception ends one handler's call.")
    question(plain, "free").get_by_role("button", name=mark).click()
    expect(question(plain, "free")).to_contain_text(f"You say: {mark}.")


def test_with_scripts_off_places_are_chosen_and_two_in_one_are_refused(plain: Page) -> None:
    asked = question(plain, "order")
    expect(asked.get_by_role("button", name=re.compile("^Move"))).to_have_count(0)
    expect(asked).to_contain_text("Give each a place of its own.")
    expect(question(plain, "line").get_by_role("button", name="in the program itself")).to_have_count(0)
    asked.get_by_role("combobox").first.select_option(label="3")
    asked.get_by_role("button", name="Answer").click()
    expect(plain.locator("main")).to_contain_text("Two things stand in place 3.")


@pytest.mark.parametrize("width", [390, 1280])
def test_no_kind_shuts_anybody_out_open_tried_or_closed(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(PATH)
    assert violations(page) == []
    for right in (False, True):
        for kind in BY_MOUSE if not right else TRIED_AGAIN:
            BY_MOUSE[kind](question(page, kind), right)
            send(question(page, kind))
        assert violations(page, within="#quiz") == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
