"""The longest frames of the stepper in a real Chromium, while a key is held: 100 steps, and a call of 20,000 lines.

A frame is the time between two calls of `requestAnimationFrame`; work is what the page's own handlers took of it.
The floor is the same page with no key held.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.bench.pages import chromium
from tests.bench.timing import show
from tests.browser.site import serving
from tutorial.course import Course, study
from tutorial.running import Runner
from tutorial.store import TraceStore
from web.app import create_app

STEPS, COUNT = 100, 14_000
SECONDS, REPEATS = 8, 30
PATH = "/lessons/long"

LESSON = """\
title: A long run
code: |
  from flask import Flask
  from flask_socketio import SocketIO, send

  app = Flask(__name__)
  socketio = SocketIO(app)
  history = []

  @socketio.on('message')
  def answer(text):
      words = text.split()
      history.append(text)
      for word in words:
          print(word)
      send('Received: ' + text)

  @socketio.on('count')
  def count(limit):
      total = 0
      for number in range(limit):
          total += number
      return total
watch: [history, last_message]
scenario:
"""

WATCH = """() => {
  const frames = [];
  window.frames_ = frames;
  let last = 0;
  const tick = now => { if (last) frames.push(now - last); last = now; requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
  window.work_ = [];
  new PerformanceObserver(list => window.work_.push(...list.getEntries().map(entry => entry.duration)))
    .observe({ type: "longtask" });
}"""


def write(folder: Path) -> Path:
    """The lesson's file: a connection, a count, and one message a step up to the disconnect."""
    actions = ["- connect", f"- {{emit: count, data: {COUNT}, ack: true}}"]
    actions += [f"- send: message number {number}" for number in range(STEPS - 4)]
    path = folder / "long.yaml"
    path.write_text(LESSON + "\n".join(f"  {action}" for action in [*actions, "- disconnect"]) + "\n")
    return path


def hold(page: Page, key: str | None, cursor: str) -> list[Any]:
    """Hold a key at a place, as a keyboard repeats it; gives the longest frames, long tasks, and where it came to."""
    page.goto("about:blank")
    page.goto(PATH + cursor)
    page.wait_for_selector("[data-transport]:not([hidden])")
    page.wait_for_timeout(1_000)
    page.evaluate(WATCH)
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        if key is not None:
            page.keyboard.press(key) if "+" in key else page.keyboard.down(key)
        time.sleep(1 / REPEATS)
    frames = sorted(page.evaluate("window.frames_"))
    longest, median = frames[-1], frames[len(frames) // 2]
    late = sum(frame > 20 for frame in frames)
    place = page.evaluate("document.querySelector('[data-counter]').textContent")
    return [
        f"{median:.1f}",
        f"{frames[int(len(frames) * 0.99)]:.1f}",
        f"{longest:.1f}",
        f"{late} of {len(frames)}",
        str(len(page.evaluate("window.work_"))),
        place,
    ]


def main() -> None:
    """Measure and print."""
    held = {
        "floor: no key": (None, "#step-2.3.1"),
        "line forward, in 20,000 lines": (".", "#step-2.3.1"),
        "line back, in 20,000 lines": (",", "#step-2.3.19000"),
        "line forward, through 98 short calls": (".", "#step-3"),
        "phase forward": ("Shift+ArrowRight", "#step-3"),
        "step forward": ("ArrowRight", "#step-3"),
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Runner() as runner:
            lesson = study(write(folder), runner, TraceStore(folder / "traces"))
        with serving(create_app(Course({lesson.slug: lesson}))) as address, chromium() as browser:
            rows = []
            for what, (key, cursor) in held.items():
                context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=address)
                rows.append([what, *hold(context.new_page(), key, cursor)])
                context.close()
    heads = ("held", "median", "99 %", "longest", "over 20 ms", "long tasks", "came to")
    show(f"Frames while a key repeats {REPEATS} times a second for {SECONDS} s, milliseconds", heads, rows)
