"""What the reference lesson's page weighs and takes: over the wire, in the server, per second, and in a browser.

The floor is a bare Flask app with one route, which answers with a constant text as long as the page's HTML.
"""

from __future__ import annotations

import multiprocessing
import os
import selectors
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, sync_playwright

from tests.bench.timing import interleaved, ratio, show
from tests.studying import REFERENCE, ROOT, study_course
from web.frontend import node
from web.site.app import create_app
from web.site.serving import serve_until_stopped

PATH = f"/lessons/{REFERENCE}"
PAGE, PLAIN, BARE = "the lesson's page, gzip", "the lesson's page, not compressed", "floor: bare Flask page"

CALLS = 1_000
ROUNDS, SECONDS, CONNECTIONS = 10, 1.0, 8
VISITS = 15
GZIP = {"Accept-Encoding": "gzip"}

READY = """
new MutationObserver((_, observer) => {
  if (!document.querySelector("[data-for-scripts]:not([hidden])")) return;
  window.steppedAfter = performance.now();
  observer.disconnect();
}).observe(document, {subtree: true, childList: true, attributes: true, attributeFilter: ["hidden"]});
"""
"""Notes when the page's script has wired everything: showing the link to the step controls is the last it does."""


def lesson_app(folder: Path) -> Flask:
    """The product's own app."""
    return create_app(study_course(folder, folder / "traces"))


def bare_app(length: int) -> Flask:
    """A page as long, and nothing else."""
    app, text = Flask("bare"), "x" * length
    app.add_url_rule(PATH, "page", lambda: text)
    return app


# -- in the server, without a network


def show_server_time(lessons: Flask, bare: Flask) -> None:
    """The time from a request to its answer by Flask's test client, whose own time is in both."""
    page, floor = lessons.test_client(), bare.test_client()
    timed = interleaved(
        {
            PAGE: lambda: page.get(PATH, headers=GZIP),
            PLAIN: lambda: page.get(PATH),
            BARE: lambda: floor.get(PATH),
        },
        CALLS,
    )
    least = timed[BARE]
    rows = [
        [name, *(f"{t * 1e3:.2f}" for t in (each.minimum, each.median)), ratio(each.minimum, least.minimum)]
        for name, each in timed.items()
    ]
    show("Server time, by the test client, milliseconds", ("page", "minimum", "median", "ratio of minima"), rows)


# -- over real sockets


def serve(length: int | None, folder: str, pipe: Connection[Any, Any], worker: str = "gevent") -> None:
    """Serve the lessons, or a bare page of this length, as `stepwire serve` does; tells its port on the pipe."""
    course = study_course(Path(folder), Path(folder) / "traces") if length is None else None
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        pipe.send(listener.getsockname()[1])
        serve_until_stopped(lambda: create_app(course) if course else bare_app(length or 0), listener, worker=worker)


