"""Code that the scenario never reaches: functions that are never called, and lines of the others that never run.

Which lines there are is read off the compiled code, and which of them ran off the line logs of the trace. What runs
outside handlers is in no log: the module's own code counts as run, and so do the functions that it or a watched
expression calls, the threads that it starts, and the functions of web pages, which no scenario asks for.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import CodeType

from tracer.lines import LineLog
from tracer.trace import Trace
from tutorial.checks.subject import Subject
from tutorial.problems import Problem

_PAGES = {"route", "get", "post", "put", "delete", "patch", "errorhandler", "before_request", "after_request"}
_STARTS = {"start_background_task", "Thread", "Timer"}
_MADE_BY = {"__init__", "__new__", "__post_init__"}
_REMEDY = "let a client do what leads there, or take it out"
_Def = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class _Function:
    """A function of the code: the line of its `def`, its last line, and the lines that it can run by itself."""

    name: str
    line: int
    end: int
    lines: tuple[int, ...]


def check_coverage(subject: Subject) -> Iterator[Problem]:
    """A warning for every function that never ran, and for every stretch of lines that never did."""
    seen = _seen(subject.trace)
    if seen is None:
        return
    module = ast.parse(subject.lesson.code)
    outside = _run_outside(module, [watch.expression or "" for watch in subject.lesson.watch])
    uncalled = 0
    for function in _functions(module, subject.lesson.code):
        if function.name in outside or function.end <= uncalled or seen.issuperset(function.lines):
            continue
        if seen.isdisjoint(function.lines):
            uncalled = function.end
            yield _at(subject, function.line, f"{function.name} is never called: {_never(function.lines)}")
            continue
        for stretch in _stretches(function.lines, seen):
            yield _at(subject, stretch[0], f"{_never(stretch)}, though {function.name} is called")


def _at(subject: Subject, line: int, what: str) -> Problem:
    text = subject.lesson.code.split("\n")[line - 1]
    where = subject.loaded.where
    place = where.code(line, len(text) - len(text.lstrip()) + 1)
    return Problem(where.path, *place, what, _REMEDY, "warning")


def _seen(trace: Trace) -> set[int] | None:
    """The lines that ran in handlers and tasks; None when the logs do not have them all."""
    logs: list[LineLog] = [task.log for task in trace.tasks]
    for call in (call for step in trace.steps for call in step.calls):
        if call.log is None:
            return None
        logs.append(call.log)
    if any(log.left_out or log.more or log.stopped for log in logs):
        return None
    return {line.number for log in logs for line in log.lines() if line.event != "call"}


def _functions(module: ast.Module, code: str) -> Iterator[_Function]:
    """Every function; a line belongs to the innermost one whose body has it."""
    compiled = compile(code, "<lesson>", "exec", dont_inherit=True)
    owner: dict[int, _Def] = {}
    defs = [node for node in ast.walk(module) if isinstance(node, _Def)]  # the outer ones first
    for node in defs:
        owner |= dict.fromkeys(range(node.body[0].lineno, (node.end_lineno or node.lineno) + 1), node)
    lines = sorted({line for inner in _inner(compiled) for _, _, line in inner.co_lines() if line})
    for node in sorted(defs, key=lambda node: node.lineno):
        if own := tuple(line for line in lines if owner.get(line) is node):
            yield _Function(node.name, node.lineno, node.end_lineno or node.lineno, own)


def _inner(code: CodeType) -> Iterator[CodeType]:
    """The code objects in a code object, and those in them."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _inner(constant)


def _run_outside(module: ast.Module, expressions: Iterable[str]) -> set[str]:
    """The names of the functions that run outside handlers."""
    defs = {node.name: node for node in ast.walk(module) if isinstance(node, _Def)}
    names = {name for node in defs.values() if any(map(_is_page, node.decorator_list)) for name in (node.name,)}
    for statement in module.body:
        if not isinstance(statement, (_Def, ast.ClassDef)):
            names |= _called(statement)
    for expression in filter(None, expressions):
        names |= _called(ast.parse(expression, mode="eval"))
    if names & {node.name for node in ast.walk(module) if isinstance(node, ast.ClassDef)}:
        names |= _MADE_BY  # whichever class it is
    found: set[str] = set()
    while new := names & defs.keys() - found:
        found |= new
        names = {name for one in new for statement in defs[one].body for name in _called(statement)}
    return found


def _called(tree: ast.AST) -> set[str]:
    """The names that are called in a piece of code, or started as threads."""
    names = set()
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = _last_name(call.func)
        names.add(name)
        if name in _STARTS:
            names |= {_last_name(given) for given in (*call.args, *(keyword.value for keyword in call.keywords))}
    return names


def _last_name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _is_page(decorator: ast.expr) -> bool:
    return _last_name(decorator.func if isinstance(decorator, ast.Call) else decorator) in _PAGES


def _stretches(lines: tuple[int, ...], seen: set[int]) -> Iterator[tuple[int, ...]]:
    """The lines that never ran, those together that no line in between parts."""
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
