"""Questions to choose an answer: one choice, several choices, or true or false."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import replace

from tracer.trace import Trace
from tutorial.lesson.questions import AUTO, Question
from tutorial.quiz.answered import Answered, Grade, Option
from tutorial.quiz.kinds.kind import QuizKind, places, shuffled
from tutorial.quiz.run_answer import Candidate, RunAnswer, UnanswerableError
from tutorial.telling.words import listed, short_quoted

TRUE, FALSE = "True", "False"

_LONGEST_CHOICE = 200
_MOST_WRONG = 3
_MOST_CHOICES = 8


class _Choosing(QuizKind):
    """A student chooses all right options, and no other."""

    def valid(self, answered: Answered, given: str) -> bool:
        chosen = places(given)
        return chosen is not None and len(chosen) == 1 and chosen[0] < len(answered.options)

    def grade(self, answered: Answered, given: str) -> Grade:
        chosen = places(given) or ()
        right = {place for place, option in enumerate(answered.options) if option.right}
        return Grade(set(chosen) == right, parts=tuple(place in right for place in chosen))

    def tries(self, answered: Answered) -> int:
        """A student has fewer tries than would leave only the right choice."""
        return min(answered.question.tries, len(answered.options) - 1)

    def right(self, answered: Answered) -> Iterable[Candidate]:
        return [Candidate(option.text, option.why) for option in answered.options if option.right]


class _OfChoices(_Choosing):
    """The choices are the author's, checked against the run, or are made from the run."""

    def complete(self, answered: Answered, trace: Trace) -> Answered:
        question, found = answered.question, answered.run_answer
        if question.choices == AUTO:
            return replace(answered, options=self._made(question, found))
        options = tuple(Option(text, *found.judge(text)) for text in question.choices)
        if not any(option.right for option in options):
            what = f"none of the choices is right: in the run it is {found.real}"
            raise UnanswerableError(what, _add(found.right[0].text), ("choices",))
        self._check(options, found)
        return replace(answered, options=options)

    @abstractmethod
    def _check(self, options: tuple[Option, ...], found: RunAnswer) -> None:
        """Refuse choices if too many or too few of them are right."""

    def _made(self, question: Question, found: RunAnswer) -> tuple[Option, ...]:
        """Make choices from the run: the right ones, and real values that are wrong here, in an order that stays."""
        pool = found.others[: found.near]
        if not pool:
            raise UnanswerableError(
                "the run has no other value to make a wrong choice of", "write the choices yourself", ("choices",)
            )
        most = min(_MOST_WRONG, _MOST_CHOICES - len(found.right))
        if most < 1:
            raise UnanswerableError(f"{len(found.right)} values are right, which are too many", "ask about fewer")
        wrong = shuffled(question, pool)[:most]
        options = [Option(one.text, True, one.why) for one in found.right] + [
            Option(one.text, False, one.why) for one in wrong
        ]
        return tuple(shuffled(question, options))


class OneKind(_OfChoices):
    """Exactly one choice is right."""

    def _check(self, options: tuple[Option, ...], found: RunAnswer) -> None:
        right = [index for index, option in enumerate(options) if option.right]
        if len(right) > 1:
            twice = listed(short_quoted(options[index].text) for index in right)
            what = f"{twice} are all right: in the run it is {found.real}"
            raise UnanswerableError(what, "keep one of them", ("choices", right[1]))

    def _made(self, question: Question, found: RunAnswer) -> tuple[Option, ...]:
        if len(found.right) > 1:
            what = f"in the run it is {found.real}: more than one would be right"
            raise UnanswerableError(what, "write `kind: several`", ("choices",))
        return super()._made(question, found)


class SeveralKind(_OfChoices):
    """Any number of choices are right, and they are all that is right in the run."""

    any_number = True

    def valid(self, answered: Answered, given: str) -> bool:
        chosen = places(given)
        return chosen is not None and chosen == tuple(sorted(set(chosen))) and chosen[-1] < len(answered.options)

    def tries(self, answered: Answered) -> int:
        return answered.question.tries

    def _check(self, options: tuple[Option, ...], found: RunAnswer) -> None:
        read = [found.canonical(option.text) for option in options]
        lacking = [one.text for one in found.right if not any(map(one.reads, read))]
        if lacking:
            what = f"the choices lack {short_quoted(lacking[0])}: in the run it is {found.real}"
            raise UnanswerableError(what, _add(lacking[0]), ("choices",))


class TrueFalseKind(_Choosing):
    """The author states something; a student says whether it is true."""

    any_number = True

    def complete(self, answered: Answered, trace: Trace) -> Answered:
        found = answered.run_answer
        stated, why = found.judge(answered.question.answer.reads or "")
        said = why if stated else f"{why} {found.right[0].why}"
        return replace(answered, options=(Option(TRUE, stated, said), Option(FALSE, not stated, said)))


def _add(text: str) -> str:
    """Advise to add a choice, in YAML; a long one is not written out."""
    fits = len(text) <= _LONGEST_CHOICE and text.isprintable()
    return f"add {json.dumps(text, ensure_ascii=False) if fits else 'it'} to the choices"
