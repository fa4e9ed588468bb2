"""What docs/architecture.md and CONTRIBUTING.md name is there: files, rooms and floors, and names of the code."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
HOUSE, CHANGES = (re.split(r"^## ", PAGE, flags=re.MULTILINE)[place] for place in (1, 2))
OUR = (".ci", "docs", "lessons", "tests", "tracer", "tutorial", "web")
FILES = [path.name for path in ROOT.iterdir() if path.is_file()] + [
    path.relative_to(ROOT).as_posix()
    for folder in OUR
    for path in (ROOT / folder).rglob("*")
    if path.is_file() and not {"node_modules", "static", "__pycache__"} & {*path.parts}
]
PATH = re.compile(r"`([\w./-]*/|[\w./-]*\w\.(?:css|html|js|json|md|py|svg|toml|txt|yaml))[:`]")
ROWS = [line.split("|")[1:3] for line in CHANGES.splitlines() if re.match(r"\| (?!to change)", line)]


def named(text: str) -> set[str]:
    """The files and folders that a text names; NAME and KEY stand for what a reader would choose."""
    return {name for name in PATH.findall(text) if not re.search("NAME|KEY", name)}


def meant(name: str) -> list[str]:
    """The files that a name stands for: a path or its end, or all files of a folder."""
    ending, inside = f"/{name}", f"/{name.lstrip('/')}"
    return [file for file in FILES if f"/{file}".endswith(ending) or (name.endswith("/") and inside in f"/{file}")]


@pytest.mark.parametrize("document", ["docs/architecture.md", "CONTRIBUTING.md"])
def test_the_files_and_folders_that_a_page_names_exist(document: str) -> None:
    names = named((ROOT / document).read_text(encoding="utf-8")) - {"web/static/", "web/static", ".stepwire/"}
    assert len(names) > 10
    assert [name for name in sorted(names) if not meant(name)] == []


def test_where_to_change_what_names_code_that_is_in_the_files_beside_it() -> None:
    assert len(ROWS) > 10
    assert [(change.strip(), name) for change, where in ROWS for name in lost(where.split("**Tests:**")[0])] == []


def lost(where: str) -> Iterable[str]:
    """The names of the code in a cell that no file has which the cell names."""
    files = {file for name in named(where) for file in meant(name)}
    text = "\n".join((ROOT / file).read_text(encoding="utf-8") for file in files)
    names = [name for name in re.findall(r"`([A-Za-z_][\w.]*)(?:\(\.\.\.\))?`", where) if not PATH.match(f"`{name}`")]
    return [name for name in names if not re.search(rf"\b{name.rpartition('.')[2]}\b", text)]


def test_every_change_names_tests() -> None:
    assert [change for change, where in ROWS if "test_" not in where.partition("**Tests:**")[2]] == []


@pytest.mark.parametrize("package", ["tutorial", "web"])
def test_the_floors_are_those_that_the_linter_holds(package: str) -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (floors,) = (one["layers"] for one in contracts if one.get("containers") == [package])
    told = re.split(r"^\| floor of `(\w+)/` \|.*\n\|---\|---\|\n", HOUSE, flags=re.MULTILINE)
    table = told[told.index(package) + 1].split("\n\n")[0]
    rows = [re.findall(r"`(\w+)`", line.split("|")[1]) for line in table.splitlines()]
    assert rows == [re.split(r" \| ", floor) for floor in floors]
