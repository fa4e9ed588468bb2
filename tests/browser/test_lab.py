"""The lab in a real browser: its walls, what becomes of programs that run away, and a page without a network."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response, request, send_from_directory
from playwright.sync_api import Page

from tests.browser.site import serving
from tests.lab import built
from tests.studying import REFERENCE, study_course
from web.site.app import create_app
from web.site.bundle import WEB
from web.site.headers import open_to_the_lab
from web.site.lab_pages import lab_base

PAGE = """\
<!doctype html><title>Lab</title><h1>Lab</h1>
<script type="module" nonce="{nonce}">
import {{ Lab }} from "/lab-source/lab.js";
const lab = await (await fetch("/lessons/{slug}/lab.json")).json();
window.lab = new Lab("{base}", lab, {{ seconds: 3 }});
window.run = (code, scenario = lab.lesson.scenario) => window.lab.ask({{ do: "run", code, scenario }});
window.own = lab.lesson.code;
document.title = "Ready";
</script>
"""


def with_lab_page(app: Flask) -> Flask:
    """The app with a page that has the lab and nothing else, under the policy of the project page."""

    @app.get("/lab-page")
    def lab_page() -> Response:
        open_to_the_lab()
        nonce = request.csp_nonce  # type: ignore[attr-defined]  # flask-talisman sets it
        return Response(PAGE.format(nonce=nonce, slug=REFERENCE, base=lab_base()), mimetype="text/html")

    @app.get("/lab-source/<name>")
    def lab_source(name: str) -> Response:
        return send_from_directory(WEB / "lab", name)

    return app


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, traces: Path) -> Iterator[str]:
    built()
    with serving(with_lab_page(create_app(study_course(tmp_path_factory.mktemp("lab"), traces)))) as address:
        yield address


@pytest.fixture
def lab(page: Page, site: str) -> Page:
    """A page with the lab, not loaded yet."""
    page.goto(f"{site}/lab-page")
    page.wait_for_function("document.title === 'Ready'")
    return page


def run(page: Page, code: str) -> dict[str, Any]:
    """Run a program in the lab with the lesson's scenario."""
    answer: dict[str, Any] = page.evaluate("code => run(code)", code)
    return answer


def test_it_runs_the_lesson(lab: Page) -> None:
    code = lab.evaluate("own")
    answer = run(lab, code)
    assert answer["kind"] == "ran", json.dumps(answer)[:2000]
    assert answer["differences"] == []
