"""Tests mirror the modules: each test file stands where its module stands, and has its name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MIRRORED = ("tracer", "tutorial", "web")


def has_a_module(file: Path) -> bool:
    """Whether a test file is about something that stands in the same place.

    `tests/a/test_b.py` and `tests/a/test_b_more.py` are about `a/b.py`, about the package `a/b/`, or about the part
    `a/b.js` of a page.
    """
    folder = ROOT / file.parent.relative_to(ROOT / "tests")
    words = file.stem.removeprefix("test_").split("_")
    names = ["_".join(words[:count]) for count in range(1, len(words) + 1)]
    return any([*folder.glob(f"{name}.*"), *folder.glob(f"{name}/__init__.py")] for name in names)


@pytest.mark.parametrize("package", MIRRORED)
def test_each_test_file_has_the_place_and_the_name_of_its_module(package: str) -> None:
    files = sorted((ROOT / "tests" / package).rglob("test_*.py"))
    assert files
    lost = [str(file.relative_to(ROOT)) for file in files if not has_a_module(file)]
    assert not lost, "name it after its module: tests/a/test_b.py or tests/a/test_b_more.py for a/b.py"


@pytest.mark.parametrize(
    ("file", "has"),
    [
        ("tracer/test_events.py", True),
        ("tracer/test_events_rare.py", True),
        ("tracer/test_lines.py", True),  # a package
        ("web/parts/quiz/test_asking.py", True),  # a script
        ("tracer/test_rare.py", False),
        ("tutorial/test_events.py", False),
    ],
)
def test_a_module_is_found_by_place_and_name(file: str, has: bool) -> None:
    assert has_a_module(ROOT / "tests" / file) == has


@pytest.mark.parametrize("document", ["CONTRIBUTING.md", "README.md", "docs/architecture.md", "docs/tracer.md"])
def test_the_test_files_that_a_document_names_are_there(document: str) -> None:
    named = re.findall(r"(?:tests/[\w/]*)?\btest_[a-z_]+\.py", (ROOT / document).read_text(encoding="utf-8"))
    there = {path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py")}
    there |= {path.rpartition("/")[2] for path in there}
    assert [name for name in named if name not in there] == []
