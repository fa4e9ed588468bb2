"""The lab's build: the same bytes each time, only what is used, and a reason where it cannot be done."""

from __future__ import annotations

import json
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.lab import OF_THESE_RELEASES, built
from web.frontend import lab_builder, lab_sources, node
from web.site import lab_files


@OF_THESE_RELEASES
def test_the_same_bytes_each_time(tmp_path: Path) -> None:
    """Names hold a hash of the contents: the same names are the same bytes."""
    built()
    parts = json.loads(lab_files.MANIFEST.read_text())["parts"]
    archives = {}
    for name, files in lab_builder.files_of_archives(lab_builder.compiled_wheel(tmp_path)).items():
        lab_sources.write_archive(tmp_path / name, files)
        archives[name] = str(tmp_path / name)
    made = lab_builder.run(tmp_path, tmp_path / "new", archives, {})
    assert {name: one["file"] for name, one in made.items()} == {name: parts[name]["file"] for name in made}
    assert set(made) == {"worker.js", "standard.zip", "libraries.zip", "stepwire.zip"}


def test_a_student_fetches_less_than_seven_megabytes() -> None:
    built()
    parts = json.loads(lab_files.MANIFEST.read_text())["parts"]
    assert sum(part["sent"] for part in parts.values()) < 7_000_000


def test_of_ours_it_has_what_the_entry_imports() -> None:
    names = {name for name, _ in lab_sources.own_files()}
    assert {"web/lab/entry.py", "web/__init__.py", "tracer/events.py", "web/parts/table.html"} <= names
    assert not [name for name in names if name.startswith(("web/storage/", "web/site/")) and name.endswith(".py")]
    assert not {"tutorial/run/runner.py", "tutorial/run/worker.py", "tutorial/cli/main.py"} & names


def test_what_only_types_need_is_not_followed(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(
        "import typing\nif typing.TYPE_CHECKING or 0: pass\nfrom typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    import web.site.app\ndef f():\n    import tracer.trace\n"
    )
    assert lab_sources.imports(module) == ("typing", "typing", "typing.TYPE_CHECKING", "tracer.trace")


def test_licences_go_along(tmp_path: Path) -> None:
    built()
    (archive,) = lab_files.FOLDER.glob("libraries-*.zip")
    with zipfile.ZipFile(archive) as libraries:
        names = libraries.namelist()
    for library in (*lab_files.LIBRARIES, lab_files.COMPILED):
        of_it = [name for name in names if name.lower().startswith(f"{library.lower().replace('-', '_')}-")]
        assert any(name.endswith("/METADATA") for name in of_it), library
        assert any("LICEN" in name.upper() for name in of_it), library


def test_where_it_cannot_be_built_the_reason_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, path in {"FOLDER": "", "MANIFEST": "manifest.json", "OFF": "off.json"}.items():
        monkeypatch.setattr(lab_files, name, tmp_path / path)
    lab_files.is_current.cache_clear()

    def no_network(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", "WARNING: one\nERROR: No matching distribution found\n")

    monkeypatch.setattr(lab_builder, "WHEELS", tmp_path / "wheels")
    monkeypatch.setattr(subprocess, "run", no_network)
    monkeypatch.setattr(node.NodeProgram, "install", lambda *_, **__: None)
    monkeypatch.setattr(node, "needed", lambda: node.NodeProgram("node", ("npm",)))
    why = lab_builder.build(again=True)
    assert "pydantic-core==" in why
    assert "No matching distribution" in why
    assert lab_files.lab_off() == why
    assert lab_files.lab_base() is None
    assert lab_builder.build() == why, "within a day it is not tried again"
