"""Check the reason of a typed answer: it speaks of the answer, and not of a choice beside it."""

from __future__ import annotations

from collections.abc import Iterator

from tutorial.check.subject import Subject
from tutorial.lesson.answers import Typed
from tutorial.lesson.problems import Problem
from tutorial.telling.words import quoted


def check_reasons(subject: Subject) -> Iterator[Problem]:
    """Warn of a reason that names another choice, and not the answer."""
    for index, question in enumerate(subject.lesson.quiz):
        if not isinstance(question.answer, Typed) or not question.choices:
            continue
        text = question.answer.text.strip("`")
        for sentence in subject.sentences_at(("quiz", index, "answer", "why")):
            named = {*sentence.codes, *sentence.quotes}
            others = [choice for choice in question.choices if choice.strip("`") in named and choice != text]
            if others and text not in named:
                what = f"the reason speaks of {quoted(others[0])}, the answer is {quoted(text)}"
                yield subject.in_sentence(sentence, others[0].strip("`"), what, "make them agree")
