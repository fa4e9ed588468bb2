"""Makes the mutants of a scenario: an action is left out, changes places with the next, or sends something else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tutorial.lesson.action import Action
from tutorial.lesson.lesson import Lesson
from tutorial.lesson.rehearsal import Rehearsal
from tutorial.lesson.scenario import impossible

_OTHER = "something else"


@dataclass(frozen=True, slots=True)
class Rescripted:
    """A changed scenario: the place of the changed action (from 0), and what it `may` do now."""

    place: int
    may: str
    scenario: tuple[Action, ...] = field(repr=False)


def rescripted(lesson: Lesson) -> Iterator[Rescripted]:
    """Change one action after the other. What nobody can play is left out."""
    for place, may, actions in _changes(lesson.scenario):
        if actions != lesson.scenario and not impossible(actions, lesson.code):
            yield Rescripted(place, may, Rehearsal(actions).actions)


def _changes(scenario: tuple[Action, ...]) -> Iterator[tuple[int, str, tuple[Action, ...]]]:
    for place, action in enumerate(scenario):
        before, after = scenario[:place], scenario[place + 1 :]
        yield place, "may be left out", (*before, *after)
        if after and "wait" not in (action.kind, after[0].kind):
            yield place, "may change places with the next", (*before, after[0], action, *after[1:])
        for other, may in _others(action):
            yield place, may, (*before, other, *after)


def _others(action: Action) -> Iterator[tuple[Action, str]]:
    """An action that sends another value, or another event; the actions of a `together` in turn."""
    if action.kind in ("send", "emit"):
        for nth in range(len(action.arguments)):
            arguments = (*action.arguments[:nth], _OTHER, *action.arguments[nth + 1 :])
            yield action.model_copy(update={"arguments": arguments}), "may send something else"
    if action.kind == "emit":
        yield action.model_copy(update={"event": f"{action.event}~"}), "may emit another event"
    for nth, part in enumerate(action.actions):
        for other, may in _others(part):
            parts = (*action.actions[:nth], other, *action.actions[nth + 1 :])
            yield action.model_copy(update={"actions": parts}), may
