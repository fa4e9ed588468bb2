"""The way through a course: its page with few and many lessons, and from a lesson's last step to the next lesson."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.audit import violations
from tests.browser.lesson import PATH, open_lesson, press
from tests.browser.site import serving
from tests.studying import study_course
from tutorial.course.course import Course, Studied
from tutorial.course.plan import CoursePlan
from tutorial.lesson.course_file import CourseFile
from tutorial.lesson.problems import Problem
from web.site.app import create_app
from web.student.lesson_progress import Bookmark, GoTo
from web.student.student_state import student_state

CHAPTERS = [
    {"title": "First events", "summary": "One client.", "lessons": ["websocket-events", "broken", "hostile"]},
    {"title": "Questions", "lessons": ["lines", "asked"]},
]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, traces: object) -> Course:
    """The lessons of the tests in two chapters; two of them stand in none."""
    lessons = study_course(tmp_path_factory.mktemp("way"), traces).lessons  # type: ignore[arg-type]  # a path
    return Course(lessons, CoursePlan(CourseFile.model_validate({"title": "Events", "chapters": CHAPTERS})))


@pytest.fixture(scope="module")
def site(course: Course) -> Iterator[str]:
    """The course; who asks for `/been` was at step 3 of the lesson “hostile”, in Deep."""
    app = create_app(course)
    lesson = course.lessons["hostile"]
    assert isinstance(lesson, Studied)

    @app.get("/been")
    def been() -> str:
        student_state().note(lesson, GoTo("deep", Bookmark(3)))
        return "<main>noted</main>"

    with serving(app) as address:
        yield address


def many(course: Course, count: int) -> Course:
    """A course of so many lessons, all of them like the first, in chapters of six."""
    lesson = course.lessons["websocket-events"]
    assert isinstance(lesson, Studied)
    slugs = [f"lesson-{number}" for number in range(count)]
    chapters = [
        {"title": f"Chapter {at // 6 + 1}", "lessons": slugs[at : at + 6]} for at in range(0, count, 6) if count > 1
    ]
    plan = CoursePlan(CourseFile.model_validate({"title": "Many", "chapters": chapters}))
    return Course({slug: replace(lesson, slug=slug) for slug in slugs}, plan)


def row(page: Page, title: str) -> Locator:
    return page.locator(".stop").filter(has_text=title)


@pytest.mark.parametrize(
    ("count", "screens", "on_a_phone"), [(1, 1, 1.1), (21, 2.6, 4), (60, 6.5, 10.5)], ids=["one", "some", "many"]
)
def test_a_course_of_any_size_can_be_taken_in(
    page: Page, course: Course, count: int, screens: float, on_a_phone: float
) -> None:
    with serving(create_app(many(course, count))) as address:
        for width, height, most in ((1280, 800, screens), (390, 844, on_a_phone)):
            page.set_viewport_size({"width": width, "height": height})
            page.goto(address)
            expect(page.locator(".stop")).to_have_count(count)
            assert page.evaluate("document.documentElement.scrollHeight") / height <= most


def test_the_whole_row_is_a_link(page: Page, site: str) -> None:
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(site)
        box = row(page, "Line by line").bounding_box()
        assert box is not None
        assert box["height"] >= 24
        row(page, "Line by line").click(position={"x": box["width"] - 5, "y": box["height"] - 5})
        expect(page).to_have_url(re.compile("/lessons/lines$"))


def test_the_keyboard_goes_from_the_way_on_through_chapters_and_lessons(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_role("link", name="Begin with").focus()
    said = []
    for _ in range(5):
        page.keyboard.press("Tab")
        said.append(page.evaluate("document.activeElement.textContent"))
    assert said == ["First events", "Questions", "More lessons", "WebSocket events handling in Flask", "broken"]
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/lessons/broken$"))


def test_a_chapter_is_a_press_away_and_the_address_keeps_it(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 400})
    page.goto(site)
    page.get_by_role("navigation", name="Chapters").get_by_role("link", name="Questions").click()
    expect(page).to_have_url(re.compile("#chapter-2$"))
    expect(page.get_by_role("heading", name="Questions")).to_be_in_viewport()


def answer_all(page: Page, address: str) -> None:
    """Answer the three questions of the first lesson, right or wrong."""
    page.goto(address + PATH)
    for question in page.locator(".question").all():
        while question.get_attribute("data-state") == "open":
            chosen = question.get_by_role("radio", disabled=False).last
            chosen.check()
            answered = chosen.element_handle()
            question.get_by_role("button", name="Answer").click()
            answered.wait_for_element_state("hidden")  # the question in its new state takes its place
            expect(question.locator("[data-feedback]")).to_be_visible()


def test_what_is_done_is_ticked_and_the_course_goes_on(page: Page, site: str) -> None:
    answer_all(page, site)
    page.goto(site)
    done = row(page, "WebSocket events")
    expect(done).to_have_attribute("data-state", "done")
    expect(done.locator(".facts")).to_contain_text("done")
    expect(page.get_by_role("navigation", name="Chapters")).to_contain_text("1 of 3 done")
    expect(page.get_by_role("link", name="Go on with")).to_contain_text("Two clients")
    page.goto(f"{site}/been")
    page.goto(site)
    expect(row(page, "Two clients").locator(".facts")).to_contain_text("at step 3")
    page.get_by_role("link", name="Go on with").click()
    expect(page).to_have_url(re.compile("/lessons/hostile/deep#step-3"))


@pytest.mark.parametrize("width", [1280, 390])
def test_the_course_has_no_accessibility_violation(page: Page, site: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    answer_all(page, site)
    page.goto(f"{site}/been")
    page.goto(site)
    assert violations(page) == []
    for narrow in (320, width):
        page.set_viewport_size({"width": narrow, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= narrow


def test_a_wrong_course_file_is_told_accessibly(page: Page, course: Course) -> None:
    wrong = Problem("lessons/course.yaml", 4, 15, "there is no lesson 'room' in this folder", "did you mean 'rooms'?")
    with serving(create_app(Course(course.lessons, CoursePlan(problems=(wrong,))))) as address:
        page.goto(address)
        expect(page.get_by_role("region", name="wrong with the course file")).to_contain_text("course.yaml:4:15")
        expect(page.locator(".stop")).to_have_count(7)
        assert violations(page, ".plan-problems") == []


def test_with_scripts_off_the_course_is_whole(browser: Browser, site: str) -> None:
    plain = browser.new_context(java_script_enabled=False).new_page()
    plain.goto(f"{site}/been")
    plain.goto(site)
    expect(plain.locator(".stop")).to_have_count(7)
    expect(plain.get_by_role("link", name="Go on with")).to_contain_text("at step 3")
    row(plain, "Two clients").get_by_role("link").first.click()
    expect(plain.get_by_role("link", name="Next lesson")).to_contain_text("Line by line")
    plain.goto(f"{site}/lessons/hostile/deep")
    plain.get_by_role("link", name="Go on at step 3").click()
    expect(plain).to_have_url(re.compile("#step-3$"))
    plain.context.close()


def test_on_paper_stands_the_list_and_nothing_to_press(page: Page, site: str) -> None:
    page.goto(site)
    page.emulate_media(media="print")
    expect(page.locator(".stop:visible")).to_have_count(7)
    for pressed in (".contents", ".go-on"):
        expect(page.locator(pressed)).to_be_hidden()
    page.goto(site + PATH)
    expect(page.get_by_role("navigation", name="The way on")).to_be_hidden()


def test_after_the_last_step_comes_the_quiz_and_after_it_the_next_lesson(page: Page, site: str) -> None:
    page.goto(site + PATH)
    press(page, "Last step")
    press(page, "To the quiz")
    heading = page.get_by_role("heading", name="quiz")
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()
    page.get_by_text("Then comes").get_by_role("link").click()
    expect(page).to_have_url(re.compile("/lessons/hostile$"))


def test_the_step_before_the_last_is_not_the_last(page: Page, site: str) -> None:
    open_lesson(page, "#step-4", site + PATH)
    press(page, "Next step")
    expect(page.locator("[data-counter]")).to_contain_text("Step 5 of 5")
    expect(page.locator(":focus")).to_have_attribute("data-do", "forward")
    press(page, "Back a step")
    expect(page.locator("[data-counter]")).to_contain_text("Step 4 of 5")
    press(page, "Next step")


def test_a_lesson_without_a_quiz_leads_to_the_next_one_and_deep_to_the_quiz(page: Page, site: str) -> None:
    page.goto(f"{site}/lessons/lines/deep")
    press(page, "Last step")
    press(page, "Next lesson")
    expect(page).to_have_url(re.compile("/lessons/asked/deep$"))
    page.goto(f"{site}{PATH}/deep")
    press(page, "Last step")
    press(page, "To the quiz")
    expect(page).to_have_url(re.compile(f"{PATH}#quiz$"))


def test_a_lesson_that_was_left_offers_its_place_and_forces_nothing(page: Page, site: str) -> None:
    page.goto(f"{site}/been")
    page.goto(f"{site}/lessons/hostile/deep")
    offer = page.get_by_role("link", name="Go on at step 3")
    counter = page.locator("[data-counter]")
    expect(offer).to_be_visible()
    expect(counter).to_contain_text("Step 1 of")
    offer.click()
    expect(counter).to_contain_text("Step 3 of")
    expect(offer).to_have_count(0)
    page.goto(f"{site}/lessons/hostile/deep#step-2")
    expect(counter).to_contain_text("Step 2 of")
    expect(offer).to_have_count(0)


def test_what_a_student_stepped_through_is_where_the_course_and_the_lesson_go_on(page: Page, site: str) -> None:
    open_lesson(page, path=f"{site}/lessons/hostile")
    for _ in range(2):
        press(page, "Next step")
    page.get_by_role("link", name="All lessons").click()
    go_on = page.get_by_role("link", name="Go on with")
    for _ in range(10):  # on a busy machine the place may arrive after the course page was asked for
        if go_on.count():
            break
        page.reload()
    expect(go_on).to_contain_text("at step 3")
    page.goto(f"{site}/lessons/hostile")
    expect(page.get_by_role("link", name="Go on at step 3")).to_be_visible()


def test_the_offer_goes_when_the_student_steps_another_way(page: Page, site: str) -> None:
    page.goto(f"{site}/been")
    page.goto(f"{site}/lessons/hostile/deep")
    expect(page.get_by_role("link", name="Go on at step 3")).to_be_visible()
    press(page, "Next step")
    expect(page.get_by_role("link", name="Go on at step 3")).to_have_count(0)
