"""Compiles the modules of an archive. Runs in the lab's own Python, in Node (web/frontend/lab.mjs)."""

from __future__ import annotations

import ast
import zipfile
from importlib._bootstrap_external import _code_to_hash_pyc  # type: ignore[attr-defined]  # as py_compile takes it

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def compile_archive(source: str, target: str, prefix: str) -> None:
    """Write `target` with the compiled modules of `source`, and its other files as they are.

    Their code objects say `prefix` and the name: where the module will be, as the tracer tells programs from libraries.

    Docstrings are left out: nobody reads them here, and they are an eighth of what a student would fetch. The bytes are
    the same each time: names in order, no dates, no hash of the source.
    """
    with zipfile.ZipFile(source) as given, zipfile.ZipFile(target, "w") as compiled:
        for name in sorted(given.namelist()):
            content = given.read(name)
            if name.endswith(".py"):
                content = _compiled(f"{prefix}{name}", content)
                name = f"{name}c"  # noqa: PLW2901  the compiled file in its place
            compiled.writestr(zipfile.ZipInfo(name, _LONG_AGO), content)


def _compiled(name: str, source: bytes) -> bytes:
    tree = ast.parse(source, name)
    for node in ast.walk(tree):
        if isinstance(node, _DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
            first = node.body.pop(0)
            if not node.body and not isinstance(node, ast.Module):
                node.body.append(ast.copy_location(ast.Pass(), first))
    code = compile(tree, name, "exec", dont_inherit=True, optimize=0)
    return bytes(_code_to_hash_pyc(code, bytes(8), False))
