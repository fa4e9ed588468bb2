"""What follows from a list of events: a student's progress in a lesson."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from tutorial.quiz.answered import Answered
from tutorial.quiz.kinds import kind_of
from web.student.answers_given import (
    NOTHING,
    AnswersGiven,
    Because,
    Compare,
    Deed,
    OpenHint,
    SeePast,
    Try,
    TryAgain,
    after,
    fitting,
)
from web.student.lesson_progress import Bookmark, Finish, GoTo, LessonDeed, LessonProgress, after_lesson_deed
from web.student.student_event import EventKind, StudentEvent


def progress_of(events: Iterable[StudentEvent], trace: str, questions: Iterable[Answered]) -> LessonProgress:
    """A student's progress in a lesson, read from the student's events in it.

    Events on another trace say nothing of this one, and events of a question that is no longer there are passed over.
    Answers count in the order of the list. Of two places or two marks, the one that was made later counts.
    """
    asked = {question.id: question for question in questions}
    answers: dict[str, AnswersGiven] = {}
    here = [event for event in events if event.trace == trace]
    for event in here:
        if event.kind == "over":
            answers.clear()
        elif (question := asked.get(event.question)) and (deed := _deed(event, question)):
            answers[question.id] = after(question, answers.get(question.id, NOTHING), deed)
    fit = {name: fitting(asked[name], one) for name, one in answers.items()}
    progress = LessonProgress(
        answers={name: one for name, one in fit.items() if one != NOTHING},
        last=max((event.at for event in here), default=""),
    )
    for event in sorted(here, key=lambda event: event.at):
        if deed_there := _lesson_deed(event):
            progress = after_lesson_deed(progress, deed_there)
    return progress


def kind_and_data(deed: Deed | LessonDeed, question: Answered | None = None) -> tuple[EventKind, dict[str, Any]]:
    """How an event keeps a deed."""
    match deed:
        case Try(given, sure, seed):
            options = [_short(option.text) for option in question.options] if question else []
            more = {"sure": sure, "seed": seed, "options": options}
            return "try", {"given": given} | {name: one for name, one in more.items() if one}
        case Because(reason):
            return "because", {"reason": reason}
        case Compare(how_close):
            return "compare", {"how_close": how_close}
        case SeePast():
            return "past", {}
        case OpenHint(number):
            return "hint", {"number": number}
        case TryAgain():
            return "again", {}
        case GoTo(mode, bookmark):
            places = {"step": bookmark.step, "phase": bookmark.phase, "line": bookmark.line}
            return "place", {"mode": mode} | {name: one for name, one in places.items() if one}
        case Finish(what, done):
            return "finish", {"what": what, "done": done}


def _deed(event: StudentEvent, question: Answered) -> Deed | None:
    data = event.data
    match event.kind:
        case "try":
            options = data.get("options", [])
            given = _moved(str(data.get("given", "")), options if isinstance(options, list) else [], question)
            return None if given is None else Try(given, str(data.get("sure", "")), str(data.get("seed", "")))
        case "because":
            return Because(str(data.get("reason", "")))
        case "compare":
            return Compare(str(data.get("how_close", "")))
        case "past":
            return SeePast()
        case "hint":
            return OpenHint(_count(data, "number"))
        case "again":
            return TryAgain()
    return None


def _lesson_deed(event: StudentEvent) -> LessonDeed | None:
    data = event.data
    if event.kind == "place":
        place = Bookmark(_count(data, "step"), _count(data, "phase"), _count(data, "line"))
        return GoTo(str(data.get("mode", "")), place)
    return Finish(str(data.get("what", "")), data.get("done") is True) if event.kind == "finish" else None


def _count(data: Mapping[str, Any], name: str) -> int:
    value = data.get(name, 0)
    return value if isinstance(value, int) else 0


def _moved(given: str, then: list[str], question: Answered) -> str | None:
    """An answer by places of options, when those stand elsewhere now; None, if one that was chosen is gone.

    An option in the place of one that nobody finds any more is taken for the same one in other words.
    """
    now = [_short(option.text) for option in question.options]
    if then == now:
        return given if kind_of(question).valid(question, given) else None
    places = [_place(int(one), then, now) for one in given.split(",") if one.isdecimal() and int(one) < len(then)]
    orders = (places, sorted(places)) if -1 not in places else ()
    moved = (",".join(map(str, one)) for one in orders)
    return next((one for one in moved if kind_of(question).valid(question, one)), None)


def _place(place: int, then: list[str], now: list[str]) -> int:
    """Where an option stands now; -1, if it is gone."""
    if then[place] in now:
        return now.index(then[place])
    return place if len(then) == len(now) and now[place] not in then else -1


@lru_cache(maxsize=4096)
def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:6]
