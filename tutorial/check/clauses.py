"""The clauses of a sentence, each with the one step that it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tutorial.check.named import StepNamed, steps_in
from tutorial.check.sentences import Sentence

_LIST = r"(?:and\s+|or\s+)?(?:in\s+|after\s+)?(?:steps?\s+)?[0-9]+\s*(?:[,.;)]|and\b|or\b|$)"
_CUT = re.compile(
    rf";|,\s+(?!{_LIST})(?:and\s+|but\s+|so\s+|then\s+)?"
    r"|\s(?=(?:since|because|while|although|whereas|who|which|so that|until|when|if|as)\s)"
    r"|\sand\s+(?=(?:then|in step|after step|it|she|he|they|nobody|everybody|the \w+ \w+s)\b)"
)
"""Where a clause ends: not at the commas of a list of steps."""

_OPENS = re.compile(r"\s*(?:then\s+)?(?:in|after|before|with|at|from)\b[^`“\"]*$", re.IGNORECASE)
_HEDGED = re.compile(
    r"\b(?:if|would|could|might|should|had|were|suppose|imagine|instead|without|rather|unlike|than|like|not|never|no"
    r"|neither|nor|already|earlier|later|before|since|until|still|again|same|other|another|almost|about|than)\b|n['’]t\b",
    re.IGNORECASE,
)
NO_EXCEPTION = r"(?<![\w’'])(?<!but )(?<!except )(?<!than )(?<!without )"
"""Stands before a client's name in a form: the words make no exception of that client."""

_SUPPOSES = re.compile(r"\b(?:if|would|could|might|should|had|suppose|imagine|were)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Clause:
    """A clause: its words, those without code and quotations, and the step that they name, or those that lead to it."""

    sentence: Sentence
    text: str
    plain: str
    step: StepNamed | None

    @property
    def within(self) -> int | None:
        """The number of the step in which it is said to be so."""
        return self.step.number if self.step is not None and self.step.role == "in" else None

    @property
    def is_hedged(self) -> bool:
        """Whether it may speak of another time or case."""
        return bool(_HEDGED.search(self.plain))


def clauses(sentence: Sentence) -> Iterator[Clause]:
    """The clauses of a sentence that states something; none of one that asks or supposes."""
    if sentence.asks or _SUPPOSES.search(sentence.plain):
        return
    opening: StepNamed | None = None
    words = re.sub(r"\{[^{}]*\}", lambda shown: " " * len(shown[0]), sentence.stepped)
    for begin, end in _spans(words):
        plain = words[begin:end]
        named = set(steps_in(plain))
        step = next(iter(named)) if len(named) == 1 else opening if not named else None
        yield Clause(sentence, sentence.told[begin:end], plain, step)
        opening = step if named and _OPENS.match(plain) else None


def _spans(text: str) -> Iterator[tuple[int, int]]:
    begun = 0
    for cut in _CUT.finditer(text):
        yield begun, cut.start()
        begun = cut.end()
    yield begun, len(text)


_CUT_WIDE = re.compile(
    r"[;:]|(?:,|\band\b)\s+(?!(?:and\s+)?(?:in\s+|after\s+)?(?:steps?\s+)?[0-9]+\s*(?:[,.;)]|and\b|$))(?:and\s+)?"
)
_INTRODUCES = re.compile(r"\s*(?:then\s+)?(?:in|after|before|at|from|since|until|by|with)\b[^`]*$", re.IGNORECASE)


def around(sentence: Sentence, begin: int, end: int) -> tuple[str, str]:
    """What a clause says before and after words of it. To a clause belongs a time with which the sentence begins."""
    text = sentence.stepped
    cuts = [0, *(cut.end() for cut in _CUT_WIDE.finditer(text)), len(text)]
    since = max(cut for cut in cuts if cut <= begin)
    until = min(cut for cut in cuts if cut >= end)
    before = text[since:begin]
    opening = max(cut for cut in cuts if cut < since) if since else 0
    if since and _INTRODUCES.match(sentence.told[opening:since]):
        before = text[opening:since] + before
    return before, text[end:until]
