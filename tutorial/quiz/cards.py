"""Cards of a lesson: what is worth knowing still when the lesson is long past, each asked as a question with choices.

They come from the misconceptions, the snapshot and the run, so that a lesson with nothing but a run has cards, too. A
question or a prediction that a student missed is a card as it stands.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence

from tracer.trace import Trace
from tutorial.lesson.answers import Query
from tutorial.lesson.beliefs import Misconception
from tutorial.lesson.lesson import Lesson
from tutorial.lesson.questions import AUTO, Question
from tutorial.quiz.answered import Answered, Option
from tutorial.quiz.predicting import predictions

_MOST_OPTIONS = 4
_OF_THE_RUN = 3
_LONGEST_OPTION = 200
_AGREED = "Yes, so it is."
_ELSEWHERE = "That is so, and answers something else."
_CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z`])")


class Recalled(Query):
    """Asks for what a lesson has taught. No lesson file has such an answer; `card` is the card's id."""

    card: str


def cards(lesson: Lesson, trace: Trace) -> tuple[Answered, ...]:
    """The cards that everybody has who has done the lesson: first its misconceptions, then what to keep of it."""
    return (*_beliefs(lesson.misconceptions), *_gaps(lesson.snapshot, _functions(trace)), *_of_the_run(trace))


def _beliefs(misconceptions: Sequence[Misconception]) -> Iterator[Answered]:
    """What is so instead of what many believe? Wrong is to agree, and what is so instead of something else."""
    for one in misconceptions:
        others = [_plain(_first_sentence(other.so.says)) for other in misconceptions if other is not one]
        wrong = [Option(_AGREED, False, one.so.says), *(Option(text, False, _ELSEWHERE) for text in others)]
        right = Option(_plain(_first_sentence(one.so.says)), True, one.so.says)
        yield _asked(f"belief:{one.id}", f"Somebody says: “{one.belief.says}” What do you answer?", right, wrong)


def _functions(trace: Trace) -> tuple[str, ...]:
    return tuple(dict.fromkeys(call.function for step in trace.steps for call in step.calls))


def _gaps(snapshot: Sequence[str], more: Sequence[str]) -> Iterator[Answered]:
    """Which code belongs in a gap of one of the lesson's sentences? Sentences without code have no gap.

    Wrong is what stands in its other sentences, and `more`.
    """
    known = list(dict.fromkeys((*(code for sentence in snapshot for code in _CODE.findall(sentence)), *more)))
    for number, sentence in enumerate(snapshot, 1):
        own = _CODE.findall(sentence)
        others = [code for code in known if code not in own]
        if not own or not others:
            continue
        gap = own[number % len(own)]
        asked = sentence.replace(f"`{gap}`", "`?`")
        wrong = [Option(code, False, "") for code in others]
        yield _asked(f"gap:{number}", f"Fill the gap as the lesson has it: {asked}", Option(gap, True, sentence), wrong)


def _of_the_run(trace: Trace) -> Iterator[Answered]:
    """Predictions of some steps, spread over the run."""
    asked = [every[0] for step in trace.steps if (every := predictions(trace, step.number))]
    most = min(_OF_THE_RUN, len(asked))
    return (asked[(2 * place + 1) * len(asked) // (2 * most)] for place in range(most))


def _asked(card: str, words: str, right: Option, wrong: Iterable[Option]) -> Answered:
    others = {option.text: option for option in wrong if option.text != right.text}
    options = (right, *list(others.values())[: _MOST_OPTIONS - 1])
    question = Question.model_construct(question=words, kind="one", choices=AUTO, answer=Recalled(card=card), tries=1)
    return Answered(card, question, tuple(sorted(options, key=lambda option: _place(card, option))))


def _place(card: str, option: Option) -> bytes:
    """Where an option stands: always the same, and nothing tells from it which is right."""
    return hashlib.sha256(f"{card}\0{option.text}".encode(errors="surrogatepass")).digest()


def _first_sentence(text: str) -> str:
    first = _SENTENCE.split(text.strip().partition("\n\n")[0], 1)[0]
    return first if first.count("`") % 2 == 0 else text.strip().partition("\n\n")[0]


def _plain(text: str) -> str:
    """Words without their marks, as an option has them."""
    plain = " ".join(re.sub(r"[`*]", "", text).split())
    return plain if len(plain) <= _LONGEST_OPTION else f"{plain[:_LONGEST_OPTION]}…"
