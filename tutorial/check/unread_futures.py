"""Find exceptions that end in a future which nobody reads: Python says nothing of them, and the run has no row."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tracer.lines.log import Line
from tracer.outcomes import Raised
from tracer.trace import Trace
from tutorial.check.subject import Subject
from tutorial.lesson.problems import Problem
from tutorial.telling.words import visible

_READS = ("result", "exception", "add_done_callback", "as_completed", "wait", "gather")
_SUBMITS = ("submit", "map")


def check_unread_futures(subject: Subject) -> Iterator[Problem]:
    """Warn of each function that raises in a thread of an executor, where the program drops the future."""
    dropped = [*_dropped(ast.parse(subject.lesson.code))]
    for failed in _failures(subject.trace) if dropped else ():
        told = [sentence.text for sentence in subject.sentences]
        error = failed.outcome
        if isinstance(error, Raised) and not any(error.type in text for text in told):
            message = visible(error.message.partition("\n")[0])
            what = f"{failed.function} raises {error.type} in a thread of an executor: {message}. "
            what += f"Nobody hears of it, for nobody reads the future of line {dropped[0]}"
            remedy = "read it with `result()`, catch the exception in the function, or speak of it"
            yield subject.at_line(failed.number, what, remedy)


def _failures(trace: Trace) -> Iterator[Line]:
    """Where an exception left the first function of the program in an executor's thread; each line once."""
    found: dict[int, Line] = {}
    for task in trace.tasks:
        lines = [line for line in task.log.lines() if line.depth == 0 and not task.function]
        for line, following in zip(lines, [*lines[1:], None], strict=True):
            if line.event == "exception" and (following is None or following.call != line.call):
                found.setdefault(line.number, line)
    yield from found.values()


def _dropped(module: ast.Module) -> Iterator[int]:
    """The lines that submit work and drop its future; all that submit, if the program never reads one."""
    nodes = [*ast.walk(module)]
    submits = [node for node in nodes if isinstance(node, ast.Call) and _called(node) in _SUBMITS]
    alone = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    reads = any(isinstance(node, ast.Call) and _called(node) in _READS for node in nodes)
    yield from (node.lineno for node in submits if id(node) in alone or (not reads and _called(node) == "submit"))


def _called(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))
