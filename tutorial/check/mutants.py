"""Finds what a lesson does not say: changes one thing of it after the other, and looks whether a sentence breaks.

A mutant is the lesson with another program or scenario. When its run shows something else, some sentence, claim,
expected cell or answer of the lesson should be untrue of it. Where none is, no student is told what was changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from tracer.trace import Trace
from tutorial.check.code_in_prose import check_code_in_prose
from tutorial.check.comparing import Difference, differences, without_lines
from tutorial.check.held_beliefs import check_beliefs
from tutorial.check.in_plain_words import SAID
from tutorial.check.mutated_code import edits
from tutorial.check.mutated_scenario import rescripted
from tutorial.check.places import check_places
from tutorial.check.stated import check_stated
from tutorial.check.statements import check_statements
from tutorial.check.subject import Subject
from tutorial.check.wording import check_wording
from tutorial.lesson.problems import Problem
from tutorial.lesson.questions import Question
from tutorial.quiz.answered import Answered
from tutorial.quiz.answering import answer_each
from tutorial.quiz.changed_run import ChangedRuns
from tutorial.quiz.kinds import kind_of
from tutorial.reading.loading import Loaded
from tutorial.run.replays import Replays
from tutorial.run.trials import ChangedTrials, Trials
from tutorial.telling.words import short

_SAYINGS: tuple[Callable[[Subject], Iterator[Problem]], ...] = (
    check_places,
    check_statements,
    check_beliefs,
    *SAID,
    check_code_in_prose,
    check_stated,
    check_wording,
)
"""The checks of what a lesson says. Those that may cost a run come last."""

Fate = Literal["noticed", "unnoticed", "alike", "unplayable"]
"""What becomes of a mutant: something that the lesson says is untrue of it; nothing is; its run is the lesson's own; it
has no run."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A lesson with one thing changed: the place in the file, what was changed (`line 9`), and what it `may` do now."""

    line: int
    column: int
    part: str
    may: str
    loaded: Loaded


@dataclass(frozen=True, slots=True, order=True)
class MutantFate:
    """The fate of a mutant. `what` says where its run differs, or why it has none."""

    line: int
    column: int
    part: str
    may: str
    fate: Fate
    what: str = ""


def mutants(loaded: Loaded) -> Iterator[Mutant]:
    """Every mutant of a lesson: those of the program, then those of the scenario."""
    lesson, where = loaded.lesson, loaded.where
    for edit in edits(lesson.code):
        changed = lesson.model_copy(update={"code": edit.code})
        place = where.code(edit.line, edit.column)
        yield Mutant(*place, f"line {edit.line}", edit.may, replace(loaded, lesson=changed))
    for one in rescripted(lesson):
        changed = lesson.model_copy(update={"scenario": one.scenario})
        place = where.value(("scenario", one.place))
        yield Mutant(*place, f"action {one.place + 1}", one.may, replace(loaded, lesson=changed))


class Sayings:
    """What one lesson says, as its own run bears it out, for mutants to be held against.

    Raises:
        LessonError: the lesson itself cannot be run.
    """

    def __init__(self, replays: Replays) -> None:
        self.replays = replays
        self.loaded = replays.loaded
        self.trace = replays.elsewhen() if replays.simulated else replays.whole().trace
        subject = Subject(self.loaded, self.trace, replays)
        self.untrue = [set(saying(subject)) for saying in _SAYINGS]
        self.keys = [_key(self.loaded, question, self.trace, replays) for question in self.loaded.lesson.quiz]

    def judge(self, mutant: Mutant, trials: Trials) -> MutantFate:
        """Play a mutant, and look whether something that the lesson says is untrue of it."""
        trace = trials.play(mutant.loaded)
        place = (mutant.line, mutant.column, mutant.part, mutant.may)
        if isinstance(trace, str):
            return MutantFate(*place, "unplayable", trace)
        difference = _difference(self.trace, trace)
        if difference is None:
            return MutantFate(*place, "alike")
        return MutantFate(*place, "noticed" if self._notices(mutant, trace, trials) else "unnoticed", difference)

    def _notices(self, mutant: Mutant, trace: Trace, trials: Trials) -> bool:
        """Whether anything breaks."""
        replays = ChangedTrials(trials, mutant.loaded)
        subject = Subject(mutant.loaded, trace, replays)
        if any(set(saying(subject)) - untrue for saying, untrue in zip(_SAYINGS, self.untrue, strict=True)):
            return True
        own = zip(self.loaded.lesson.quiz, self.keys, strict=True)
        asked = sorted(own, key=lambda one: _asks_for_runs(one[0]))
        return any(_key(mutant.loaded, question, trace, replays) != key for question, key in asked)


def _key(loaded: Loaded, question: Question, trace: Trace, replays: ChangedRuns) -> tuple[str, ...] | None:
    """The right answers of a question; None when it has none."""
    alone = replace(loaded, lesson=loaded.lesson.model_copy(update={"quiz": (question,)}))
    (answered,) = answer_each(alone, trace, replays)
    return tuple(right.text for right in kind_of(answered).right(answered)) if isinstance(answered, Answered) else None


def _asks_for_runs(question: Question) -> bool:
    answer = question.answer
    return answer.when is not None or any(hasattr(answer, kind) for kind in ("missing_step", "differs"))


def _difference(own: Trace, other: Trace) -> str | None:
    """The first place in which two runs differ, if one does; lines do not count."""
    found: Difference | None = next(differences(without_lines(own), without_lines(other)), None)
    return f"{found.place} would be {short(found.after)}, not {short(found.before)}" if found else None
