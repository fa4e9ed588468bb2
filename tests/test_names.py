"""One word, one meaning: no type and no file of the three packages has the name of another one."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
FILES = [path for package in ("tracer", "tutorial", "web") for path in sorted((ROOT / package).rglob("*.py"))]

TYPES_WITH_TWO_MEANINGS: dict[str, str] = {}
"""Names that several types may have, and why nobody takes one for the other."""

FILES_WITH_ONE_NAME = {
    "order": "web/parts/quiz/ calls a file after its form; check/ holds the run against its other orders",
    "points": "web/parts/ calls a file after its part of the page; lesson/ has points as an author writes them",
    "why": "web/modes/ calls a file after its mode; lesson/ has the key of a lesson file that it shows",
    "project": "web/modes/ calls a file after its mode; lesson/ has the key of a lesson file that it shows",
    "program": "web/parts/ calls a file after its part of the page; tracer/ tells the program's files from others",
}
"""Names that several files may have, and how their folders tell them apart."""


def types(path: Path) -> Iterator[str]:
    """The classes of a module, and its aliases for types, without the underscore that makes a name private."""
    module = ast.parse(path.read_text(encoding="utf-8"))
    names = [node.name for node in ast.walk(module) if isinstance(node, ast.ClassDef)]
    names += [
        target.id
        for node in module.body
        if isinstance(node, ast.Assign) and not isinstance(node.value, ast.Call)
        for target in node.targets
        if isinstance(target, ast.Name)
    ]
    yield from (name for name in {name.lstrip("_") for name in names} if name[:1].isupper() and not name.isupper())


def twice(names: Iterator[tuple[str, Path]]) -> dict[str, list[str]]:
    """The names that are there more than once, with the files that have them."""
    found = defaultdict(list)
    for name, path in names:
        found[name].append(path.relative_to(ROOT).as_posix())
    return {name: paths for name, paths in found.items() if len(paths) > 1}


def test_no_two_types_have_one_name() -> None:
    found = twice((name, path) for path in FILES for name in types(path))
    assert {name: paths for name, paths in found.items() if name not in TYPES_WITH_TWO_MEANINGS} == {}
    assert TYPES_WITH_TWO_MEANINGS.keys() <= found.keys(), "a reason for a name that only one type has"


def test_no_two_files_have_one_name() -> None:
    found = twice((path.stem, path) for path in FILES if path.stem != "__init__")
    assert {name: paths for name, paths in found.items() if name not in FILES_WITH_ONE_NAME} == {}
    assert FILES_WITH_ONE_NAME.keys() <= found.keys(), "a reason for a name that only one file has"
