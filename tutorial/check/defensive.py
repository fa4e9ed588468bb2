"""Find the branches of a program that are there so that nothing goes wrong, and are not meant to run in a lesson.

Such a branch leaves at once (`return`, `raise`, `continue`, `pass`) when something is missing: `if not name:`,
`if name is None:`, `except KeyError:`. A branch that does something else is none.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

_MOST = 3
"""How many statements such a branch has, at most."""


def defensive_lines(module: ast.Module) -> frozenset[int]:
    """The lines of all these branches."""
    return frozenset(line for body in _branches(module) for line in _lines(body))


def _branches(module: ast.Module) -> Iterator[list[ast.stmt]]:
    for node in ast.walk(module):
        if isinstance(node, ast.If) and not node.orelse and _leaves(node.body, alone=not _is_lacking(node.test)):
            yield node.body
        elif isinstance(node, ast.ExceptHandler) and _leaves(node.body, alone=True):
            yield [ast.Expr(ast.Constant(None), lineno=node.lineno, end_lineno=node.lineno), *node.body]


def _leaves(body: list[ast.stmt], *, alone: bool) -> bool:
    """Whether a branch ends the handler, or does nothing; `alone` if it may do nothing else, and return nothing."""
    last = body[-1]
    if alone:
        bare = isinstance(last, ast.Return) and (last.value is None or isinstance(last.value, ast.Constant))
        return len(body) == 1 and (
            isinstance(last, ast.Raise | ast.Continue | ast.Pass) or (bare and _is_nothing(last))
        )
    return len(body) <= _MOST and isinstance(last, ast.Return | ast.Raise | ast.Continue)


def _is_nothing(last: ast.stmt) -> bool:
    value = getattr(last, "value", None)
    return value is None or (isinstance(value, ast.Constant) and value.value in (None, False, ""))


def _is_lacking(test: ast.expr) -> bool:
    """Whether a condition says that something is missing: `not x`, `x is None`, `x not in y`, `x == ''`."""
    if isinstance(test, ast.BoolOp):
        return all(map(_is_lacking, test.values))
    if isinstance(test, ast.UnaryOp):
        return isinstance(test.op, ast.Not)
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return False
    operator, right = test.ops[0], test.comparators[0]
    empty = isinstance(right, ast.Constant) and right.value in (None, "", 0)
    return isinstance(operator, ast.NotIn) or (isinstance(operator, ast.Is | ast.Eq) and empty)


def _lines(body: list[ast.stmt]) -> range:
    return range(body[0].lineno, (body[-1].end_lineno or body[-1].lineno) + 1)
