"""Check a question's words against its query: what they name, the query reads, and the page still covers the answer.

Whatever the words name (steps, clients, variables, events, functions, columns, and words such as "ever" and "not") is
put beside what the query reads; a difference is a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tutorial.check.asked import Asked, Mismatch, questions
from tutorial.check.changed_wording import condition_differs
from tutorial.check.name_wording import names_differ
from tutorial.check.place_wording import places_differ
from tutorial.check.step_wording import steps_differ
from tutorial.check.subject import Subject
from tutorial.check.unnamed import step_unnamed
from tutorial.check.word_wording import words_differ
from tutorial.lesson.problems import Problem
from tutorial.telling.words import listed

_COMPARED: tuple[Callable[[Asked], Iterator[Mismatch]], ...] = (
    steps_differ,
    names_differ,
    places_differ,
    words_differ,
    condition_differs,
    step_unnamed,
)


def check_wording(subject: Subject) -> Iterator[Problem]:
    """Find questions whose words and queries differ, or whose answer is seen already."""
    for asked in questions(subject):
        if differing := [one for compare in _COMPARED for one in compare(asked)]:
            yield subject.warning(("quiz", asked.index, "answer"), _told(asked, differing), "make them agree")
        yield from _seen(asked)


def _told(asked: Asked, differing: list[Mismatch]) -> str:
    speaks = listed(dict.fromkeys(one.speaks for one in differing))
    instead = " ".join(dict.fromkeys(one.instead for one in differing))
    return f"the question speaks of {speaks}, its answer is read {instead}{_real(asked, differing)}"


def _real(asked: Asked, differing: list[Mismatch]) -> str:
    """What the run has, and what it has by the words."""
    real = asked.answer(asked.query)
    other = next((asked.answer(one.by_words) for one in differing if one.by_words is not None), None)
    if real is None:
        return ""
    said = f": it is {real.real}"
    return f"{said}, by the words it is {other.real}" if other and other.real != real.real else said


def _seen(asked: Asked) -> Iterator[Problem]:
    """Find a question that is asked when the page has shown its answer."""
    after, step, subject = asked.question.after, _latest(asked), asked.subject
    if after is None or step is None or asked.query.when is not None:
        return
    if step <= after <= len(subject.trace.steps):
        stands = "at the start" if step == 0 else f"in step {step}"
        what = f"asked after step {after}, but its answer stands {stands}, which is seen by then"
        sooner = f"ask it after step {step - 1}, or " if step > 1 else ""
        yield subject.warning(("quiz", asked.index, "after"), what, f"{sooner}leave 'after' out")


def _latest(asked: Asked) -> int | None:
    """The step that shows an answer; of several steps, the last one."""
    numbers = asked.reading.steps or asked.answer_steps
    return max(numbers) if numbers else asked.reading.step
