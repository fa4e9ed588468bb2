"""Find code that the scenario never reaches: functions that are never called, and lines of others that never run.

The compiled code says which lines there are. A run that notes every line (`tutorial.run.reached`) says which of them
ran, also in the import, in threads and in watched expressions. A scenario cannot reach the functions of web pages and
those that they call, so the check leaves these out, and branches that only guard (`tutorial.check.defensive`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Set
from dataclasses import dataclass
from types import CodeType

from tutorial.check.defensive import defensive_lines
from tutorial.check.subject import Subject
from tutorial.lesson.problems import LessonError, Problem
from tutorial.run.replays import Replays

_PAGES = {"route", "get", "post", "put", "delete", "patch", "errorhandler", "before_request", "after_request"}
_REMEDY = "let a client do what leads there, or take it out"
_UNKNOWN = "which lines of the code run is not known"
_Def = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class _Function:
    """A function of the code: the line of its `def`, its last line, and its own lines that can run."""

    name: str
    line: int
    end: int
    lines: tuple[int, ...]


def check_coverage(subject: Subject, replays: Replays) -> Iterator[Problem]:
    """Warn of every function that never ran, and of every stretch of lines that never ran."""
    try:
        reached = replays.reached()
    except LessonError as error:
        yield subject.warning(("code",), f"{_UNKNOWN}: {error.problems[0].what}", "let the code do less")
        return
    if reached.blind:
        remedy = "leave tracing alone, or see for yourself that every branch has its step"
        yield subject.warning(("code",), f"{_UNKNOWN}: the program sets a trace function of its own", remedy)
        return
    module = ast.parse(subject.lesson.code)
    pages = _pages(module)
    called = {call.line for step in subject.trace.steps for call in step.calls}
    uncalled, defensive = 0, defensive_lines(module)
    for function in _functions(module, subject.lesson.code):
        if function.name in pages or function.end <= uncalled or reached.lines.issuperset(function.lines):
            continue
        if reached.lines.isdisjoint(function.lines) and function.line not in called:
            uncalled = function.end
            yield subject.at_line(function.line, f"{function.name} is never called: {_never(function.lines)}", _REMEDY)
            continue
        for stretch in _stretches(function.lines, reached.lines):
            if not defensive.issuperset(stretch):
                yield subject.at_line(stretch[0], f"{_never(stretch)}, though {function.name} is called", _REMEDY)


def _functions(module: ast.Module, code: str) -> Iterator[_Function]:
    """Find every function. A line belongs to the innermost function around it."""
    compiled = compile(code, "<lesson>", "exec", dont_inherit=True)
    owner: dict[int, _Def] = {}
    defs = [node for node in ast.walk(module) if isinstance(node, _Def)]  # outer functions first
    for node in defs:
        owner |= dict.fromkeys(range(node.body[0].lineno, (node.end_lineno or node.lineno) + 1), node)
    lines = sorted({line for inner in _inner(compiled) for _, _, line in inner.co_lines() if line})
    for node in sorted(defs, key=lambda node: node.lineno):
        if own := tuple(line for line in lines if owner.get(line) is node):
            yield _Function(node.name, node.lineno, node.end_lineno or node.lineno, own)


def _inner(code: CodeType) -> Iterator[CodeType]:
    """The code objects in a code object, at any depth."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _inner(constant)


def _pages(module: ast.Module) -> set[str]:
    """The names of the functions of web pages, and of the functions that they call."""
    defs = {node.name: node for node in ast.walk(module) if isinstance(node, _Def)}
    names = {name for name, node in defs.items() if any(map(_is_page, node.decorator_list))}
    found: set[str] = set()
    while new := names & defs.keys() - found:
        found |= new
        names = {name for one in new for statement in defs[one].body for name in _called(statement)}
    return found


def _called(tree: ast.AST) -> set[str]:
    """The names that a piece of code calls."""
    return {_last_name(call.func) for call in ast.walk(tree) if isinstance(call, ast.Call)}


def _last_name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _is_page(decorator: ast.expr) -> bool:
    return _last_name(decorator.func if isinstance(decorator, ast.Call) else decorator) in _PAGES


def _stretches(lines: tuple[int, ...], seen: Set[int]) -> Iterator[tuple[int, ...]]:
    """The lines that never ran, in stretches without a line that ran."""
    stretch: list[int] = []
    for line in lines:
        if line not in seen:
            stretch.append(line)
        elif stretch:
            yield tuple(stretch)
            stretch = []
    if stretch:
        yield tuple(stretch)


def _never(lines: tuple[int, ...]) -> str:
    if len(lines) == 1:
        return f"line {lines[0]} of the code never runs"
    return f"lines {lines[0]} to {lines[-1]} of the code never run"
