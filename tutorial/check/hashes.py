"""Check that a run does not rest on the order of a set, which is another one in each process that Python starts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from tracer.trace import Emit, Trace
from tracer.values import Value
from tutorial.check.comparing import Difference, shown
from tutorial.check.seeds import TextGroup, seeds_for
from tutorial.check.subject import Subject
from tutorial.lesson.problems import LessonError, Problem
from tutorial.run.replays import Replays

_LEAST = (1, 2)
"""Seeds for sets of which no text is known."""


def check_hashes(subject: Subject, replays: Replays) -> Iterator[Problem]:
    """Find the first cell or value that differs with another hash seed. Only a program with sets can have one."""
    for seed in _seeds(subject) if _has_sets(subject.lesson.code) else ():
        try:
            differing = shown(subject.trace, replays.reseeded(seed))
        except LessonError as error:
            what = f"the run does not end with another hash seed: {error.problems[0].what}"
            yield subject.error(("code",), what, "let nothing rest on the order of a set")
            return
        for first in differing[:1]:
            what = f"the run rests on the order of a set: {first.place} is {first.before}, then {first.after}"
            yield subject.at_line(_line(subject, first), what, "sort it, such as `sorted(names)`", severity="error")
            return


def _seeds(subject: Subject) -> list[int]:
    """Seeds that turn round what stands in the containers of the run and the program, then any two of its texts."""
    groups = {*_in_program(subject.lesson.code), *_in_run(subject.trace)}
    everything = tuple(sorted({text for group in groups for text in group}))
    return seeds_for([everything], seeds_for(groups)) or list(_LEAST)


def _in_program(code: str) -> Iterator[TextGroup]:
    """The texts of each container that the program spells out."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Set | ast.List | ast.Tuple):
            yield _texts([one.value for one in node.elts if isinstance(one, ast.Constant)])


def _in_run(trace: Trace) -> Iterator[TextGroup]:
    """The texts of each container that the run shows: in its variables, events and lines."""
    logs = [call.log for step in trace.steps for call in step.calls if call.log] + [task.log for task in trace.tasks]
    for step in trace.steps:
        for value in (*step.variables.values(), list(step.trigger.arguments), *map(_given, step.emits)):
            yield from _containers(value)
    for log in logs:
        for line in log.lines():
            yield from (group for change in line.changes for group in _containers(change.now))


def _given(emit: Emit) -> list[Value]:
    return list(emit.arguments)


def _containers(value: Value) -> Iterator[TextGroup]:
    """The texts in a value, and in each container inside it."""
    parts = value if isinstance(value, list) else [*value, *value.values()] if isinstance(value, dict) else ()
    yield _texts(parts)
    for part in parts:
        if isinstance(part, list | dict):
            yield from _containers(part)


def _texts(values: Iterable[object]) -> TextGroup:
    """The texts of a container. A session id is another one in each run."""
    return tuple(dict.fromkeys(one for one in values if isinstance(one, str) and "\u2039" not in one))


def _has_sets(code: str) -> bool:
    return any(
        isinstance(node, ast.Set | ast.SetComp)
        or (isinstance(node, ast.Name) and node.id in ("set", "frozenset", "hash"))
        or (isinstance(node, ast.BinOp) and ".keys()" in ast.unparse(node))
        for node in ast.walk(ast.parse(code))
    )


def _line(subject: Subject, difference: Difference) -> int:
    """The line of the program that sends what differs; else the line of the handler."""
    found = re.search(r"\bstep ([0-9]+)", difference.place)
    step = subject.trace.steps[int(found[1]) - 1] if found else None
    lines = [emit.line for emit in step.emits if emit.line] if step else []
    lines += [call.line for call in step.calls if call.line] if step else []
    return lines[0] if lines else 1
