"""The lab in a real browser: its walls, what becomes of programs that run away, and a page without a network.

The files are served twice: by the app, with its headers, and as plain files, with none.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.lab_page import ASKED, plain_files, with_lab_page
from tests.browser.site import serving
from tests.lab import built
from tests.studying import REFERENCE, study_course
from tutorial.course.course import Course, Studied
from web.lab.lab_json import lab_json
from web.site.app import create_app


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, traces: Path) -> tuple[Course, str]:
    """A course, and the lab.json of its reference lesson."""
    built()
    whole = study_course(tmp_path_factory.mktemp("lab"), traces)
    studied = whole.lessons[REFERENCE]
    assert isinstance(studied, Studied)
    return whole, lab_json(studied)


@pytest.fixture(scope="module")
def sites(course: tuple[Course, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    app, folder = with_lab_page(create_app(course[0]), course[1]), tmp_path_factory.mktemp("plain")
    with serving(app) as served, plain_files(folder, course[1]) as plain:
        yield {"served": served, "plain": plain}


@pytest.fixture(scope="module", params=["served", "plain"])
def lab(request: pytest.FixtureRequest, sites: dict[str, str], browser: Browser) -> Iterator[Page]:
    """A page whose lab has run the lesson once; its tests leave it as they find it."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{sites[request.param]}/index.html")
    page.locator("[data-ready]").wait_for()
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


DEEP = """\
class Deep:
    def __init__(self, inner): self.inner = inner
    def __repr__(self): return repr(self.inner)
deep = None
for _ in range(100_000): deep = Deep(deep)
repr(deep)"""

WAYS_OUT = {
    "the page's scope": "import js; js.fetch('/witness')",
    "XMLHttpRequest": "from js import XMLHttpRequest; XMLHttpRequest.new()",
    "document": "import js; said = js.document.title",
    "cookies": "import js; said = js.document.cookie",
    "storage": "from js import localStorage; said = localStorage.getItem('secret')",
    "a script": "from pyodide.code import run_js; run_js('fetch(`/witness`)')",
    "pyodide.http": "from pyodide.http import open_url; open_url('/witness')",
    "pyodide.http, later": "from pyodide.http import pyfetch; pyfetch('/witness').send(None)",
    "micropip": "import micropip; micropip.install('/witness')",
    "the constructor of functions": "import pyodide_js; pyodide_js.toPy.constructor('return fetch')()('/witness')",
    "the constructor behind it": "import js; js.constructor.constructor('return fetch')()('/witness')",
    "Pyodide's own loader": "import pyodide_js; pyodide_js.loadPackage('/witness.whl'); raise EOFError('later')",
    "the runtime's scripts": "import pyodide_js; pyodide_js._module.ccall.constructor('fetch(`/witness`)')()",
    "urllib": "import urllib.request; urllib.request.urlopen(HERE + '/witness', timeout=1)",
    "a socket": "import socket; socket.create_connection(('127.0.0.1', PORT), timeout=1).send(b'GET /witness\\n\\n')",
    "a process": "import subprocess; subprocess.run(['curl', HERE + '/witness'])",
}


@pytest.mark.parametrize("way", WAYS_OUT)
def test_no_way_leads_out_of_python(lab: Page, way: str) -> None:
    here = lab.evaluate("location.origin")
    lines = [f"HERE, PORT, said = {here!r}, {here.rpartition(':')[2]}, None", "try:", f"    {WAYS_OUT[way]}"]
    lines += ["except BaseException as error:", "    print('refused', type(error).__name__, error)"]
    answer = run(lab, "\n".join([*lines, "else:", "    print('let out', said)"]))
    assert answer["prints"].startswith("refused"), answer
    assert "/witness" not in " ".join(ASKED)


def test_even_a_script_would_find_nothing_in_the_worker(lab: Page) -> None:
    found = lab.evaluate("""() => new Promise((resolve) => {
        new Worker("/lab-source/probe.js", { type: "module" }).onmessage = ({ data }) => resolve(data);
    })""")
    assert [name for name, kind in found["kinds"] if kind != "undefined"] == []
    assert {said for _, said in found["tries"]} == {"TypeError: the lab makes no scripts"}
    if lab.title().startswith("served"):
        assert "/witness" in found["imported"]
        assert "/witness" not in ASKED


def test_the_server_forbids_the_worker_all_but_compiled_code(lab: Page) -> None:
    policy = lab.request.get(lab.workers[0].url).headers.get("content-security-policy")
    assert policy in ("default-src 'none'; script-src 'wasm-unsafe-eval'", None)
    assert (policy is None) == lab.title().startswith("plain")


AWAY = {
    "an endless loop": ("while True: pass", {"lines", "endless"}),
    "one that catches everything": (
        "while True:\n    try:\n        while True: pass\n    except: pass",
        {"lines", "endless"},
    ),
    "one without lines": ("sum(iter(int, 1))", {"endless"}),
    "a gigabyte": ("held = bytearray(10**9)", {"memory"}),
    "many small things": ("held = []\nwhile True: held.append(bytearray(10**6))", {"memory"}),
    "a flood of prints": ("while True: print('x' * 1000)", {"output", "lines"}),
    "a flood past sys.stdout": (
        "import os\nwhile True: os.write(1, b'x' * 1000)",
        {"output", "lines", "endless", "import"},
    ),
    "recursion through C": (DEEP, {"crash", "exception"}),
    "an end of the interpreter": ("import os\nos._exit(3)", {"crash", "exit", "exception"}),
    "a crash": ("import pyodide_js\npyodide_js._module._abort()", {"crash", "import"}),
}


@pytest.mark.parametrize("lab", ["served"], indirect=True)
@pytest.mark.parametrize("program", AWAY)
def test_a_program_that_runs_away_is_ended_with_a_sentence(lab: Page, program: str) -> None:
    code, reasons = AWAY[program]
    lab.evaluate("lab.seconds = 3")
    answer = run(lab, code)
    lab.evaluate("lab.seconds = 20")
    assert (answer["kind"], answer["reason"] in reasons) == ("failed", True), str(answer)[:500]
    assert len(answer["message"]) > 20
    recovered(lab)


@pytest.mark.parametrize("kind", ["served", "plain"])
def test_page_and_lab_open_without_a_network_after_the_first_time(
    kind: str, course: tuple[Course, str], tmp_path: Path, page: Page
) -> None:
    whole, lab = course
    site = serving(with_lab_page(create_app(whole), lab)) if kind == "served" else plain_files(tmp_path / "site", lab)
    with site as address:
        page.goto(f"{address}/index.html")
        page.locator("[data-ready]").wait_for()
        assert run(page, "")["kind"] == "ran"
        assert page.evaluate("lab.kept") is True
    page.goto("about:blank")
    page.goto(f"{address}/index.html")  # nobody is there any more
    page.locator("[data-ready]").wait_for()
    recovered(page)
    assert run(page, "while True: pass")["kind"] == "failed"
    recovered(page)
