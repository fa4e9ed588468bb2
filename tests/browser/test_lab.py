"""The lab in a real browser: its walls, what becomes of programs that run away, and a page without a network.

The files are served twice: by the app, with its headers, and as plain files, with none.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask, Response, request, send_from_directory
from playwright.sync_api import Browser, Page

from tests.browser.site import serving
from tests.lab import built
from tests.studying import REFERENCE, study_course
from tutorial.course.course import Studied
from web.lab.lab_json import lab_json
from web.site import lab_files
from web.site.app import create_app
from web.site.bundle import WEB
from web.site.headers import open_to_the_lab
from web.site.lab_pages import lab_base

PAGE = """\
<!doctype html><title>Lab</title><h1>Lab</h1>
<script type="module" nonce="{nonce}">
import {{ Lab }} from "/lab-source/lab.js";
const lab = await (await fetch("/lab.json")).json();
window.lab = new Lab("{base}", lab, {{ seconds: 4 }});
window.run = (code, scenario = lab.lesson.scenario) => window.lab.ask({{ do: "run", code, scenario }});
window.own = lab.lesson.code;
document.cookie = "secret=of-the-page";
localStorage.setItem("secret", "of-the-page");
document.title = "Ready";
</script>
"""

ASKED: list[str] = []
"""The paths that anybody has asked the servers for."""


def with_lab_page(app: Flask, lab: str) -> Flask:
    """The app with a page that has the lab and nothing else, under the policy of the project page."""

    @app.before_request
    def note() -> None:
        ASKED.append(request.path)

    @app.get("/index.html")
    def lab_page() -> Response:
        open_to_the_lab()
        nonce = request.csp_nonce  # type: ignore[attr-defined]  # flask-talisman sets it
        return Response(PAGE.format(nonce=nonce, base=lab_base()), mimetype="text/html")

    @app.get("/lab.json")
    def lab_json() -> Response:
        return Response(lab, mimetype="application/json")

    @app.get("/lab-source/<name>")
    def lab_source(name: str) -> Response:
        return send_from_directory(WEB / "lab", name)

    return app


class Plain(SimpleHTTPRequestHandler):
    """A server of files that knows nothing of us."""

    def log_message(self, format: str, *args: object) -> None:
        ASKED.append(self.path)


@contextmanager
def plain_files(folder: Path, lab: str) -> Iterator[str]:
    """The same page and files without an app."""
    shutil.copytree(lab_files.FOLDER, folder / "lab")
    shutil.copytree(WEB / "lab", folder / "lab-source")
    (folder / "lab.json").write_text(lab)
    (folder / "index.html").write_text(PAGE.format(nonce="", base=f"lab/{lab_files.lab_base()}"))
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Plain, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory, traces: Path) -> Iterator[dict[str, str]]:
    built()
    course = study_course(tmp_path_factory.mktemp("lab"), traces)
    studied = course.lessons[REFERENCE]
    assert isinstance(studied, Studied)
    lab = lab_json(studied)
    with serving(with_lab_page(create_app(course), lab)) as served, plain_files(tmp_path_factory.mktemp("plain"), lab) as plain:
        yield {"served": served, "plain": plain}


@pytest.fixture(scope="module", params=["served", "plain"])
def lab(request: pytest.FixtureRequest, sites: dict[str, str], browser: Browser) -> Iterator[Page]:
    """A page whose lab has run the lesson once; its tests leave it as they find it."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{sites[request.param]}/index.html")
    page.wait_for_function("document.title === 'Ready'")
    assert run(page, "")["kind"] == "ran"
    yield page
    context.close()


def run(page: Page, before: str) -> dict[str, Any]:
    """Run the lesson's program with some lines before it."""
    answer: dict[str, Any] = page.evaluate("before => run(before + '\\n' + own)", before)
    return answer


def recovered(page: Page, within: float = 0.0) -> None:
    """The lab goes on as if nothing had been."""
    answer = run(page, "")
    assert answer["kind"] == "ran"
    assert answer["differences"] == []


WAYS_OUT = {
    "the page's scope": "import js; js.fetch('/witness')",
    "XMLHttpRequest": "from js import XMLHttpRequest; XMLHttpRequest.new()",
    "document": "import js; said = js.document.cookie",
    "cookies": "from pyodide.code import run_js; said = run_js('document.cookie')",
    "the cookie store": "from pyodide.code import run_js; said = run_js('cookieStore.getAll()')",
    "local storage": "from pyodide.code import run_js; said = run_js('localStorage.getItem(\"secret\")')",
    "indexedDB": "from pyodide.code import run_js; run_js('indexedDB.open(\"x\")')",
    "caches": "from pyodide.code import run_js; run_js('caches.keys()')",
    "private files": "from pyodide.code import run_js; run_js('navigator.storage.getDirectory()')",
    "a script that fetches": "from pyodide.code import run_js; run_js('fetch(\"/witness\")')",
    "a script that imports": "from pyodide.code import run_js; run_js('import(\"/witness\")')",
    "importScripts": "from pyodide.code import run_js; run_js('importScripts(\"/witness\")')",
    "another worker": "from pyodide.code import run_js; run_js('new Worker(\"/witness\")')",
    "a WebSocket": "from pyodide.code import run_js; run_js('new WebSocket(\"ws://127.0.0.1/witness\")')",
    "a channel to other pages": "from pyodide.code import run_js; run_js('new BroadcastChannel(\"x\")')",
    "pyodide.http": "from pyodide.http import open_url; open_url('/witness')",
    "pyodide.http, later": "import asyncio; from pyodide.http import pyfetch; pyfetch('/witness').send(None)",
    "micropip": "import micropip; micropip.install('/witness')",
    "the constructor of functions": "import pyodide_js; pyodide_js.loadPackage.constructor('return fetch')()('/witness')",
    "Pyodide's own loader": "import pyodide_js; pyodide_js.loadPackage('/witness.whl').send(None)",
    "a compiled script": "import pyodide_js; pyodide_js._module.ccall.constructor.constructor('fetch(`/witness`)')()",
    "urllib": "import urllib.request; urllib.request.urlopen(HERE + '/witness', timeout=1)",
    "a socket": "import socket; socket.create_connection(('127.0.0.1', PORT), timeout=1).send(b'GET /witness\\n\\n')",
    "a process": "import subprocess; subprocess.run(['curl', HERE + '/witness'])",
}


@pytest.mark.parametrize("way", WAYS_OUT)
def test_no_way_leads_out(lab: Page, way: str) -> None:
    here = lab.evaluate("location.origin")
    lines = [f"HERE, PORT, said = {here!r}, {here.rpartition(':')[2]}, None", "try:", f"    {WAYS_OUT[way]}"]
    lines += ["except BaseException as error:", "    print('refused', type(error).__name__, error)"]
    answer = run(lab, "\n".join([*lines, "else:", "    print('let out', said)"]))
    assert answer["prints"].startswith("refused"), answer
    assert "/witness" not in " ".join(ASKED)
