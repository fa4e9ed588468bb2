"""The run's answer to a question: what is right, what else the run has, and why."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from tutorial.lesson.positions import Loc


@dataclass(frozen=True, slots=True)
class Candidate:
    """A real value of the run: its text in a choice, why it is right or wrong (Markdown), and its other forms."""

    text: str
    why: str
    forms: tuple[str, ...] = ()

    def reads(self, text: str) -> bool:
        """Whether a text is this value."""
        return text == self.text or text in self.forms


@dataclass(frozen=True, slots=True)
class RunAnswer:
    """The run's answer to a question.

    `real` is the answer in words, for the author. `right` has the right values: all of them, when several are right;
    the whole order, when the question asks for one. `others` has real values that are wrong here. The first `near` of
    them (all, if None) are of the same variable or column. `otherwise` says why any other text is wrong. `canonical`
    brings a text into the form in which values are compared. `pairs` are those of a match: side, and place in `right`.
    """

    real: str
    right: tuple[Candidate, ...]
    others: tuple[Candidate, ...] = ()
    otherwise: Callable[[str], str] = field(default=lambda _: "It is not so in this run.", compare=False)
    canonical: Callable[[str], str] = field(default=str, compare=False)
    near: int | None = None
    pairs: tuple[tuple[str, int], ...] = field(default=())

    def judge(self, text: str) -> tuple[bool, str]:
        """Whether a text is right, and why."""
        read = self.canonical(text)
        for candidate in self.right:
            if candidate.reads(read):
                return True, candidate.why
        other = next((candidate for candidate in self.others if candidate.reads(read)), None)
        return False, other.why if other else self.otherwise(text)


class UnanswerableError(Exception):
    """The trace has no single answer: what it has instead, and what to do.

    `place` is the place of the mistake within the question.
    """

    def __init__(self, what: str, next_step: str, place: Loc = ("answer",)) -> None:
        super().__init__(what)
        self.what, self.next_step, self.place = what, next_step, place


def step_number(text: str) -> int | None:
    """Read the number in `Step 3` or `3`."""
    found = re.fullmatch(r"(?:step\s*)?([0-9]{1,6})", text.strip(), re.IGNORECASE)
    return int(found[1]) if found else None
