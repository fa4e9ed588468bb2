"""The quiz, answered by the trace: what is right of every question, and why each choice is or is not."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

from tracer.trace import Trace
from tutorial.lesson.answers import CellOf, Typed
from tutorial.lesson.changes import Change
from tutorial.lesson.lesson import Point, Question, VariableAfter
from tutorial.lesson.positions import Loc
from tutorial.lesson.problems import LessonError, Problem
from tutorial.lesson.questions import AUTO
from tutorial.lesson.references import missing
from tutorial.quiz.changing import UnchangeableError, changed
from tutorial.quiz.found import Found, UnanswerableError
from tutorial.quiz.queries import Runs, ask
from tutorial.reading.loading import Loaded
from tutorial.telling import narration
from tutorial.telling.values import literal
from tutorial.telling.words import code, hyphenated, listed, short_quoted

__all__ = ["Answered", "Blank", "Option", "Play", "Rerun", "answer_all", "answer_each", "code", "unchecked"]

Rerun = Callable[[int], Trace]
"""The trace of the lesson's run without the action that makes this step."""

Play = Callable[[Loaded], Trace]
"""The trace of a lesson's run, as it is now."""

TRUE, FALSE = "True", "False"

_Item = TypeVar("_Item")

_LONGEST_ID = 48
_LONGEST_CHOICE = 200
_MOST_WRONG = 3
_MOST_CHOICES = 8


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a question: whether it is right, and why, in one line of Markdown."""

    text: str
    right: bool
    why: str


@dataclass(frozen=True, slots=True)
class Blank:
    """The cell that is to be filled in: the headings beside it, and what stands under them; None is the blank."""

    headings: tuple[str, ...]
    cells: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its answer from the trace. `id` is unique within the lesson, and stays when others move.

    `options` are what can be chosen: the choices, the things to put in order (shuffled) or what is to be matched
    (shuffled). `key` is the places in `options` in the right order, or for each of `sides` the place of what is its.
    """

    id: str
    question: Question
    options: tuple[Option, ...]
    found: Found = field(default=Found("", ()))
    key: tuple[int, ...] = ()
    sides: tuple[str, ...] = ()
    blank: Blank | None = None


def answer_all(loaded: Loaded, trace: Trace, without: Rerun, play: Play | None = None) -> tuple[Answered, ...]:
    """Answer every question of a lesson from its trace.

    Args:
        loaded: the lesson.
        trace: its run.
        without: runs it without an action.
        play: runs a lesson that is changed otherwise; needed only by those whose questions ask for it.

    Raises:
        LessonError: a question has no answer in the trace, or its choices do not fit it; every such question is
            reported.
    """
    each = list(answer_each(loaded, trace, without, play))
    if problems := [problem for one in each if not isinstance(one, Answered) for problem in one]:
        raise LessonError(problems)
    return tuple(one for one in each if isinstance(one, Answered))


def answer_each(
    loaded: Loaded, trace: Trace, without: Rerun, play: Play | None = None
) -> Iterator[Answered | tuple[Problem, ...]]:
    """Each question with its answer, or what is wrong with it; see `answer_all`."""
    taken = {question.id for question in loaded.lesson.quiz if question.id}
    for index, question in enumerate(loaded.lesson.quiz):
        place = ("quiz", index)
        try:
            runs = Runs(trace, partial(_rerun, loaded, without, play, place))
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
    """The answers that the author typed and no run can check, each as a warning at its place."""
    return [
        loaded.where.problem(("quiz", index, "answer"), "the run cannot check this answer", "", "warning")
        for index, question in enumerate(loaded.lesson.quiz)
        if isinstance(question.answer, Typed)
    ]


def _rerun(loaded: Loaded, without: Rerun, play: Play | None, place: Loc, change: Change) -> Trace:
    """The run of a changed lesson; what goes wrong in it is the question's fault."""
    if change.without is not None:
        return without(change.without)
    if play is None:
        raise ValueError("a question asks for a changed run, and nobody runs one")
    try:
        return play(changed(loaded, change))
    except UnchangeableError as error:
        raise UnanswerableError(error.what, error.next_step) from error
    except LessonError as error:
        what = f"the changed lesson cannot be run: {error.problems[0].what}"
        raise LessonError([loaded.where.problem((*place, "answer"), what, "make another change")]) from error


def _answered(name: str, question: Question, runs: Runs) -> Answered:
    """One question with all that it needs, by its kind."""
    if question.after is not None and (wrong := missing(Point(step=question.after), runs.trace)):
        raise UnanswerableError(*wrong, ("after",))
    kind = question.kind
    found = ask(question.answer, runs, several=kind in ("several", "true_false", "text"))
    answered = Answered(name, question, (), found)
    if kind in ("one", "several"):
        return replace(answered, options=_options(question, found))
    if kind == "true_false":
        return replace(answered, options=_true_or_false(question, found))
    if kind == "order":
        return _ordered(answered)
    if kind == "match":
        return _matched(answered)
    if kind == "number":
        _check_number(found)
    elif kind == "line" and not all(found.canonical(one.text).isdecimal() for one in found.right):
        raise UnanswerableError(f"{found.real} is no line of the code", "write, for example, `{line: emit, step: 2}`")
    return replace(answered, blank=_blank(question, runs.trace) if kind == "cell" else None)


