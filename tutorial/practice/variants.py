"""Variants of a lesson: the same program with a scenario that a student has not seen.

A variant has other names for the clients, other texts in the payloads, and two neighbouring actions swapped, as far as
the scenario allows. What stands in the program's code stays as it is: the program may compare with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from tracer.trace import Trace
from tutorial.lesson.action import Action
from tutorial.lesson.lesson import Lesson
from tutorial.lesson.model import DEFAULT_CLIENT
from tutorial.lesson.rehearsal import Rehearsal
from tutorial.lesson.scenario import impossible

VARIANTS = 2
"""How many variants a lesson has."""

_NAMES = ("Mia", "Noah", "Zoe", "Ines", "Omar", "Liv", "Theo", "Yuki", "Paul", "Rosa", "Emil", "Nina")
_SENTENCES = (
    "Good morning",
    "Is it raining?",
    "Tea at four",
    "It works",
    "One more thing",
    "See you later",
    "Who is there?",
    "All is well",
)
_WORDS = ("north", "seven", "delta", "attic", "maple", "river", "amber", "comet")
_SAYING = ("send", "emit")


@dataclass(frozen=True, slots=True)
class Variant:
    """A varied lesson and its run."""

    lesson: Lesson
    trace: Trace


def varied(lesson: Lesson, number: int) -> Lesson | None:
    """A variant of a lesson by its number; None, when nothing of its scenario can be varied."""
    chance = Random(f"{lesson.code}\0{number}")  # noqa: S311  # the same each time, and no secret
    names = _names(lesson, chance)
    texts = _texts(lesson, names, chance)
    actions = _swapped([_renamed(action, names, texts) for action in lesson.scenario], lesson, chance)
    scenario = Rehearsal(tuple(actions)).actions
    if scenario == lesson.scenario or impossible(scenario, lesson.code):
        return None
    clients = tuple(names.get(one, one) for one in lesson.clients)
    return lesson.model_copy(update={"scenario": scenario, "clients": clients})


def _names(lesson: Lesson, chance: Random) -> dict[str, str]:
    """New names for the clients. The only client keeps its own, and so does a client that the program names."""
    free = [name for name in _NAMES if name not in lesson.clients and name not in lesson.code]
    old = [name for name in lesson.clients if name != DEFAULT_CLIENT and name not in lesson.code]
    return dict(zip(old, chance.sample(free, len(free)), strict=False))


def _texts(lesson: Lesson, names: dict[str, str], chance: Random) -> dict[str, str]:
    """New texts for those of the payloads that the program does not have in its code; a text is new everywhere."""
    answers = {text for values in lesson.answers.values() for text in _strings(list(values))}
    old = [text for action in lesson.scenario for text in _said(action) if text and text not in lesson.code]
    every = [text for text in dict.fromkeys(old) if text not in answers and not _is_played(text)]
    sentences, words = (chance.sample(some, len(some)) for some in (_SENTENCES, _WORDS))
    new = {text: names[text] for text in every if text in names}
    for text in every:
        pool = sentences if " " in text else words
        if text not in new and pool:
            word = pool.pop()
            new[text] = word.capitalize() if pool is words and text[0].isupper() else word
    return new


def _said(action: Action) -> Iterator[str]:
    yield from _strings(list(action.arguments))
    for inner in action.actions:
        yield from _said(inner)


def _strings(value: Any) -> Iterator[str]:
    """The texts within a payload; those of a part that stands for something else are left alone."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, dict) and not {"sid", "received", "literally"} & set(value):
        for item in value.values():
            yield from _strings(item)


def _is_played(text: str) -> bool:
    return "‹" in text


def _renamed(action: Action, names: dict[str, str], texts: dict[str, str]) -> Action:
    update: dict[str, Any] = {"client": names.get(action.client, action.client)}
    update["arguments"] = tuple(_with(value, names, texts) for value in action.arguments)
    update["auth"] = _with(action.auth, names, {})
    update["actions"] = tuple(_renamed(inner, names, texts) for inner in action.actions)
    return action.model_copy(update=update)


def _with(value: Any, names: dict[str, str], texts: dict[str, str]) -> Any:
    if isinstance(value, str):
        return texts.get(value, value)
    if isinstance(value, list):
        return [_with(item, names, texts) for item in value]
    if isinstance(value, dict) and {"sid", "received", "literally"} & set(value):
        return {key: names.get(item, item) if isinstance(item, str) else item for key, item in value.items()}
    return {key: _with(item, names, texts) for key, item in value.items()} if isinstance(value, dict) else value


def _swapped(actions: list[Action], lesson: Lesson, chance: Random) -> list[Action]:
    """The actions with two neighbours swapped that say something else, if that can be played."""
    places = [
        place
        for place in range(len(actions) - 1)
        if all(one.kind in _SAYING for one in actions[place : place + 2])
        and actions[place] != actions[place + 1]
        and not any(_asks_for_received(one) for one in actions[place : place + 2])
    ]
    if not places:
        return actions
    place = chance.choice(places)
    moved = [*actions[:place], actions[place + 1], actions[place], *actions[place + 2 :]]
    return actions if impossible(tuple(moved), lesson.code) else moved


def _asks_for_received(action: Action) -> bool:
    """Whether a payload needs what an earlier action brought."""
    return "received" in str(action.arguments)
