"""Check that a question does not give its answer away, and that its hints lead there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tutorial.check.asked import Asked, questions
from tutorial.check.named import named
from tutorial.check.sentences import Sentence
from tutorial.check.subject import Subject
from tutorial.lesson.answers import CellOf, Differs, MissingStep, ReceivedBy, StepWhere, Typed, VariableAfter
from tutorial.lesson.kind_rules import KIND_RULES
from tutorial.lesson.points import Hint
from tutorial.lesson.problems import Problem
from tutorial.lesson.references import value
from tutorial.quiz.answered import Answered
from tutorial.quiz.run_answer import step_number
from tutorial.telling.words import code, in_quotes, listed, short_quoted, steps

_SHORT = 3
_ANSWER_IS = (
    r"\b(?:answer|it|that|value|counter|count|number|result|sum) "
    r"(?:is|are|will be|becomes|says?|reads?|shows?)\s+(?:the number\s+)?"
)


def check_giveaways(subject: Subject) -> Iterator[Problem]:
    """Warn of answers in questions and hints, and of hints that point elsewhere."""
    for asked in questions(subject):
        if asked.answered is None or not KIND_RULES[asked.question.kind].is_value:
            continue
        for stage, (sentence, where) in _texts(asked):
            yield from _told(asked, asked.answered, sentence, where)
            if stage <= 1:
                yield from _shown(asked, asked.answered, sentence, where)
        yield from _elsewhere(asked)


def _texts(asked: Asked) -> Iterator[tuple[int, tuple[Sentence, str]]]:
    """The sentences of the question (stage 0) and of its hints (from 1 on)."""
    yield from ((0, (sentence, "question")) for sentence in asked.sentences)
    for index in range(len(asked.question.hints)):
        loc = ("quiz", asked.index, "hints", index, "text")
        yield from ((index + 1, (sentence, "hint")) for sentence in asked.subject.sentences_at(loc))


def _told(asked: Asked, answered: Answered, sentence: Sentence, where: str) -> Iterator[Problem]:
    """The answer in so many words, and no other choice beside it."""
    right = [one for one in _spoken(asked, answered) if _is_said(one, sentence, where)]
    others = [option.text for option in answered.options if not option.right]
    if right and not any(_is_said(other, sentence, "question") for other in others):
        what = f"the {where} tells the answer, {in_quotes(right[0])}"
        yield asked.subject.in_sentence(sentence, right[0], what, f"let the {where} lead to it")


def _spoken(asked: Asked, answered: Answered) -> Iterator[str]:
    """The texts that tell an answer. A client's name alone tells nothing."""
    of_steps = isinstance(asked.query, StepWhere | MissingStep | Differs)  # their other form is a bare number
    for one in answered.run_answer.right if len(answered.run_answer.right) == 1 else ():
        for text in (one.text,) if of_steps else (one.text, *one.forms):
            if text not in asked.subject.trace.clients:
                yield text


def _is_said(text: str, sentence: Sentence, where: str) -> bool:
    """Whether a sentence has this text: a short one only where it says so, or in quotation marks."""
    if text in (*sentence.codes, *sentence.quotes):
        return True
    if text.lower().startswith("step ") and step_number(text) is not None:
        return where == "question" and bool(re.search(rf"\b{text}\b", sentence.stepped, re.IGNORECASE))
    form = rf"(?<!\w){re.escape(text)}(?!\w)"
    if len(text) < _SHORT:
        return where == "hint" and bool(re.search(rf"{_ANSWER_IS}{form}", sentence.text, re.IGNORECASE))
    return bool(re.search(form, sentence.text))


def _shown(asked: Asked, answered: Answered, sentence: Sentence, where: str) -> Iterator[Problem]:
    """A reference in the question or its first hint for which the page shows the answer."""
    right = {text for one in answered.run_answer.right for text in (one.text, *one.forms)}
    for reference in sentence.references:
        shown = value(reference.point, asked.subject.trace)
        if right & {*shown}:
            what = f"the {where} shows the answer: {code(reference.written)} is {short_quoted(shown[0])} on the page"
            remedy = "refer to the row or the column"
            yield asked.subject.in_sentence(sentence, reference.written, what, remedy)


def _elsewhere(asked: Asked) -> Iterator[Problem]:
    """Hints that point to another variable or step than the answer's, and none to the answer's."""
    query, hints = asked.query, asked.question.hints
    if query.when is not None or isinstance(query, StepWhere | Typed):
        return
    for index, hint in enumerate(hints):
        if what := _points_elsewhere(asked, hint):
            place = ("quiz", asked.index, "hints", index)
            yield asked.subject.warning(place, f"the hint points to {what}", "point to where the answer stands")


def _points_elsewhere(asked: Asked, hint: Hint) -> str | None:
    query, points = asked.query, hint.points
    if isinstance(query, VariableAfter):
        variables = {point.variable for point in points if point.variable}
        if variables and query.variable not in variables:
            return f"{listed(code(one) for one in sorted(variables))}, the answer is {code(query.variable)}"
    if asked.reading.step is None or not isinstance(query, VariableAfter | CellOf | ReceivedBy):
        return None
    numbers = {number for point in points if (number := point.after if point.variable else point.step) is not None}
    numbers = {number for number in numbers if number <= len(asked.subject.trace.steps)}  # `check_places` tells others
    near = {asked.reading.step - 1, asked.reading.step}
    if numbers and not numbers & near:
        return f"{steps(sorted(numbers))}, the answer stands {asked.reading.place()}"
    return _look_elsewhere(asked, hint, near)


_LOOK = re.compile(r"\b(?:look|read|see|find|go|row|column)\b", re.IGNORECASE)


def _look_elsewhere(asked: Asked, hint: Hint, near: set[int]) -> str | None:
    """A hint that says in words where to look."""
    index = asked.question.hints.index(hint)
    for sentence in asked.subject.sentences_at(("quiz", asked.index, "hints", index, "text")):
        said = named(sentence, asked.subject.vocabulary)
        numbers = {step.number for step in said.steps if step.number <= len(asked.subject.trace.steps)}
        variables = said.names.variables
        if not _LOOK.search(sentence.plain):
            continue
        if numbers and not numbers & near:
            return f"{steps(sorted(numbers))}, the answer stands {asked.reading.place()}"
        if isinstance(asked.query, VariableAfter) and variables and asked.query.variable not in variables:
            return f"{listed(code(one) for one in sorted(variables))}, the answer is {code(asked.query.variable)}"
    return None
