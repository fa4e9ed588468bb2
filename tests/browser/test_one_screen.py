"""One look shows what came in, the line that acts, what left, and who received it: at every step that has a handler."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.lesson import open_lesson
from tests.browser.site import serving
from tests.studying import ROOT
from tracer.trace import Raised, Step
from tutorial.course.course import Course, Studied, lesson_files, study_all
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore
from web.site.app import create_app

SIZES = {"desktop": (1280, 800), "laptop": (1366, 768), "phone": (390, 844), "hall": (960, 540)}
MOST_SEATS = {"desktop": 6, "laptop": 6, "phone": 3, "hall": 6}
ALL_LINES = ("desk",)
"""Lessons whose acting lines are all seen, though a function far from the handler sends."""

FOLDERS = ("lessons", "tests/course", "tests/browser/screens")

UNSEEN = """async ({ id, most, allLines, raised }) => {
  const drawn = () => new Promise(requestAnimationFrame);
  while (document.querySelector(".scene .step[data-state=now]")?.id !== id) await drawn();
  for (let frame = 0; frame < 3; frame++) await drawn();
  const step = document.getElementById(id);
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
  for (const line of raised) {
    if (!some(`#line-${line}[data-now=exception] .text`)) missing.push("the line that raised");
    if (innerWidth > 400 && !some(`#line-${line} .beside`)) missing.push("what it raised"); // a phone may scroll to it
  }
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
"""What cannot be read of the step that the page comes to: what can has its first line in the window, uncovered."""


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


def raised(step: Step) -> list[int]:
    """The first line of the program that ended a call of this step by an exception, if one did."""
    outcomes = [call.outcome for call in step.calls if isinstance(call.outcome, Raised)]
    return [outcome.line for outcome in outcomes[:1] if outcome.line]


@pytest.mark.parametrize("folder", FOLDERS)
def test_at_every_step_with_a_handler_cause_code_and_answer_are_seen_together(
    page: Page, lessons: tuple[str, dict[str, Studied]], folder: str
) -> None:
    address, studied = lessons
    unseen: dict[str, list[str]] = {}
    for slug in sorted(path.stem for path in (ROOT / folder).glob("*.yaml") if path.stem in studied):
        lesson = studied[slug]
        open_lesson(page, path=f"{address}/lessons/{slug}?ask=no")
        handled = {step.number: raised(step) for step in lesson.trace.steps if any(call.line for call in step.calls)}
        for size, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            page.keyboard.press("End")
            for step in range(1, max(handled, default=0) + 1):
                page.keyboard.press("Home" if step == 1 else "ArrowRight")
                if step in handled:
                    asked = {"id": f"step-{step}", "most": MOST_SEATS[size], "allLines": slug in ALL_LINES}
                    missing = page.evaluate(UNSEEN, asked | {"raised": handled[step]})
                    unseen |= {f"{slug} step {step}, {size}": missing} if missing else {}
    assert unseen == {}
