"""Take out the warnings that an author means, each for a reason, and tell of reasons for which there is no warning.

meant: the reason                       at a question, a key moment or the project: its only warning
meant: {words of it: the reason}        there, or at the lesson: the warning with these words
# meant: the reason                     at the end of a line of the file: the warning of this line
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tutorial.check.subject import Subject
from tutorial.lesson.fields import Meant
from tutorial.lesson.positions import Loc, Position
from tutorial.lesson.problems import Problem
from tutorial.telling.words import short_quoted

_COMMENT = re.compile(r"#\s*meant:\s*(?P<why>.*)")


@dataclass(frozen=True, slots=True)
class _Excuse:
    """A reason: its own place, the lines in which it holds, and words of the warning that it is for."""

    at: Position
    lines: range
    words: str = ""

    def fits(self, problem: Problem) -> bool:
        return problem.line in self.lines and self.words.lower() in problem.what.lower()


def without_meant(subject: Subject, problems: Iterable[Problem], *, all_known: bool) -> Iterator[Problem]:
    """The problems without the warnings that are meant. Each reason silences one.

    `all_known` says that every check was made: then a reason that silences nothing is a warning itself.
    """
    left = list(problems)
    for excuse in _excuses(subject):
        fitting = [problem for problem in left if excuse.fits(problem)]
        warnings = [problem for problem in fitting if problem.severity == "warning"]
        if warnings:
            left.remove(warnings[0])
        elif fitting:
            what = f"no reason silences an error: {short_quoted(fitting[0].what)}"
            left.append(Problem(subject.loaded.where.path, *excuse.at, what, "mend it", "warning"))
        elif all_known:
            what = f"this `meant` silences nothing: {_why(excuse)}"
            left.append(Problem(subject.loaded.where.path, *excuse.at, what, "take it away", "warning"))
    yield from left


def _why(excuse: _Excuse) -> str:
    return f"no warning here has the words {short_quoted(excuse.words)}" if excuse.words else "there is no warning here"


def _excuses(subject: Subject) -> Iterator[_Excuse]:
    """All reasons; those with words come first, so that one without takes what is left."""
    lesson, where = subject.lesson, subject.loaded.where
    found = list(_written(subject, (), lesson.meant))
    for index, question in enumerate(lesson.quiz):
        found += _written(subject, ("quiz", index), question.meant)
    for index, moment in enumerate(lesson.key_moments):
        found += _written(subject, ("key_moments", index), moment.meant)
    if lesson.project is not None:
        found += _written(subject, ("project",), lesson.project.meant)
    for number, line in enumerate(where.source.split("\n"), 1):
        if comment := _COMMENT.search(line):
            found.append(_Excuse((number, comment.start() + 1), range(number, number + 1)))
    yield from sorted(found, key=lambda excuse: (not excuse.words, excuse.at))


def _written(subject: Subject, loc: Loc, meant: Meant) -> Iterator[_Excuse]:
    where = subject.loaded.where
    lines = where.lines(loc)
    if isinstance(meant, str):
        yield _Excuse(where.value((*loc, "meant")), lines)
    for words in meant if isinstance(meant, dict) else ():
        yield _Excuse(where.key((*loc, "meant", words)), lines, words)
