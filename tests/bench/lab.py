"""What the lab costs: megabytes, the first result with nothing kept and with the files kept, a run again, and how long
it takes to be ready again after a program that never ends. In Chromium, from the press to the answer with its HTML.

The page is a bare one with the lab; the files come from the app, on this machine.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.bench.pages import chromium
from tests.bench.timing import Timed, show
from tests.browser.lab_page import with_lab_page
from tests.browser.site import serving
from tests.lab import built
from tests.studying import REFERENCE, study_course
from tutorial.course.course import Studied
from web.lab.lab_json import lab_json
from web.site import lab_files
from web.site.app import create_app

VISITS, AGAIN, LOOPS = 8, 15, 5

PRESS = "async () => { const began = performance.now(); await run(own); return performance.now() - began }"

LOOP = """async (program) => {
  const began = performance.now();
  const { reason } = await run(program + "\\n" + own);
  const ended = performance.now();
  await run(own);
  return [reason, ended - began, performance.now() - ended];
}"""
"""Milliseconds until a program that never ends is ended, and from there to the next result."""

LOOPING = {
    "a loop": "while True: pass",
    "a loop that catches everything": "while True:\n    try:\n        while True: pass\n    except: pass",
    "a loop without lines": "sum(iter(int, 1))",
}


def opened(page: Page, address: str) -> Page:
    """The page, with nothing of the lab loaded."""
    page.goto(f"{address}/index.html")
    page.locator("[data-ready]").wait_for()
    return page


def first_results(browser: Browser, address: str) -> dict[str, Timed]:
    """Seconds to the first result: with nothing kept, and on a page that is opened again."""
    timed = {"first result, nothing kept": Timed(), "first result, files kept": Timed()}
    for _ in range(VISITS):
        context = browser.new_context()
        for times in timed.values():
            page = opened(context.new_page(), address)
            times.seconds.append(page.evaluate(PRESS) / 1000)
            page.evaluate("lab.kept")
            page.close()
        context.close()
    return timed


def again(page: Page) -> dict[str, Timed]:
    """Seconds of a run in a warm worker, and of its parts as Python tells them."""
    parts = {"run": "of it the run", "html": "of it the HTML"}
    timed = {"the same run again": Timed(), **{name: Timed() for name in parts.values()}}
    page.evaluate(PRESS)
    for _ in range(AGAIN):
        timed["the same run again"].seconds.append(page.evaluate(PRESS) / 1000)
        milliseconds: dict[str, Any] = page.evaluate("run(own).then(({ milliseconds }) => milliseconds)")
        for key, name in parts.items():
            timed[name].seconds.append(milliseconds[key] / 1000)
    return timed


def out_of_loops(page: Page) -> list[list[str]]:
    """A row for each way never to end."""
    rows = []
    for name, program in LOOPING.items():
        ended, ready, reasons = Timed(), Timed(), set[str]()
        for _ in range(LOOPS):
            page.evaluate("lab.spare?.ready")
            reason, until, after = page.evaluate(LOOP, program)
            reasons.add(reason)
            ended.seconds.append(until / 1000)
            ready.seconds.append(after / 1000)
        rows.append(
            [
                name,
                ", ".join(sorted(reasons)),
                *(f"{t.median:.3f}" for t in (ended, ready)),
                f"{max(ready.seconds):.3f}",
            ]
        )
    return rows


def show_sizes() -> None:
    """What is fetched once, as a server with brotli sends it."""
    parts = json.loads(lab_files.MANIFEST.read_text())["parts"]
    rows = [[name, f"{one['sent']:,}", f"{one['bytes']:,}"] for name, one in parts.items()]
    total = [f"{sum(one[key] for one in parts.values()):,}" for key in ("sent", "bytes")]
    show("What the lab fetches, bytes", ("file", "brotli", "unpacked"), [*rows, ["all", *total]])


def main() -> None:
    """Measure and print."""
    built()
    show_sizes()
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        course = study_course(Path(folder), Path(folder) / "traces")
        studied = course.lessons[REFERENCE]
        assert isinstance(studied, Studied)
        with serving(with_lab_page(create_app(course), lab_json(studied), seconds=2)) as address:
            timed = first_results(browser, address)
            page = opened(browser.new_page(), address)
            timed |= again(page)
            heap = page.evaluate("lab.worker.memory")
            loops = out_of_loops(page)
    rows = [[name, f"{t.minimum:.3f}", f"{t.median:.3f}", f"{max(t.seconds):.3f}"] for name, t in timed.items()]
    show("From the press to the answer, seconds", ("what", "minimum", "median", "maximum"), rows)
    show(
        "Out of a loop, seconds (the limit is 2)",
        ("program", "ended by", "ended after", "ready again", "at most"),
        loops,
    )
    show("Memory of the browser's Python after that", ("what", "MB"), [["heap", f"{heap / 1e6:.0f}"]])
