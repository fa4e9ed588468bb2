"""Questions to answer by typing: a number, a text, or the missing text of a cell."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from tracer.trace import Trace
from tutorial.lesson.answers import CellOf, VariableAfter
from tutorial.lesson.questions import Question
from tutorial.quiz.answered import Answered, Blank, Grade
from tutorial.quiz.kinds.kind import QuizKind
from tutorial.quiz.run_answer import Candidate, UnanswerableError
from tutorial.telling import narration
from tutorial.telling.literals import literal
from tutorial.telling.words import code, short

LONGEST = 200
"""How many characters a typed answer may have."""

_QUOTES = str.maketrans(dict.fromkeys('‘’‚“”„«»`"', "'"))
_CLOSE = 0.75
_NEAR = 0.6


class TextKind(QuizKind):
    """A student types a value of the run. Case, spaces and quotes do not count."""

    any_number = True

    def valid(self, answered: Answered, given: str) -> bool:
        return 0 < len(given.strip()) <= LONGEST

    def grade(self, answered: Answered, given: str) -> Grade:
        found = answered.run_answer
        typed = forgiving(found.canonical(given))
        for candidates, right in ((found.right, True), (found.others, False)):
            for candidate in candidates:
                if typed in forms(candidate):
                    return Grade(right, candidate.why)
        if any(_likeness(typed, candidate) >= _CLOSE for candidate in found.right):
            return Grade(right=False, why="Close: look at every letter.")
        near = max(found.others, key=lambda candidate: _likeness(typed, candidate), default=None)
        if near and _likeness(typed, near) >= _NEAR:
            return Grade(right=False, why=f"The nearest to it in this run is {code(short(near.text))}. {near.why}")
        return Grade(right=False, why="Nothing in this run reads like it.")


class CellKind(TextKind):
    """A student types the missing text of a table's cell, and sees the cells beside it."""

    any_number = False

    def complete(self, answered: Answered, trace: Trace) -> Answered:
        return replace(answered, blank=_blank(answered.question, trace))


class NumberKind(QuizKind):
    """A student types the number, give or take what the author tolerates."""

    def complete(self, answered: Answered, trace: Trace) -> Answered:
        found = answered.run_answer
        for one in found.right:
            try:
                float(found.canonical(one.text))
            except ValueError:
                raise UnanswerableError(
                    f"in the run it is {found.real}, which is no number", "ask for a text"
                ) from None
        return answered

    def valid(self, answered: Answered, given: str) -> bool:
        return 0 < len(given.strip()) <= LONGEST and number(given) is not None

    def grade(self, answered: Answered, given: str) -> Grade:
        value, found = number(given), answered.run_answer
        if value is None:
            return Grade(right=False, why="That is no number.")
        for candidate in found.right:
            real = float(found.canonical(candidate.text))
            if abs(value - real) <= answered.question.tolerance + 1e-9:
                return Grade(right=True, why=candidate.why)
        others = [
            one for one in found.others if (other := number(found.canonical(one.text))) is not None and other == value
        ]
        size = "low" if value < float(found.canonical(found.right[0].text)) else "high"
        return Grade(right=False, why=f"Too {size}. {others[0].why}" if others else f"Too {size}.")

    def right(self, answered: Answered) -> Iterable[Candidate]:
        tolerance = answered.question.tolerance
        around = f", give or take {tolerance:g}" if tolerance else ""
        return [replace(one, text=f"{one.text}{around}") for one in answered.run_answer.right]


def number(text: str) -> float | None:
    """Read the number in a text, with a decimal point or comma."""
    try:
        found = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return found if abs(found) < float("inf") else None


def forgiving(text: str) -> str:
    """Take out of a text what nobody should fail for: case, spaces, and quotes around the text or their form."""
    plain = " ".join(unicodedata.normalize("NFKC", text).translate(_QUOTES).casefold().split())
    return plain.strip("' ") or plain


def forms(candidate: Candidate) -> set[str]:
    """All that a student may type for a value, forgiven what nobody should fail for."""
    return {forgiving(text) for text in (candidate.text, *candidate.forms)}


def _likeness(typed: str, candidate: Candidate) -> float:
    return max(difflib.SequenceMatcher(None, typed, form).ratio() for form in forms(candidate))


def _blank(question: Question, trace: Trace) -> Blank | None:
    """The row of the cell, without the cell."""
    answer = question.answer
    if isinstance(answer, CellOf):
        cells = narration.row(trace.steps[answer.step - 1]).cells
        shown = [key for key in narration.COLUMNS if key in ("step", "trigger", answer.cell)]
        headings = tuple(narration.COLUMNS[key] for key in shown)
        return Blank(headings, tuple(None if key == answer.cell else cells[key] for key in shown))
    if isinstance(answer, VariableAfter):
        tracked = narration.tracker(trace)
        before = max(answer.after - 1, 0)
        value = literal(tracked.rows[answer.variable][before])
        if answer.after == 0:
            return Blank(("Variable", "Start"), (answer.variable, None))
        headings = ("Variable", tracked.columns[before], tracked.columns[answer.after])
        return Blank(headings, (answer.variable, value, None))
    return None
