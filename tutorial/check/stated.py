"""Check statements (true or false) against what their `reads` holds: "not", "only", "all", numbers and other values."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tutorial.check.asked import Asked, questions
from tutorial.check.named import NUMBER, number
from tutorial.check.subject import Subject
from tutorial.lesson.answers import Differs, MissingStep, WhoMissed, WhoReceived
from tutorial.lesson.problems import Problem
from tutorial.quiz.answered import Answered
from tutorial.telling.words import in_quotes

NOTHING = re.compile(
    r"(?:none|nothing|nobody|no one|no message|no client|null|false|no connection|closed)?", re.IGNORECASE
)
"""Texts that say that there is nothing."""

_NOT = re.compile(r"\b(?:not|never|no longer|cannot)\b(?!\s+only)|n['’]t\b", re.IGNORECASE)
_NOBODY = re.compile(
    r"\b(?:nobody|no one|nothing|none|neither|no)\b(?!\s+(?:else|but|except|other|more than))", re.IGNORECASE
)
_MISSES = re.compile(r"\bmiss(?:es|ed)?\b|\bleft out\b|\bwithout\b|\bexcept\b", re.IGNORECASE)
_ONLY = re.compile(
    r"\b(?:only|just|alone|exactly|nobody (?:else|but)|no one (?:else|but)|nothing (?:else|but)|no other)\b",
    re.IGNORECASE,
)
_ALL = re.compile(r"\b(?:both|all|everybody|everyone|each)\b", re.IGNORECASE)
_NUMBER_WORDS = re.compile(rf"(?<![\w.])(?<!step )(?<!steps )(?<!line ){NUMBER}", re.IGNORECASE)


@dataclass(frozen=True)
class _Stated:
    """A statement, the text that its `reads` holds, and its answer from the run."""

    asked: Asked
    reads: str
    answered: Answered

    @property
    def words(self) -> str:
        return self.asked.asking.plain

    @property
    def right(self) -> list[str]:
        return [one.text for one in self.answered.run_answer.right]

    @property
    def holds(self) -> bool:
        """Whether the key is True."""
        return self.answered.run_answer.judge(self.reads)[0]


def check_stated(subject: Subject) -> Iterator[Problem]:
    """Warn of statements that say something else than their `reads`."""
    for asked in questions(subject):
        if asked.query.reads is not None and asked.answered is not None:
            statement = _Stated(asked, asked.query.reads.strip(), asked.answered)
            if what := _polarity(statement) or _only(statement) or _number(statement) or _other_value(statement):
                real, key = asked.answered.run_answer.real, statement.holds
                what += f": in the run it is {real}, and the key is {key}"
                yield subject.warning(
                    ("quiz", asked.index, "question"), what, "let the statement say what `reads` holds"
                )


def _polarity(statement: _Stated) -> str | None:
    """A "not" that `reads` does not hold, or the other way round."""
    words, query = statement.words, statement.asked.query
    negative = isinstance(query, WhoMissed | MissingStep | Differs)
    reads_nothing = bool(NOTHING.fullmatch(statement.reads))
    says_reads = statement.reads.lower() in statement.asked.asking.text.lower()
    denies = _NOT.search(words)
    if denies and not negative and (says_reads or not reads_nothing):
        return f"the statement says “{denies[0]}”, its `reads` is {in_quotes(statement.reads)}"
    nobody = _NOBODY.search(words)
    if nobody and not negative and not reads_nothing and not says_reads:
        return f"the statement says “{nobody[0]}”, its `reads` is {in_quotes(statement.reads)}"
    if isinstance(query, WhoMissed) and not (denies or nobody or _MISSES.search(words)):
        return "the statement says who receives it, its answer is who does not"
    return None


def _only(statement: _Stated) -> str | None:
    """ "Only" or "all", and a run with more or fewer than `reads` holds."""
    if not statement.holds:
        return None
    only, everybody = _ONLY.search(statement.words), _ALL.search(statement.words)
    if only and len(statement.right) > 1:
        return f"the statement says “{only[0]}”, its `reads` holds one of several"
    if everybody and isinstance(statement.asked.query, WhoReceived | WhoMissed):
        wanted = 2 if everybody[0].lower() == "both" else len(statement.asked.subject.trace.clients)
        if len(statement.right) < wanted:
            return f"the statement says “{everybody[0]}”, its `reads` holds one of them"
    return None


def _number(statement: _Stated) -> str | None:
    """A number that is neither in `reads` nor how many it holds."""
    for found in _NUMBER_WORDS.finditer(statement.asked.asking.stepped):
        said = number(found[0])
        held = _held(statement)
        around = statement.asked.asking.stepped[: found.start()], statement.asked.asking.stepped[found.end() :]
        if re.search(r"\bof (?:the|all) $", around[0]) or re.match(r"\s+clients?\b", around[1]):
            held.add(len(statement.asked.subject.trace.clients))
        if said not in held and found[0].lower() != "one":
            return f"the statement says “{found[0]}”, its `reads` is {in_quotes(statement.reads)}"
    return None


def _held(statement: _Stated) -> set[int]:
    """The numbers that `reads` and the query hold."""
    query, reads = statement.asked.query, statement.reads
    held = {int(digits) for digits in re.findall("[0-9]+", f"{reads} {query.model_dump(exclude={'reads'})}")}
    held |= {step.number for step in statement.asked.named.steps} | set(statement.asked.named.lines)
    held.add(len(statement.right))
    try:
        held.add(len(ast.literal_eval(reads)))
    except (ValueError, SyntaxError, TypeError):
        held |= {len(re.findall(r"[^,;]+", reads))} if re.search("[,;]", reads) else set()
    return held


def _other_value(statement: _Stated) -> str | None:
    """Another value of the run in the statement, and not the one that `reads` holds."""
    text = statement.asked.asking.text
    run = statement.answered.run_answer
    if _is_in(statement.reads, text) or any(_is_in(one, text) for one in _forms_of(statement, statement.reads)):
        return None
    for one in (*run.right, *run.others[: run.near]):
        if not one.reads(run.canonical(statement.reads)) and not one.text.isdecimal() and _is_in(one.text, text):
            return f"the statement says {in_quotes(one.text)}, its `reads` is {in_quotes(statement.reads)}"
    return None


def _forms_of(statement: _Stated, text: str) -> tuple[str, ...]:
    run = statement.answered.run_answer
    return next((one.forms for one in (*run.right, *run.others) if one.reads(run.canonical(text))), ())


def _is_in(value: str, text: str) -> bool:
    return len(value) > 1 and bool(re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text))
