"""How long a save takes to be on the page: an edit of a text, of the code, and one that breaks the file."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from tests.bench.pages import chromium
from tests.bench.timing import Timed, show
from tests.studying import REFERENCE, ROOT
from tests.tutorial.drafting import save
from tutorial.course.drafts import Preview
from tutorial.run.ports import listen
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore
from web.preview.draft_pages import create_preview_app
from web.preview.preview_server import serving

ROUNDS = 20
TEXT = (ROOT / "lessons" / f"{REFERENCE}.yaml").read_text(encoding="utf-8")
TITLE = "WebSocket events handling in Flask"


class Desk:
    """An author's editor and browser, side by side."""

    def __init__(self, page: Page, path: Path) -> None:
        self.page = page
        self.path = path
        self.saves = 0

    def floor(self) -> None:
        """Load the page again, with nothing new in it: what no preview that loads pages can do without."""
        self.page.reload()

    def text(self) -> None:
        """Change words alone."""
        self.saves += 1
        title = f"Edit {self.saves}"
        save(self.path, TEXT.replace(TITLE, title))
        self.page.locator("h1", has_text=title).wait_for()

    def code(self) -> None:
        """Change the code so that it has to be run: once, and once more for the question of a changed run."""
        self.saves += 1
        function = f"handle_{self.saves}"
        save(self.path, TEXT.replace("handle_message", function))
        self.page.locator("#cell-2-action", has_text=function).wait_for()

    def broken(self) -> None:
        """Misspell a key."""
        save(self.path, TEXT.replace("quiz:", "quizz:"))
        self.page.locator(".preview-note").wait_for()

    def mended(self) -> None:
        """The whole file again: its page is that of before the code was changed."""
        save(self.path, TEXT)
        self.page.locator(".preview-note").wait_for(state="detached")


def measure(folder: Path) -> dict[str, Timed]:
    """Edit, save and look, so many times."""
    path = folder / f"{REFERENCE}.yaml"
    save(path, TEXT)
    stop = threading.Event()
    with Runner() as runner, chromium() as browser:
        preview = Preview(path, runner, TraceStore(folder / "traces"))
        preview.look()
        following = threading.Thread(target=preview.follow, args=(stop,))
        following.start()
        try:
            with serving(create_preview_app(preview), "127.0.0.1", listen("127.0.0.1", 0)) as address:
                page = browser.new_page()
                page.goto(f"{address}/lessons/{REFERENCE}#step-3")
                desk = Desk(page, path)
                edits = {"reload alone": desk.floor, "text": desk.text, "code": desk.code}
                return rounds({**edits, "broken": desk.broken, "mended": desk.mended})
        finally:
            stop.set()
            following.join()


def rounds(edits: dict[str, Callable[[], None]]) -> dict[str, Timed]:
    """All edits in turn; `mended` last in each round, so that each begins with the whole file."""
    timed = {name: Timed() for name in edits}
    for _ in range(ROUNDS):
        for name, edit in edits.items():
            timed[name].call(edit)
    return timed


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        timed = measure(Path(folder))
    rows = [[name, f"{t.minimum:.3f}", f"{t.median:.3f}", f"{max(t.seconds):.3f}"] for name, t in timed.items()]
    show(f"Save to page, {ROUNDS} rounds, seconds", ("edit", "minimum", "median", "maximum"), rows)