@contextmanager
def served(length: int | None, folder: Path, worker: str = "gevent") -> Iterator[int]:
    """The port of such a server, in processes of its own."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=serve, args=(length, str(folder), there, worker))
    process.start()
    try:
        yield here.recv()
    finally:
        process.terminate()
        process.join()


class Line:
    """A connection that is kept alive, with one request under way at any time."""

    def __init__(self, port: int, headers: str) -> None:
        self.request = f"GET {PATH} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}\r\n".encode()
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.got = b""
        self.ask()

    def ask(self) -> None:
        self.got = b""
        self.socket.sendall(self.request)

    def hear(self) -> bool:
        """Read what has come; whether that makes the answer whole."""
        part = self.socket.recv(262_144)
        if not part:
            raise ConnectionError("the server hung up")
        self.got += part
        head, end, body = self.got.partition(b"\r\n\r\n")
        if not end:
            return False
        if not head.startswith(b"HTTP/1.1 200 "):
            raise ConnectionError(head.decode())
        length = head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]
        return len(body) == int(length)


def rate(port: int, headers: str) -> float:
    """Requests answered in a second, by connections that each ask again as soon as they are answered."""
    with selectors.DefaultSelector() as selector:
        lines = [Line(port, headers) for _ in range(CONNECTIONS)]
        for line in lines:
            selector.register(line.socket, selectors.EVENT_READ, line)
        answered, began = 0, time.perf_counter()
        while (took := time.perf_counter() - began) < SECONDS:
            for key, _ in selector.select(1.0):
                if key.data.hear():
                    answered += 1
                    key.data.ask()
        for line in lines:
            line.socket.close()
    return answered / took


def show_rates(lessons: int, bare: int) -> None:
    """Both servers in turn."""
    contenders: dict[str, Callable[[], float]] = {
        PAGE: lambda: rate(lessons, "Accept-Encoding: gzip\r\n"),
        PLAIN: lambda: rate(lessons, ""),
        BARE: lambda: rate(bare, ""),
    }
    rates: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(ROUNDS):
        for name, contender in contenders.items():
            rates[name].append(contender())
    best = {name: max(each) for name, each in rates.items()}
    rows = [
        [name, f"{best[name]:.0f}", f"{statistics.median(each):.0f}", ratio(best[name], best[BARE])]
        for name, each in rates.items()
    ]
    title = f"Requests a second, gunicorn as `stepwire serve` runs it, {CONNECTIONS} connections kept alive"
    show(title, ("page", "most", "median", "ratio of the most"), rows)


# -- in a browser


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser of the browser tests."""
    sys.path.insert(0, str(ROOT / ".ci"))  # as pytest's `pythonpath` does
    import chromium as finder
    from tests.browser.conftest import FLAGS

    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", node.needed().node)
    found = finder.find() or finder.fetch()
    with sync_playwright() as playwright:
        environment: dict[str, str | float | bool] = {**os.environ, **found.environment}
        yield playwright.chromium.launch(executable_path=found.program, args=list(FLAGS), env=environment)


def visit(browser: Browser, url: str) -> tuple[list[dict[str, Any]], dict[str, float]]:
    """Open the page with nothing cached; gives what was fetched, and milliseconds since the navigation began."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.add_init_script(READY)
    page.goto(url)
    page.wait_for_selector("[data-for-scripts]:not([hidden])", state="attached")
    fetched: list[dict[str, Any]] = page.evaluate(
        """async () => {
            await document.fonts.ready;
            while (!performance.getEntriesByName("first-contentful-paint").length)
                await new Promise((painted) => requestAnimationFrame(painted));
            return [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
                .map((entry) => ({name: new URL(entry.name).pathname, bytes: entry.encodedBodySize,
                                  plain: entry.decodedBodySize}));
        }"""
    )
    times: dict[str, float] = page.evaluate(
        """() => ({
            "HTML received": performance.getEntriesByType("navigation")[0].responseEnd,
            "first contentful paint": performance.getEntriesByName("first-contentful-paint")[0].startTime,
            "stepper interactive": window.steppedAfter,
        })"""
    )
    context.close()
    return fetched, times


def show_visits(port: int) -> None:
    """Weight and times of a first visit."""
    with chromium() as browser:
        visits = [visit(browser, f"http://127.0.0.1:{port}{PATH}") for _ in range(VISITS)]
    fetched, _ = visits[-1]
    total = {"name": "sum", "bytes": sum(f["bytes"] for f in fetched), "plain": sum(f["plain"] for f in fetched)}
    weight = [[entry["name"], f"{entry['bytes']:,}", f"{entry['plain']:,}"] for entry in [*fetched, total]]
    show("Weight of a first visit, bytes without headers", ("fetched", "over the wire", "unpacked"), weight)
    rows = []
    for name in visits[0][1]:
        each = [times[name] for _, times in visits]
        rows.append([name, f"{min(each):.0f}", f"{statistics.median(each):.0f}"])
    title = f"Since navigation, {VISITS} fresh browser contexts, milliseconds"
    show(title, ("until", "minimum", "median"), rows)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lessons = lesson_app(folder / "here")
        length = len(lessons.test_client().get(PATH).data)
        show_server_time(lessons, bare_app(length))
        with served(None, folder / "there") as page, served(length, folder) as bare:
            show_rates(page, bare)
            show_visits(page)
