"""A student's attempts at what is asked beside the quiz: exercises, statements, figures, what-ifs, cards
and projects."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, get_args

AttemptOf = Literal["exercise", "statement", "figure", "whatif", "card", "project"]
"""What is asked: an exercise made from a seed, a statement to judge, a figure to guess, what an altered scenario
changes, a card to recall, the task of a project."""

ATTEMPTS: frozenset[str] = frozenset(get_args(AttemptOf))

_LONGEST_ID = 100


@dataclass(frozen=True, slots=True)
class Attempt:
    """A student's answer to something that a mode asks, with its verdict.

    `id` says what was asked, and is unique in its lesson for each `of`; with `seed` it can be made again. `form` is the
    kind of an exercise. `right` is None where nobody can say. `sure` is one of `HOW_SURE`, or empty. `because` is the
    reason that the student chose afterwards, and `reasoned` whether it is the right one. `at` is when, as ISO time in
    UTC; the log sets it.
    """

    of: AttemptOf
    id: str
    given: str
    right: bool | None
    form: str = ""
    seed: str = ""
    sure: str = ""
    because: str = ""
    reasoned: bool | None = None
    at: str = ""

    def __post_init__(self) -> None:
        if not 0 < len(self.id) <= _LONGEST_ID:
            raise ValueError(f"an attempt's id has 1 to {_LONGEST_ID} characters: {self.id[:120]!r}")


@dataclass(frozen=True, slots=True)
class Reason:
    """The student chooses a reason for the last answer to what has this id and seed; `right` is None where nobody can
    say whether it is the right one."""

    of: AttemptOf
    id: str
    reason: str
    right: bool | None
    seed: str = ""


def give_reason(attempts: list[Attempt], reason: Reason) -> None:
    """Note the reason for the last attempt that it can be of; the first reason counts."""
    wanted = (reason.of, reason.id, reason.seed)
    for place, one in reversed(tuple(enumerate(attempts))):
        if (one.of, one.id, one.seed) == wanted:
            if not one.because:
                attempts[place] = replace(one, because=reason.reason, reasoned=reason.right)
            return


def first_of(attempts: Iterable[Attempt], of: AttemptOf, id: str, seed: str = "") -> Attempt | None:
    """The first attempt at something, made before its answer was shown."""
    return next((one for one in attempts if (one.of, one.id, one.seed) == (of, id, seed)), None)
