"""What a student got wrong beside the quiz, as questions that can come back: exercises, statements and figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from tracer.trace import Trace
from tutorial.course.course import Studied
from tutorial.course.told_runs import statements
from tutorial.lesson.answers import Query
from tutorial.lesson.questions import AUTO, Question
from tutorial.practice.exercise import Exercise
from tutorial.practice.grounds import Grounds
from tutorial.practice.making import named
from tutorial.quiz.answered import Answered, Option
from tutorial.telling import narration
from tutorial.telling.words import visible
from web.student.attempts import Attempt
from web.student.identity import ByIdentity

_JUDGEMENTS = {True: "True", False: "False"}


class AskedAgain(Query):
    """Asks again what a mode has asked. No lesson file has such an answer; `card` is the card's id."""

    card: str


@dataclass(frozen=True, slots=True)
class MissedAttempt:
    """A missed attempt as a question with an id of its own.

    `why` is told after an answer (Markdown), and speaks of `run`; None is the lesson's own. An `exercise` explains its
    wrong answers by itself. `came_in` is what happens in a run that the student does not know.
    """

    question: Answered
    why: str = ""
    run: Trace | None = None
    exercise: Exercise | None = None
    came_in: tuple[str, ...] = ()


def missed_attempts(studied: Studied, attempts: Iterable[Attempt]) -> dict[str, tuple[MissedAttempt, list[Attempt]]]:
    """What was ever missed, by the id of its card, with the attempts that missed it."""
    found: dict[str, tuple[MissedAttempt, list[Attempt]]] = {}
    for attempt in attempts:
        if attempt.right is False and (made := _made(studied, attempt)):
            found.setdefault(made.question.id, (made, []))[1].append(attempt)
    return found


def _made(studied: Studied, attempt: Attempt) -> MissedAttempt | None:
    match attempt.of:
        case "exercise":
            return _exercise(ByIdentity(studied), attempt.id)
        case "statement":
            return next((one for one in _statements(studied) if one.question.id == f"statement:{attempt.id}"), None)
        case "figure":
            return next((one for one in _figures(studied) if one.question.id == f"figure:{attempt.id}"), None)
    return None


@lru_cache(maxsize=1024)
def _exercise(lesson: ByIdentity[Studied], name: str) -> MissedAttempt | None:
    """An exercise of Try, or one of Challenge (`v2-lie-4711`), on a variant or on the lesson's own run."""
    studied = lesson.thing
    number, _, rest = name.removeprefix("v").partition("-")
    variant = int(number) if name.startswith("v") and number.isdecimal() else 0
    own = Grounds(studied.lesson, studied.trace, studied.practice.left_out)
    others = {at: Grounds(one.lesson, one.trace) for at, one in enumerate(studied.practice.variants, 1)}
    grounds = others.get(variant) if variant else own
    exercise = named(rest if number.isdecimal() else name, grounds) if grounds else None
    if exercise is None or grounds is None:
        return None
    asked = Answered(
        f"exercise:{name}",
        exercise.asked.question,
        exercise.asked.options,
        exercise.asked.run_answer,
        exercise.asked.key,
        exercise.asked.sides,
    )
    return MissedAttempt(asked, exercise=exercise, came_in=_triggers(grounds.trace) if variant else ())


def _triggers(trace: Trace) -> tuple[str, ...]:
    return tuple(f"Step {step.number}: {visible(narration.trigger(step))}" for step in trace.steps[:-1])


def _statements(studied: Studied) -> Iterator[MissedAttempt]:
    for one in statements(studied.judged, studied.trace):
        options = {text: so is one.holds for so, text in _JUDGEMENTS.items()}
        yield MissedAttempt(_asked(f"statement:{one.id}", one.says, options), one.why, one.other_run)


def _figures(studied: Studied) -> Iterator[MissedAttempt]:
    for one in studied.measured.figures if studied.measured else ():
        options = {text: place == one.right for place, text in enumerate(one.choices)}
        yield MissedAttempt(_asked(f"figure:{one.id}", one.question, options), one.says)


def _asked(card: str, words: str, options: Mapping[str, bool]) -> Answered:
    question = Question.model_construct(question=words, kind="one", choices=AUTO, answer=AskedAgain(card=card), tries=1)
    return Answered(card, question, tuple(Option(text, right, "") for text, right in options.items()))
