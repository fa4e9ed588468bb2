"""The longest frames of the stepper in a real Chromium, while a key is held: 100 steps, and a call of 20,000 lines.

A frame is the time between two calls of `requestAnimationFrame`: on a machine that has other work, that of others too.
The longest task is what the page's own thread had to do at a stretch, in processor time. The floor is the same page
with no key held.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.bench.pages import chromium
from tests.bench.timing import show
from tests.browser.site import serving
from tutorial.course.course import Course, study
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore
from web.site.app import create_app

STEPS, COUNT = 100, 14_000
SECONDS, REPEATS = 8, 30
LATE = 20
"""Milliseconds after which a frame has missed the next one, at 60 a second."""

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
}"""


def write(folder: Path) -> Path:
    """The lesson's file: a connection, a count, and one message a step up to the disconnect."""
    actions = ["- connect", f"- {{emit: count, data: {COUNT}, ack: true}}"]
    actions += [f"- send: message number {number}" for number in range(STEPS - 4)]
    path = folder / "long.yaml"
    path.write_text(LESSON + "\n".join(f"  {action}" for action in [*actions, "- disconnect"]) + "\n")
    return path


def hold(browser: Browser, page: Page, key: str | None, cursor: str) -> list[str]:
    """Hold a key at a place, as a keyboard repeats it; gives frames, the longest task, and where it came to."""
    page.goto(PATH + cursor)
    page.wait_for_selector("[data-part=transport]:not([hidden])")
    page.wait_for_timeout(1_000)
    page.evaluate(WATCH)
    browser.start_tracing(page=page, categories=["devtools.timeline", "disabled-by-default-devtools.timeline"])
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        if key is not None:
            page.keyboard.press(key)
        time.sleep(1 / REPEATS)
    tasks = task_times(json.loads(browser.stop_tracing()))
    frames = sorted(page.evaluate("window.frames_"))
    late = sum(frame > LATE for frame in frames)
    shown = [frames[len(frames) // 2], frames[int(len(frames) * 0.99)], frames[-1], max(tasks)]
    return [*(f"{each:.1f}" for each in shown), f"{late} of {len(frames)}", page.inner_text("[data-counter]")]


def task_times(trace: dict[str, Any]) -> list[float]:
    """The milliseconds of processor time that each task of the page's main thread took."""
    events = trace["traceEvents"]
    layouts = Counter((event["pid"], event["tid"]) for event in events if event["name"] == "UpdateLayoutTree")
    page = layouts.most_common(1)[0][0] if layouts else None
    tasks = [event for event in events if event["name"] == "RunTask" and (event["pid"], event["tid"]) == page]
    return [event.get("tdur", event.get("dur", 0)) / 1e3 for event in tasks] or [0.0]


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
                rows.append([what, *hold(browser, context.new_page(), key, cursor)])
                context.close()
    heads = ("held", "median", "99 %", "longest", "longest task", f"over {LATE} ms", "came to")
    show(f"Frames while a key repeats {REPEATS} times a second for {SECONDS} s, milliseconds", heads, rows)
