"""What is wrong with a lesson, and where: one line that an author can act on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in a lesson file: `path:line:col: severity: what; what next`. Lines and columns count from 1."""

    path: str
    line: int
    column: int
    what: str
    next: str = ""
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        after = f"; {self.next}" if self.next else ""
        return f"{self.path}:{self.line}:{self.column}: {self.severity}: {self.what}{after}"


class LessonError(Exception):
    """A lesson cannot be loaded or run. `problems` says why, each problem with its place in the file."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))
