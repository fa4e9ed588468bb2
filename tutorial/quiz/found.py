"""What the trace answers to a question: what is right, what else the run has, and why each of it is so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tutorial.lesson.model import in_quotes
from tutorial.lesson.positions import Loc

_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Candidate:
    """A real value of the run: how a choice shows it, why it is right or wrong (Markdown), and its other forms."""

    text: str
    why: str
    forms: tuple[str, ...] = ()

    def reads(self, text: str) -> bool:
        """Whether a text is this value."""
        return text == self.text or text in self.forms


@dataclass(frozen=True, slots=True)
class Found:
    """The answer from the trace.

    `real` is the answer in words, for the author. `right` are the values that are right: all of them of a question
    for several, the whole order of a question for an order. `others` are real values that are wrong here, the first
    `near` of them (all, when it is None) of the same variable or column; `otherwise` says why any other text is
    wrong. `canonical` brings a text into the form that values are compared in. `pairs` are those of a match, as side
    and place in `right`.
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
    """The trace has no one answer: what it has instead, and what to do.

    `place` is the way from the question to the mistake.
    """

    def __init__(self, what: str, next_step: str, place: Loc = ("answer",)) -> None:
        super().__init__(what)
        self.what, self.next_step, self.place = what, next_step, place


def code(text: str) -> str:
    """Text as a Markdown code span, whatever backticks it holds."""
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    edge = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{edge}{text or ' '}{edge}{fence}"


def steps(numbers: Iterable[int]) -> str:
    """`step 2`, `steps 2 and 3`."""
    listed = list(numbers)
    return f"step{'s' if len(listed) > 1 else ''} {both(map(str, listed))}"


def both(words: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def listed(texts: Iterable[str]) -> str:
    """Texts in quotes, each once."""
    return ", ".join(map(named, dict.fromkeys(texts)))


def named(text: str) -> str:
    """A text in quotes, on one line and not too long."""
    return in_quotes(short(text))


def short(text: str) -> str:
    """A text on one line, cut when it is long."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def step_number(text: str) -> int | None:
    """The number in `Step 3` or `3`."""
    found = re.fullmatch(r"(?:step\s*)?([0-9]{1,6})", text.strip(), re.IGNORECASE)
    return int(found[1]) if found else None