def _options(question: Question, found: Found) -> tuple[Option, ...]:
    if question.choices == AUTO:
        return _made(question, found)
    options = tuple(Option(text, *found.judge(text)) for text in question.choices)
    right = [index for index, option in enumerate(options) if option.right]
    if not right:
        what = f"none of the choices is right: in the run it is {found.real}"
        raise UnanswerableError(what, _add(found.right[0].text), ("choices",))
    if question.kind == "several":
        read = [found.canonical(text) for text in question.choices]
        lacking = [one.text for one in found.right if not any(map(one.reads, read))]
        if lacking:
            what = f"the choices lack {short_quoted(lacking[0])}: in the run it is {found.real}"
            raise UnanswerableError(what, _add(lacking[0]), ("choices",))
    elif len(right) > 1:
        twice = listed(short_quoted(options[index].text) for index in right)
        what = f"{twice} are all right: in the run it is {found.real}"
        raise UnanswerableError(what, "keep one of them", ("choices", right[1]))
    return options


def _add(text: str) -> str:
    """The advice to add a choice, as YAML; a long one is named only."""
    fits = len(text) <= _LONGEST_CHOICE and text.isprintable()
    return f"add {json.dumps(text, ensure_ascii=False) if fits else 'it'} to the choices"


def _made(question: Question, found: Found) -> tuple[Option, ...]:
    """Choices from the run: what is right, and real values that are wrong here, in an order that stays."""
    if question.kind == "one" and len(found.right) > 1:
        what = f"in the run it is {found.real}: more than one would be right"
        raise UnanswerableError(what, "write `kind: several`", ("choices",))
    pool = found.others[: found.near]
    if not pool:
        raise UnanswerableError(
            "the run has no other value to make a wrong choice of", "write the choices yourself", ("choices",)
        )
    most = min(_MOST_WRONG, _MOST_CHOICES - len(found.right))
    if most < 1:
        raise UnanswerableError(f"{len(found.right)} values are right, which are too many", "ask about fewer")
    wrong = _shuffled(question, pool)[:most]
    options = [Option(one.text, True, one.why) for one in found.right] + [
        Option(one.text, False, one.why) for one in wrong
    ]
    return tuple(_shuffled(question, options))


def _true_or_false(question: Question, found: Found) -> tuple[Option, ...]:
    stated, why = found.judge(question.answer.reads or "")
    said = why if stated else f"{why} {found.right[0].why}"
    return Option(TRUE, stated, said), Option(FALSE, not stated, said)


def _ordered(answered: Answered) -> Answered:
    right = answered.found.right
    items = _shuffled(answered.question, list(enumerate(right)))
    if [one.text for _, one in items] == [one.text for one in right]:
        items = [*items[1:], items[0]]
    options = tuple(Option(one.text, False, one.why) for _, one in items)
    places = {index: place for place, (index, _) in enumerate(items)}
    return replace(answered, options=options, key=tuple(places[index] for index in range(len(right))))


def _matched(answered: Answered) -> Answered:
    found = answered.found
    items = _shuffled(answered.question, list(enumerate(found.right)))
    places = {index: place for place, (index, _) in enumerate(items)}
    return replace(
        answered,
        options=tuple(Option(one.text, False, one.why) for _, one in items),
        key=tuple(places[index] for _, index in found.pairs),
        sides=tuple(client for client, _ in found.pairs),
    )


def _check_number(found: Found) -> None:
    for one in found.right:
        try:
            float(found.canonical(one.text))
        except ValueError:
            raise UnanswerableError(f"in the run it is {found.real}, which is no number", "ask for a text") from None


def _blank(question: Question, trace: Trace) -> Blank | None:
    """The row that the cell stands in, without it."""
    answer = question.answer
    if isinstance(answer, CellOf):
        cells = narration.row(trace.steps[answer.step - 1]).cells
        shown = [key for key in narration.COLUMNS if key in ("step", "trigger", answer.cell)]
        headings = tuple(narration.COLUMNS[key] for key in shown)
        return Blank(headings, tuple(None if key == answer.cell else cells[key] for key in shown))
    if isinstance(answer, VariableAfter):
        tracked = narration.tracker(trace)
        before = max(answer.after - 1, 0)
        value = literal(tracked.rows[answer.variable][before])
        if answer.after == 0:
            return Blank(("Variable", "Start"), (answer.variable, None))
        headings = ("Variable", tracked.columns[before], tracked.columns[answer.after])
        return Blank(headings, (answer.variable, value, None))
    return None


def _shuffled(question: Question, items: Sequence[_Item]) -> list[_Item]:
    """Items in an order that follows from the question's words alone."""

    def place(index: int) -> bytes:
        return hashlib.sha256(f"{question.question}\0{index}".encode()).digest()

    return [items[index] for index in sorted(range(len(items)), key=place)]


def _slug(question: str, taken: Iterable[str]) -> str:
    """A question's id: its first words, and a number when another question has them."""
    used = set(taken)
    slug = hyphenated(question)
    words = (slug if len(slug) <= _LONGEST_ID else slug[: _LONGEST_ID + 1].rpartition("-")[0]) or "question"
    numbered = (f"{words}-{number}" for number in range(2, len(used) + 3))
    return next(name for name in (words, *numbered) if name not in used)
