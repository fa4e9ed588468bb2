"""A closed list of changes of a lesson's scenario, for “What if”: leave out, repeat, move or alter an action.

The list is made of the lesson alone, and never touches the code.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from tutorial.lesson.action import Action
from tutorial.lesson.lesson import Lesson
from tutorial.lesson.played_values import played_value
from tutorial.lesson.rehearsal import Rehearsal
from tutorial.lesson.scenario import impossible, without

ScenarioChangeKind = Literal["without", "by-another", "other-value", "later", "other-event", "twice"]
KINDS_OF_CHANGES: tuple[ScenarioChangeKind, ...] = get_args(ScenarioChangeKind)

_OTHER_TEXT = "something else"


@dataclass(frozen=True, slots=True)
class ScenarioChange:
    """One thing that may be otherwise in a scenario, and the whole scenario then.

    `step` is the first step of the lesson's run that the changed action makes, and `steps` are all that it makes, with
    those of an action that it changes places with. `more` counts the steps that it makes anew. `said` is what the
    action says instead: a client, a value or an event.
    """

    kind: ScenarioChangeKind
    step: int
    steps: tuple[int, ...]
    scenario: tuple[Action, ...] = field(repr=False)
    more: int = 0
    said: Any = None

    @property
    def id(self) -> str:
        """The change's name in addresses: `without-2`."""
        return f"{self.kind}-{self.step}"


def scenario_changes(lesson: Lesson, most: int) -> tuple[ScenarioChange, ...]:
    """The changes of a lesson's scenario that somebody can play: `most` at most, by the steps that they change.

    They take turns by their kinds, and prefer actions of which no other change is in the list yet. A connection counts
    as if there were one: when somebody comes in seldom changes what is worth a prediction.
    """
    by_kind: dict[ScenarioChangeKind, list[ScenarioChange]] = {kind: [] for kind in KINDS_OF_CHANGES}
    for change in _playable(lesson):
        by_kind[change.kind].append(change)
    chosen: list[ScenarioChange] = []
    used = Counter(own[0] for place, own in _steps(lesson.scenario).items() if lesson.scenario[place].kind == "connect")
    while len(chosen) < most and any(by_kind.values()):
        for kind in KINDS_OF_CHANGES:
            if by_kind[kind] and len(chosen) < most:
                change = min(by_kind[kind], key=lambda one: (used[one.step], one.step))
                by_kind[kind].remove(change)
                used[change.step] += 1
                chosen.append(change)
    return tuple(sorted(chosen, key=lambda one: (one.step, KINDS_OF_CHANGES.index(one.kind))))


def _playable(lesson: Lesson) -> Iterator[ScenarioChange]:
    for change in _changes(lesson):
        if change.scenario and change.scenario != lesson.scenario and not impossible(change.scenario, lesson.code):
            yield change


def _changes(lesson: Lesson) -> Iterator[ScenarioChange]:
    scenario = lesson.scenario
    steps = _steps(scenario)
    for place, own in steps.items():
        action, before, after = scenario[place], scenario[:place], scenario[place + 1 :]
        if action.kind in ("wait", "together"):
            continue
        left = without(scenario, own[0]) if len(own) == 1 else (*before, *after)
        yield ScenarioChange("without", own[0], own, left)
        twice = Rehearsal((*before, action, action, *after)).actions
        yield ScenarioChange("twice", own[0], own, twice, more=len(own))
        if place + 1 in steps and after[0].kind not in ("wait", "together"):
            later = Rehearsal((*before, after[0], action, *after[1:])).actions
            yield ScenarioChange("later", own[0], (*own, *steps[place + 1]), later)
        for kind, said, other in _others(action, lesson.clients):
            yield ScenarioChange(kind, own[0], own, (*before, other, *after), said=said)


def _steps(scenario: tuple[Action, ...]) -> dict[int, tuple[int, ...]]:
    """The steps that each action makes, by its place, as far as the scenario tells."""
    steps: dict[int, tuple[int, ...]] = {}
    for number, maker in enumerate(Rehearsal(scenario).makers, 1):
        steps[maker.place] = (*steps.get(maker.place, ()), number)
    return steps


def _others(action: Action, clients: tuple[str, ...]) -> Iterator[tuple[ScenarioChangeKind, Any, Action]]:
    """The action with another client, value or event, and what is other."""
    if action.kind not in ("send", "emit"):
        return
    if len(clients) > 1:
        client = clients[(clients.index(action.client) + 1) % len(clients)]
        yield "by-another", client, action.model_copy(update={"client": client})
    for nth, argument in enumerate(action.arguments):
        other = _other(argument, clients)
        if other is not None:
            arguments = (*action.arguments[:nth], other, *action.arguments[nth + 1 :])
            yield "other-value", other, action.model_copy(update={"arguments": arguments})
            break
    if action.kind == "emit" and action.event:
        event = _misspelt(action.event)
        yield "other-event", event, action.model_copy(update={"event": event})


def _other(value: Any, clients: tuple[str, ...]) -> Any:
    """A value of the same type; of a mapping the same mapping with one other value. None when there is none."""
    if played_value(value, clients) is not None:
        return None
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value + 1
    if isinstance(value, str):
        return _OTHER_TEXT
    parts = value.items() if isinstance(value, dict) else ()
    others = ((key, _other(part, clients)) for key, part in parts)
    return next(({**value, key: other} for key, other in others if other is not None), None)


def _misspelt(event: str) -> str:
    return event.capitalize() if event.capitalize() != event else f"{event}s"
