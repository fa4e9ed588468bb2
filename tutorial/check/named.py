"""What a sentence names: steps and when, lines, columns, clients, and names of the lesson and its program."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from tutorial.check.sentences import Sentence
from tutorial.check.vocabulary import KINDS, NameSets, Vocabulary
from tutorial.telling.narration import COLUMNS, ColumnKey

When = Literal["in", "before", "after"]

_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBERS = {word: number for number, word in enumerate(_WORDS)}
NUMBER = rf"(?:[0-9]{{1,4}}|{'|'.join(_NUMBERS)})\b"
_STEPS = re.compile(
    rf"(?P<role>\b(?:before|until|after|since|once|begin\w*\s+of|start\s+of)\s+(?:the\s+)?)?[*_]*\bsteps?[\s*_]+"
    rf"(?P<list>{NUMBER}(?:[*_]*(?:\s*,\s*(?:and\s+|or\s+)?|\s+(?:and|or|to|until)\s+|\s*–\s*)(?:in\s+|after\s+)?(?:step\s+)?{NUMBER})*)"
    rf"(?P<begins>[*_]*\s+(?:begins|starts)\b)?",
    re.IGNORECASE,
)
_RANGE = re.compile(rf"({NUMBER})\s*(?:to|until|–)\s*({NUMBER})", re.IGNORECASE)
_LINES = re.compile(r"\blines?\s+([0-9]{1,4})\b", re.IGNORECASE)
_ROLES: dict[str, When] = {"before": "before", "until": "before", "begin": "before", "start": "before"}


@dataclass(frozen=True, slots=True)
class StepNamed:
    """A step that words name: in it, before it, or after it."""

    number: int
    role: When = "in"

    def __str__(self) -> str:
        return f"{'the time before ' if self.role == 'before' else ''}step {self.number}"


@dataclass(frozen=True, slots=True)
class Named:
    """All that words name. `shown` are the steps of cells and values that they refer to."""

    steps: tuple[StepNamed, ...]
    shown: frozenset[int]
    lines: frozenset[int]
    columns: frozenset[ColumnKey]
    names: NameSets

    @property
    def numbers(self) -> frozenset[int]:
        return frozenset(step.number for step in self.steps) | self.shown


def named(sentence: Sentence, vocabulary: Vocabulary) -> Named:
    """Find what a sentence names."""
    points = [reference.point for reference in sentence.references]
    shown = {point.after if point.variable else point.step for point in points if point.column or point.variable}
    quoted = {*sentence.codes, *sentence.quotes, *(code.removesuffix("()") for code in sentence.codes)}
    quoted |= {code.strip("'\"") for code in sentence.codes}
    words = vocabulary.names.only(quoted)
    exceptions = re.findall(r"\b[A-Z][a-zA-Z]+(?:Error|Exception)\b", sentence.plain)
    in_plain = frozenset(name for name in vocabulary.names.clients if _is_named(name, sentence.plain))
    return Named(
        tuple(dict.fromkeys(steps_in(sentence.stepped))),
        frozenset(number for number in shown if number is not None),
        frozenset(int(number) for number in _LINES.findall(sentence.stepped)),
        frozenset(key for key, heading in COLUMNS.items() if key != "step" and heading in sentence.text),
        replace(words, clients=in_plain, exceptions=words.exceptions | frozenset(exceptions)),
    )


def joined(*several: Named) -> Named:
    """All that any of them names."""
    names = NameSets(*(frozenset().union(*(getattr(one.names, kind) for one in several)) for kind in KINDS))
    return Named(
        tuple(dict.fromkeys(step for one in several for step in one.steps)),
        frozenset().union(*(one.shown for one in several)),
        frozenset().union(*(one.lines for one in several)),
        frozenset().union(*(one.columns for one in several)),
        names,
    )


def number(word: str) -> int:
    """Read `3` or `three`."""
    return int(word) if word.isdecimal() else _NUMBERS[word.lower()]


def steps_in(text: str) -> Iterator[StepNamed]:
    for found in _STEPS.finditer(text):
        first = (found["role"] or "").strip().lower()
        role = next((role for word, role in _ROLES.items() if first.startswith(word)), "after" if first else "in")
        if found["begins"]:
            role = "before"
        listed = found["list"]
        for one, other in _RANGE.findall(listed):
            yield from (StepNamed(between, role) for between in range(number(one) + 1, number(other)))
        for word in re.findall(NUMBER, listed, re.IGNORECASE):
            yield StepNamed(number(word), role)


def namespaces_in(text: str) -> list[str]:
    """The namespaces that a text names: `/chat`, "namespace /chat"."""
    return re.findall(r"(?:`|“|\bnamespace\s+)['\"]?(/[\w/-]*)['\"]?(?:`|”|\b|(?=\s|$))", text)


def _is_named(client: str, text: str) -> bool:
    """Whether a text names a client, and not just as an owner."""
    if len(client) < 2:
        return False
    return bool(re.search(rf"(?<![\w]){re.escape(client)}(?![\w’'])", re.sub(r"[*_]", " ", text)))
