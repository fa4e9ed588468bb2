"""The lab's files are there and fit, or the page is told why there is no lab."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from web.site import lab_files


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for the lab's files, empty yet."""
    monkeypatch.setattr(lab_files, "FOLDER", tmp_path)
    monkeypatch.setattr(lab_files, "MANIFEST", tmp_path / "manifest.json")
    monkeypatch.setattr(lab_files, "OFF", tmp_path / "off.json")
    lab_files.is_current.cache_clear()
    return tmp_path


PACKAGES = lab_files.environment_packages()
HERE = str(lab_files.sources(PACKAGES))


def build(folder: Path, sources: str) -> None:
    (folder / "manifest.json").write_text(json.dumps({"sources": sources, "base": "abc", "parts": {}}))


def fail(folder: Path, sources: str) -> None:
    (folder / "off.json").write_text(json.dumps({"sources": sources, "why": "No network."}))


def test_nothing_built(folder: Path) -> None:
    assert lab_files.lab_base() is None
    assert "not built" in lab_files.lab_off()
    assert not lab_files.is_settled(PACKAGES)


def test_built_of_what_is_here(folder: Path) -> None:
    build(folder, HERE)
    assert (lab_files.lab_base(), lab_files.lab_off()) == ("abc/", "")
    assert lab_files.is_settled(PACKAGES)


def test_built_of_other_sources(folder: Path) -> None:
    build(folder, "of last week")
    assert lab_files.lab_base() is None
    assert "another version" in lab_files.lab_off()
    assert not lab_files.is_settled(PACKAGES)


def test_what_could_not_be_built_is_tried_again_after_a_day(folder: Path) -> None:
    build(folder, "of last week")
    fail(folder, HERE)
    assert (lab_files.lab_base(), lab_files.lab_off()) == (None, "No network.")
    assert lab_files.is_settled(PACKAGES)
    os.utime(folder / "off.json", (0, 0))
    assert not lab_files.is_settled(PACKAGES)


def test_an_installed_package_has_what_it_came_with(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lab_files, "FRONTEND", folder / "nowhere")
    build(folder, "of a wheel")
    assert (lab_files.lab_base(), lab_files.lab_off()) == ("abc/", "")


def test_another_version_of_a_library_makes_other_sources(tmp_path: Path) -> None:
    (tmp_path / "flask_socketio-5.7.0.dist-info").mkdir()
    (tmp_path / "pytest-9.dist-info").mkdir()
    one = lab_files.sources(tmp_path)
    (tmp_path / "pytest-9.dist-info").rename(tmp_path / "pytest-10.dist-info")
    assert lab_files.sources(tmp_path) == one
    (tmp_path / "flask_socketio-5.7.0.dist-info").rename(tmp_path / "flask_socketio-5.8.0.dist-info")
    assert lab_files.sources(tmp_path) != one
