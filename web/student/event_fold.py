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
from web.student.attempts import ATTEMPTS, Attempt, Reason, give_reason
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
    attempts: list[Attempt] = []
    for event in here:
        if event.kind == "over":
            answers.clear()
        elif attempt := _attempt(event):
            attempts.append(attempt)
        elif reason := _reason(event):
            give_reason(attempts, reason)
        elif (question := asked.get(event.question)) and (deed := _deed(event, question)):
            answers[question.id] = after(question, answers.get(question.id, NOTHING), deed)
    fit = {name: fitting(asked[name], one) for name, one in answers.items()}
    progress = LessonProgress(
        answers={name: one for name, one in fit.items() if one != NOTHING},
        attempts=tuple(attempts),
        last=max((event.at for event in here), default=""),
    )
    for event in sorted(here, key=lambda event: event.at):
        if deed_there := _lesson_deed(event):
            progress = after_lesson_deed(progress, deed_there)
    return progress


def kind_and_data(
    deed: Deed | LessonDeed | Attempt | Reason, question: Answered | None = None
) -> tuple[EventKind, dict[str, Any]]:
    """How an event keeps a deed."""
    if isinstance(deed, Attempt):
        said = {"form": deed.form, "seed": deed.seed, "sure": deed.sure}
        return deed.of, {"given": deed.given, "right": deed.right} | _filled(said)
    if isinstance(deed, Reason):
        return "because", {"of": deed.of, "reason": deed.reason, "right": deed.right} | _filled({"seed": deed.seed})
    return _lesson_kind_and_data(deed) if isinstance(deed, GoTo | Finish) else _quiz_kind_and_data(deed, question)


def _quiz_kind_and_data(deed: Deed, question: Answered | None) -> tuple[EventKind, dict[str, Any]]:
    match deed:
        case Try(given, sure, seed):
            options = [_short(option.text) for option in question.options] if question else []
            return "try", {"given": given} | _filled({"sure": sure, "seed": seed, "options": options})
        case Because(reason, right):
            return "because", {"reason": reason} | ({} if right is None else {"right": right})
        case Compare(how_close):
            return "compare", {"how_close": how_close}
        case SeePast():
            return "past", {}
        case OpenHint(number):
            return "hint", {"number": number}
        case TryAgain():
            return "again", {}


def _lesson_kind_and_data(deed: LessonDeed) -> tuple[EventKind, dict[str, Any]]:
    if isinstance(deed, Finish):
        return "finish", {"what": deed.what, "done": deed.done}
    mark = deed.bookmark
    return "place", {"mode": deed.mode} | _filled({"step": mark.step, "phase": mark.phase, "line": mark.line})


def _filled(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in data.items() if one}


def answer_in(event: StudentEvent, question: Answered) -> Try | None:
    """The answer that an event holds, if it is one and fits the present question."""
    if event.kind != "try":
        return None
    options = event.data.get("options", [])
    given = _moved(_text(event.data, "given"), options if isinstance(options, list) else [], question)
    return None if given is None else Try(given, _text(event.data, "sure"), _text(event.data, "seed"))


def _deed(event: StudentEvent, question: Answered) -> Deed | None:
    data = event.data
    match event.kind:
        case "try":
            return answer_in(event, question)
        case "because":
            return Because(_text(data, "reason"), _verdict(data))
        case "compare":
            return Compare(str(data.get("how_close", "")))
        case "past":
            return SeePast()
        case "hint":
            return OpenHint(_count(data, "number"))
        case "again":
            return TryAgain()
    return None


def _attempt(event: StudentEvent) -> Attempt | None:
    if event.kind not in ATTEMPTS or not event.question:
        return None
    data = event.data
    form, seed, sure = (_text(data, name) for name in ("form", "seed", "sure"))
    of: Any = event.kind
    return Attempt(of, event.question, _text(data, "given"), _verdict(data), form, seed, sure, at=event.at)


def _reason(event: StudentEvent) -> Reason | None:
    of: Any = event.data.get("of")
    if event.kind != "because" or of not in tuple(ATTEMPTS):
        return None
    return Reason(of, event.question, _text(event.data, "reason"), _verdict(event.data), _text(event.data, "seed"))


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name, "")
    return value if isinstance(value, str) else ""


def _verdict(data: Mapping[str, Any]) -> bool | None:
    value = data.get("right")
    return value if isinstance(value, bool) else None


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
