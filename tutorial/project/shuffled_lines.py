"""Offers a solution as lines to put in order: those of the functions that the start has otherwise; the rest stays."""

from __future__ import annotations

import ast
import random
from collections.abc import Sequence
from dataclasses import dataclass

FEWEST = 4
"""Fewer lines than these are no task: then the functions around them are put in disorder, too."""


@dataclass(frozen=True, slots=True)
class LinesToOrder:
    """The lines of a solution in disorder, and the text that stays before and after them."""

    before: str
    lines: tuple[str, ...]
    after: str

    def assembled(self, order: Sequence[int]) -> str:
        """The program with the lines in this order, given by their places."""
        return "\n".join([self.before, *(self.lines[place] for place in order), self.after])


@dataclass(frozen=True, slots=True)
class _TopStatement:
    """A statement at the top of a program: its first and last line, from 1, with its decorators."""

    first: int
    last: int
    is_function: bool
    shape: str


def lines_to_order(start: str, solution: str, seed: int) -> LinesToOrder:
    """The lines in an order that the seed makes, never in the right one."""
    text = solution.rstrip("\n").split("\n")
    first, last = _region(start, solution)
    lines = [line.rstrip() for line in text[first - 1 : last] if line.strip()]
    shuffled = list(lines)
    chance = random.Random(seed)  # noqa: S311  # no secret: whoever has the seed has the lines
    while shuffled == lines and len(set(lines)) > 1:
        chance.shuffle(shuffled)
    return LinesToOrder("\n".join(text[: first - 1]), tuple(shuffled), "\n".join(text[last:]))


def in_place(offered: LinesToOrder, order: Sequence[int], solution: str) -> int:
    """How many of the first lines stand as in the solution; all of them, where functions only have changed places."""
    if _shape(offered.assembled(order)) == _shape(solution):
        return len(order)
    wanted = [line.rstrip() for line in solution.split("\n") if line.strip()]
    head = sum(bool(line.strip()) for line in offered.before.split("\n"))
    given = [offered.lines[place] for place in order]
    pairs = zip(given, wanted[head:], strict=False)
    return next((count for count, (one, other) in enumerate(pairs) if one != other), len(given) - 1)


def _region(start: str, solution: str) -> tuple[int, int]:
    """The first and the last line of what is put in disorder: whole statements."""
    parts = _parts(solution)
    there = {part.shape for part in _parts(start)}
    new = [number for number, part in enumerate(parts) if part.shape not in there] or [*range(len(parts))]
    low, high = new[0], new[-1]
    while _size(solution, parts[low : high + 1]) < FEWEST and (_is_function(parts, low - 1) or high + 1 < len(parts)):
        low, high = (low - 1, high) if _is_function(parts, low - 1) else (low, high + 1)
    return parts[low].first, parts[high].last


def _is_function(parts: Sequence[_TopStatement], number: int) -> bool:
    return number >= 0 and parts[number].is_function


def _size(code: str, parts: Sequence[_TopStatement]) -> int:
    return sum(bool(line.strip()) for line in code.split("\n")[parts[0].first - 1 : parts[-1].last])


def _parts(code: str) -> list[_TopStatement]:
    return [_part(node) for node in ast.parse(code).body]


def _part(node: ast.stmt) -> _TopStatement:
    is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    decorators = node.decorator_list if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) else []
    first = min([node.lineno, *(one.lineno for one in decorators)])
    return _TopStatement(first, node.end_lineno or node.lineno, is_function, ast.dump(node))


def _shape(code: str) -> tuple[object, ...] | None:
    """A program without the order of functions that stand side by side; None, if Python cannot read it."""
    try:
        parts = _parts(code)
    except (SyntaxError, ValueError):
        return None
    shape: list[object] = []
    together: list[str] = []
    for part in parts:
        if part.is_function:
            together.append(part.shape)
            continue
        shape += [tuple(sorted(together)), part.shape]
        together = []
    return (*shape, tuple(sorted(together)))
