"""The lab's files as they are served: packed, kept for ever, sealed; and the pages that may use them."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from tutorial.course.course import Course
from web.site import lab_files
from web.site.app import create_app
from web.site.assets import FOR_EVER
from web.site.headers import open_to_the_lab


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files as the build leaves them."""
    (tmp_path / "abc").mkdir()
    (tmp_path / "abc" / "files.json").write_text("{}")
    (tmp_path / "python-1.wasm").write_bytes(b"plain")
    (tmp_path / "python-1.wasm.br").write_bytes(b"brotli")
    (tmp_path / "python-1.wasm.gz").write_bytes(b"gzip")
    (tmp_path / "offline.js").write_text("// offline")
    monkeypatch.setattr(lab_files, "FOLDER", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("takes", "sent", "coding"),
    [("gzip, br", b"brotli", "br"), ("gzip", b"gzip", "gzip"), ("br;q=0", b"plain", None), ("", b"plain", None)],
)
def test_a_file_is_sent_as_the_client_takes_it(
    client: FlaskClient, folder: Path, takes: str, sent: bytes, coding: str | None
) -> None:
    answer = client.get("/lab/python-1.wasm", headers={"Accept-Encoding": takes})
    assert (answer.data, answer.headers.get("Content-Encoding")) == (sent, coding)
    assert answer.mimetype == "application/wasm"
    assert answer.headers["Cache-Control"] == FOR_EVER
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_the_files_come_sealed(client: FlaskClient, folder: Path) -> None:
    """What runs of them, the worker, may fetch nothing, load no script and make none."""
    policy = client.get("/lab/python-1.wasm").headers["Content-Security-Policy"]
    assert policy == "default-src 'none'; script-src 'wasm-unsafe-eval'"


@pytest.mark.parametrize("name", ["nothing.js", "python-1.wasm.br", "../app.py", "abc", "x" * 2000, "%00"])
def test_nothing_else_is_there(client: FlaskClient, folder: Path, name: str) -> None:
    assert client.get(f"/lab/{name}").status_code == 404


def test_the_service_worker_may_serve_the_whole_site_and_is_looked_at_each_time(
    client: FlaskClient, folder: Path
) -> None:
    answer = client.get("/offline.js")
    assert (answer.data, answer.headers["Cache-Control"]) == (b"// offline", "no-cache")
    (folder / "offline.js").unlink()
    assert client.get("/offline.js").status_code == 404


def test_only_a_page_with_the_lab_is_open_to_it(course: Course) -> None:
    app: Flask = create_app(course)

    @app.get("/with")
    def with_lab() -> Response:
        open_to_the_lab()
        return Response("")

    with app.test_client() as client:
        opened, closed = (client.get(path).headers["Content-Security-Policy"] for path in ("/with", "/"))
    rules = dict(rule.strip().split(" ", 1) for rule in opened.split(";"))
    nonce = rules["script-src"].split()[-1]
    assert rules["script-src"] == f"'wasm-unsafe-eval' 'strict-dynamic' {nonce}"
    assert rules["style-src"] == f"{nonce} 'self'"
    assert rules["worker-src"] == "'self'"
    assert "wasm" not in closed
    assert "worker-src" not in closed
