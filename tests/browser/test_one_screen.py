"""One look shows what came in, the line that acts, what left, and who received it: at every step that has a handler."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lesson import open_lesson
from tests.browser.site import serving
from tests.studying import ROOT
from tutorial.course.course import Course, Studied, lesson_files, study_all
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore
from web.site.app import create_app

SIZES = {"desktop": (1280, 800), "laptop": (1366, 768), "phone": (390, 844), "hall": (960, 540)}
MOST_SEATS = {"desktop": 6, "laptop": 6, "phone": 3, "hall": 6}
ALL_LINES = ("desk",)
"""Lessons whose acting lines are all seen, though a function far from the handler sends."""

FOLDERS = ("lessons", "tests/course", "tests/browser/screens")

UNSEEN = """async ([most, allLines]) => {
  await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  const step = document.querySelector(".scene .step[data-state=now]");
  const seen = element => {
    const text = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (text.nextNode()) {
      if (!text.currentNode.data.trim() || text.currentNode.parentElement.closest(".unseen")) continue;
      const range = document.createRange();
      range.selectNodeContents(text.currentNode);
      const box = [...range.getClientRects()].find(({ width, height }) => width > 2 && height > 2);
      if (!box) continue;
      if (box.top < 0 || box.left < 0 || box.bottom > innerHeight) return false;
      const over = document.elementFromPoint(Math.min(box.left + Math.min(box.width, 60) / 2, innerWidth - 1),
                                             box.top + box.height / 2);
      return over !== null && (element.contains(over) || over.contains(element));
    }
    return false;
  };
  const some = selector => [...document.querySelectorAll(selector)].some(seen);
  const now = `#${step.id} `;
  const missing = [];
  if (!some(`${now}.came :is(.slip, .handshake summary, .note)`)) missing.push("what came in");
  if (!some(".line[data-now] .text")) missing.push("the line that acts");
  const acting = [...document.querySelectorAll(".line[data-now] .text")];
  if (allLines && !acting.every(seen)) missing.push("a line that acts");
  if (step.querySelector(".went .slip") && !some(`${now}.went .slip`)) missing.push("what left");
  const seats = [...step.querySelectorAll(".seat")];
  if (seats.length <= most) {
    for (const seat of seats) {
      const name = seat.querySelector(".seat-name");
      if (!seen(name)) missing.push(`the seat of ${name.textContent.trim()}`);
      if (!seen(seat.querySelector(".gets"))) missing.push(`what ${name.textContent.trim()} receives`);
    }
  }
  return missing;
}"""
"""What of the current step cannot be read: a text is, where its first line is in the window and nothing covers it."""


@pytest.fixture(scope="module")
def lessons(tmp_path_factory: pytest.TempPathFactory, traces: Path) -> Iterator[tuple[str, dict[str, Studied]]]:
    """A site with every lesson that the checkout has, and those of its lessons that could be run."""
    folder = tmp_path_factory.mktemp("screens")
    for path in (path for name in FOLDERS for path in (ROOT / name).glob("*.yaml")):
        shutil.copy(path, folder)
    with Runner() as runner:
        studied = list(study_all(lesson_files(folder), runner, TraceStore(traces)))
    with serving(create_app(Course({lesson.slug: lesson for lesson in studied}))) as address:
        yield address, {lesson.slug: lesson for lesson in studied if isinstance(lesson, Studied)}


@pytest.mark.parametrize("size", SIZES)
def test_at_every_step_with_a_handler_cause_code_and_answer_are_seen_together(
    page: Page, lessons: tuple[str, dict[str, Studied]], size: str
) -> None:
    address, studied = lessons
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    unseen: dict[str, list[str]] = {}
    for slug, lesson in studied.items():
        open_lesson(page, path=f"{address}/lessons/{slug}?ask=no")
        page.keyboard.press("End")
        for step in lesson.trace.steps:
            page.keyboard.press("Home" if step.number == 1 else "ArrowRight")
            expect(page.locator(".scene .step[data-state=now]")).to_have_id(f"step-{step.number}")
            if any(call.line for call in step.calls):
                missing = page.evaluate(UNSEEN, [MOST_SEATS[size], slug in ALL_LINES])
                unseen |= {f"{slug} step {step.number}": missing} if missing else {}
    assert unseen == {}
