"""What a program's text says of a call that its lines do not: what is being called, and which names are parameters."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

_DefiningNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda


@dataclass(frozen=True, slots=True)
class Definition:
    """What a piece of code is: the body of a class, or a function, `async` perhaps; `line` has its `def` or `class`."""

    kind: Literal["class", "function", "async"]
    line: int
    parameters: frozenset[str] = frozenset()


Definitions = dict[tuple[int, str], Definition]
"""Definitions by the line in which Python has them begin (that of the first decorator) and their own name."""


def definitions(code: str) -> Definitions:
    """All that a program defines; nothing when its text cannot be read."""
    try:
        nodes = [*ast.walk(ast.parse(code))]
    except (SyntaxError, ValueError, RecursionError):
        return {}
    found: Definitions = {}
    for node in nodes:
        if isinstance(node, ast.Lambda):
            here, others = _definition(node), found.get((node.lineno, "<lambda>"))
            parameters = here.parameters | (others.parameters if others else frozenset())  # of all on the line
            found[node.lineno, "<lambda>"] = replace(here, parameters=parameters)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            begins = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            found[begins, node.name] = _definition(node)
    return found


def as_written(names: Iterable[str], code: str) -> dict[str, str]:
    """The names that Python has made longer (`self._Room__secret`), each with how the code has it (`self.__secret`)."""
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
    """A name as the code has it, where that has a word that Python makes this one of in a class."""
    if name in words or not name.startswith("_"):
        return name
    ends = (name[place:] for place in range(2, len(name)) if name.startswith("__", place))
    return next((end for end in ends if end in words), name)
