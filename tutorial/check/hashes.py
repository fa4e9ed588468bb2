"""Check that a run does not rest on the order of a set, which is another one in each process that Python starts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tutorial.check.comparing import Difference, shown
from tutorial.check.subject import Subject
from tutorial.lesson.problems import LessonError, Problem
from tutorial.run.replays import Replays

_SEEDS = (1, 2, 3)
"""A set of two texts has the same order with every other seed."""


def check_hashes(subject: Subject, replays: Replays) -> Iterator[Problem]:
    """Find the first cell or value that differs with another hash seed. Only a program with sets can have one."""
    for seed in _SEEDS if _has_sets(subject.lesson.code) else ():
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
