"""The pages of lessons under way: those that students get, with what is wrong above them, and news of every save.

A page of a preview is the student's page and three things more: a panel of problems, a script that waits for news,
and their style. The news come as Server-Sent Events; the student's app has none of this.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, Flask, Response, current_app, g, render_template, request

from tutorial.course.drafts import Draft, Preview, state
from tutorial.lesson.problems import Problem
from tutorial.reading.file_sections import Section, section_at
from tutorial.reading.regular_files import regular_bytes
from tutorial.reading.yaml_source import MOST_BYTES
from web.site.app import create_app
from web.site.kept_pages import KeptPages, course, render

HEARTBEAT = 10.0
"""Seconds after which a line is sent though nothing is new, so that a browser that has left is noticed."""

SELECTORS = {
    "code": ".program",
    "code_note": ".program",
    "scenario": ".execution",
    "clients": ".execution",
    "transport": ".execution",
    "answers": ".execution",
    "watch": ".tracking",
    "concept_flow": ".flow",
    "flow_note": ".flow",
    "key_moments": ".moments",
    "quiz": ".quiz",
    "snapshot": ".snapshot",
    "transcript": ".transcript",
    "project": ".task",
}
"""Where on the page a part of the file is shown; what is not here is in the page's head."""

_HEAD = ".lesson-head"
_ITEMS = {"key_moments": ".moments .moment:nth-of-type({})", "quiz": ".questions .question:nth-of-type({})"}

preview_pages = Blueprint("preview", __name__)


@dataclass(frozen=True, slots=True)
class Noted:
    """A problem and the CSS selector of the part of the page that it concerns."""

    problem: Problem
    part: str


def create_preview_app(preview: Preview, *, secret_key: str | None = None) -> Flask:
    """The app that serves a preview and always shows its newest state."""
    app = create_app(preview.course(), secret_key=secret_key)
    app.extensions["stepwire.preview"] = preview
    app.extensions["stepwire.preview.run"] = secrets.token_hex(4)
    app.register_blueprint(preview_pages)
    _keep_up(app, preview)
    app.after_request(_add_panel)
    return app


def _keep_up(app: Flask, preview: Preview) -> None:
    """Before each request, take over changed lessons and drop the pages kept so far."""
    one_at_a_time = threading.Lock()
    taken = preview.drafts

    @app.before_request
    def take_over() -> None:
        nonlocal taken
        with one_at_a_time:
            drafts = preview.drafts
            if drafts is not taken:
                app.extensions["stepwire.course"] = preview.course()
                app.extensions["stepwire.pages"] = KeptPages()
                taken = drafts
        g.drafts = drafts


@preview_pages.get("/preview/news/")
@preview_pages.get("/preview/news/<slug>")
def news(slug: str = "") -> Response:
    """The state of a lesson, or of all, now and whenever it changes, as Server-Sent Events."""
    run: str = current_app.extensions["stepwire.preview.run"]
    preview: Preview = current_app.extensions["stepwire.preview"]

    def events() -> Iterator[str]:
        seen = ""
        while True:
            now = preview.wait(slug, seen, HEARTBEAT)
            yield f"data: {run} {now}\n\n" if now != seen else ": nothing new\n\n"
            seen = now

    return Response(events(), mimetype="text/event-stream", headers={"Cache-Control": "no-store"})


@preview_pages.get("/preview/problems/<slug>")
def problems(slug: str) -> str:
    """The panel of a lesson as it is now."""
    return _panel(slug)


def _add_panel(response: Response) -> Response:
    """Put the panel and its script into a page."""
    if response.mimetype != "text/html" or request.blueprint == "preview":
        return response
    slug = (request.view_args or {}).get("slug", "")
    head, panel = render("preview/head.html"), _panel(slug)
    page = response.get_data(as_text=True)
    response.set_data(page.replace("</head>", f"{head}</head>", 1).replace("<main ", f"{panel}<main ", 1))
    return response


def _panel(slug: str) -> str:
    """A lesson's problems and the state they belong to; without a lesson only the state."""
    drafts: dict[str, Draft] = g.get("drafts", {})
    draft = drafts.get(slug)
    noted = _noted(draft) if draft is not None and draft.good is not None else []
    now = f"{current_app.extensions['stepwire.preview.run']} {state(drafts, slug, course().plan)}"
    return render_template("preview/panel.html", slug=slug, state=now, noted=noted, draft=draft)


def _noted(draft: Draft) -> list[Noted]:
    """The problems of a draft, each with its part of the page."""
    try:
        text = regular_bytes(draft.path, MOST_BYTES).decode("utf-8-sig", errors="replace")
    except OSError:
        text = ""
    return [Noted(problem, _selector(section_at(text, problem.line))) for problem in draft.problems]


def _selector(part: Section | None) -> str:
    if part is None:
        return _HEAD
    if part.item is not None and part.key in _ITEMS:
        return _ITEMS[part.key].format(part.item + 1)
    return SELECTORS.get(part.key, _HEAD)
