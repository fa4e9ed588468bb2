"""Grading: an answer as a student gives it, against what the trace found; each part with its verdict and reason.

An answer is a text: the number of a choice, a line or several of them with commas between (`0,2`), or what was typed.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass

from tutorial.quiz.answering import Answered
from tutorial.quiz.found import Candidate
from tutorial.telling.words import code, short

LONGEST = 200
"""Characters of a typed answer."""

LONGEST_FREE = 300
"""Characters of a free text."""

TYPED = ("number", "text", "cell")

_QUOTES = str.maketrans(dict.fromkeys('‘’‚“”„«»`"', "'"))
_CLOSE = 0.75
_NEAR = 0.6


@dataclass(frozen=True, slots=True)
class Grade:
    """Whether an answer is right, why (Markdown, of a typed one or a line), and which of its parts are."""

    right: bool
    why: str = ""
    parts: tuple[bool, ...] = ()


def valid(answered: Answered, given: str) -> bool:
    """Whether an answer is one that the question can be given."""
    kind = answered.question.kind
    if kind in TYPED:
        return 0 < len(given.strip()) <= LONGEST and (kind != "number" or number(given) is not None)
    if kind == "free":
        return 0 < len(given.strip()) <= LONGEST_FREE
    if kind == "line":
        return bool(re.fullmatch("[1-9][0-9]{0,4}", given))
    places = _places(given)
    if places is None or not all(place < len(answered.options) for place in places):
        return False
    if kind == "order":
        return sorted(places) == list(range(len(answered.options)))
    if kind == "match":
        return len(places) == len(answered.sides)
    if kind == "several":
        return places == tuple(sorted(set(places)))
    return len(places) == 1


def grade(answered: Answered, given: str) -> Grade:
    """Grade a valid answer; a free text is never graded right or wrong here."""
    kind = answered.question.kind
    if kind == "number":
        return _number(answered, given)
    if kind in TYPED:
        return _text(answered, given)
    if kind == "line":
        return Grade(*answered.found.judge(given))
    if kind == "free":
        return Grade(right=True, why=answered.found.right[0].why)
    places = _places(given) or ()
    texts = [answered.options[place].text for place in places]
    if kind in ("order", "match"):
        parts = tuple(text == answered.options[right].text for text, right in zip(texts, answered.key, strict=True))
        return Grade(all(parts), parts=parts)
    parts = tuple(answered.options[place].right for place in places)
    right = {place for place, option in enumerate(answered.options) if option.right}
    return Grade(set(places) == right, parts=parts)


def number(text: str) -> float | None:
    """The number in a text, with a decimal point or comma."""
    try:
        found = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return found if abs(found) < float("inf") else None


def forgiving(text: str) -> str:
    """A text without what nobody should fail for: case, spaces, and the quotes around it or their form."""
    plain = " ".join(unicodedata.normalize("NFKC", text).translate(_QUOTES).casefold().split())
    return plain.strip("' ") or plain


def _places(given: str) -> tuple[int, ...] | None:
    if not re.fullmatch("[0-9]{1,2}(,[0-9]{1,2})*", given):
        return None
    return tuple(map(int, given.split(",")))


def _number(answered: Answered, given: str) -> Grade:
    value, found = number(given), answered.found
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


def _text(answered: Answered, given: str) -> Grade:
    found = answered.found
    typed = forgiving(found.canonical(given))
    for candidate in found.right:
        if typed in _forms(candidate):
            return Grade(right=True, why=candidate.why)
    for candidate in found.others:
        if typed in _forms(candidate):
            return Grade(right=False, why=candidate.why)
    if any(_likeness(typed, candidate) >= _CLOSE for candidate in found.right):
        return Grade(right=False, why="Close: look at every letter.")
    near = max(found.others, key=lambda candidate: _likeness(typed, candidate), default=None)
    if near and _likeness(typed, near) >= _NEAR:
        return Grade(right=False, why=f"The nearest to it in this run is {code(short(near.text))}. {near.why}")
    return Grade(right=False, why="Nothing in this run reads like it.")


def _forms(candidate: Candidate) -> set[str]:
    return {forgiving(text) for text in (candidate.text, *candidate.forms)}


def _likeness(typed: str, candidate: Candidate) -> float:
    return max(difflib.SequenceMatcher(None, typed, form).ratio() for form in _forms(candidate))
