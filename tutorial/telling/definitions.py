"""Read from a program's text what a log of lines does not have: what a call is a call of, and its parameters."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

_DefiningNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda


@dataclass(frozen=True, slots=True)
class Definition:
    """A class, a function or an async function of the program; `line` is the line of its `class` or `def`."""

    kind: Literal["class", "function", "async"]
    line: int
    parameters: frozenset[str] = frozenset()


Definitions = dict[tuple[int, str], Definition]
"""Definitions by first line and name. Python counts the first decorator as the first line."""


def definitions(code: str) -> Definitions:
    """Find all definitions of a program; none when Python cannot read the program."""
    try:
        nodes = [*ast.walk(ast.parse(code))]
    except (SyntaxError, ValueError, RecursionError):
        return {}
    found: Definitions = {}
    for node in nodes:
        if isinstance(node, ast.Lambda):
            here, others = _definition(node), found.get((node.lineno, "<lambda>"))
            parameters = here.parameters | (others.parameters if others else frozenset())  # all lambdas of this line
            found[node.lineno, "<lambda>"] = replace(here, parameters=parameters)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            begins = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            found[begins, node.name] = _definition(node)
    return found


def as_written(names: Iterable[str], code: str) -> dict[str, str]:
    """Map each name that Python mangled (`self._Room__secret`) to the name in the code (`self.__secret`)."""
    words = {*re.findall(r"\w+", code)}
    mangled = ((name, name.split(".")) for name in names if "__" in name)
    found = {name: ".".join(_written(part, words) for part in parts) for name, parts in mangled}
    return {name: written for name, written in found.items() if name != written}


def _definition(node: _DefiningNode) -> Definition:
    if isinstance(node, ast.ClassDef):
        return Definition("class", node.lineno)
    written = node.args
    each = [*written.posonlyargs, *written.args, *written.kwonlyargs, written.vararg, written.kwarg]
    parameters = frozenset(argument.arg for argument in each if argument is not None)
    return Definition("async" if isinstance(node, ast.AsyncFunctionDef) else "function", node.lineno, parameters)


def _written(name: str, words: set[str]) -> str:
    """Undo Python's name mangling, if the code has the shorter word."""
    if name in words or not name.startswith("_"):
        return name
    ends = (name[place:] for place in range(2, len(name)) if name.startswith("__", place))
    return next((end for end in ends if end in words), name)
