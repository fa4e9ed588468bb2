"""Answer the quiz from the trace: what is right of every question, and why each choice is right or wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from tracer.trace import Trace
from tutorial.lesson.answers import Typed
from tutorial.lesson.changed_lesson import UnchangeableError
from tutorial.lesson.changes import Change
from tutorial.lesson.lesson import Point, Question
from tutorial.lesson.positions import Loc
from tutorial.lesson.problems import LessonError, Problem
from tutorial.lesson.references import missing
from tutorial.quiz.answered import Answered
from tutorial.quiz.changed_run import ChangedRuns
from tutorial.quiz.kinds import KINDS
from tutorial.quiz.queries import Runs, ask
from tutorial.quiz.run_answer import UnanswerableError
from tutorial.reading.loading import Loaded
from tutorial.telling.words import hyphenated, short_quoted

_LONGEST_ID = 48


def answer_all(loaded: Loaded, trace: Trace, replays: ChangedRuns | None = None) -> tuple[Answered, ...]:
    """Answer every question of a lesson from its trace.

    Args:
        loaded: the lesson.
        trace: its run.
        replays: plays the lesson with a change; only some questions need it.

    Raises:
        LessonError: some questions have no answer in the trace, or choices that do not fit. The error reports all of
            them.
    """
    each = list(answer_each(loaded, trace, replays))
    if problems := [problem for one in each if not isinstance(one, Answered) for problem in one]:
        raise LessonError(problems)
    return tuple(one for one in each if isinstance(one, Answered))


def answer_each(
    loaded: Loaded, trace: Trace, replays: ChangedRuns | None = None
) -> Iterator[Answered | tuple[Problem, ...]]:
    """Answer each question, or tell what is wrong with it; see `answer_all`."""
    taken = {question.id for question in loaded.lesson.quiz if question.id}
    for index, question in enumerate(loaded.lesson.quiz):
        place = ("quiz", index)
        try:
            runs = runs_of(loaded, trace, replays, place)
            name = question.id or _slug(question.question, taken)
            if question.id and any(question.id == other.id for other in loaded.lesson.quiz[:index]):
                raise UnanswerableError(f"the id {short_quoted(name)} is there twice", "change one", ("id",))
            yield _answered(name, question, runs)
            taken.add(name)
        except UnanswerableError as error:
            yield (loaded.where.problem((*place, *error.place), error.what, error.next_step),)
        except LessonError as error:
            yield error.problems


def unchecked(loaded: Loaded) -> list[Problem]:
    """Warn of the answers that the author typed, since no run can check them."""
    return [
        loaded.where.problem(("quiz", index, "answer"), "the run cannot check this answer", "", "warning")
        for index, question in enumerate(loaded.lesson.quiz)
        if isinstance(question.answer, Typed)
    ]


def runs_of(loaded: Loaded, trace: Trace, replays: ChangedRuns | None, place: Loc) -> Runs:
    """The runs that a question at this place may ask."""
    return Runs(trace, partial(_changed, loaded, replays, place))


def _changed(loaded: Loaded, replays: ChangedRuns | None, place: Loc, change: Change) -> Trace:
    """Run the changed lesson. Its problems are reported at the question."""
    if replays is None:
        raise ValueError("a question asks for a changed run, and nobody plays one")
    try:
        return replays.changed(change)
    except UnchangeableError as error:
        raise UnanswerableError(error.what, error.next_step) from error
    except LessonError as error:
        what = f"the changed lesson cannot be run: {error.problems[0].what}"
        raise LessonError([loaded.where.problem((*place, "answer"), what, "make another change")]) from error


def _answered(name: str, question: Question, runs: Runs) -> Answered:
    """Answer one question, and add what its kind needs."""
    if question.after is not None and (wrong := missing(Point(step=question.after), runs.trace)):
        raise UnanswerableError(*wrong, ("after",))
    kind = KINDS[question.kind]
    found = ask(question.answer, runs, several=kind.any_number)
    return kind.complete(Answered(name, question, (), found), runs.trace)


def _slug(question: str, taken: Iterable[str]) -> str:
    """A question's id: its first words, and a number if another question has the same."""
    used = set(taken)
    slug = hyphenated(question)
    words = (slug if len(slug) <= _LONGEST_ID else slug[: _LONGEST_ID + 1].rpartition("-")[0]) or "question"
    numbered = (f"{words}-{number}" for number in range(2, len(used) + 3))
    return next(name for name in (words, *numbered) if name not in used)
