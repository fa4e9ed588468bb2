"""The scenario: what the clients of a lesson do, in order, and the steps that this makes."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, Strict, ValidationInfo

from tutorial.lesson.action import Action
from tutorial.lesson.action_forms import read_action
from tutorial.lesson.model import LessonFacts, facts_of, misplaced, mistake
from tutorial.lesson.rehearsal import Maker, Rehearsal, Unplayable

MOST_ACTIONS = 200


def _read_action(written: Any, info: ValidationInfo) -> Any:
    """Read an action's fields from its written form.

    Without a loader's context, leave an action as it is.
    """
    if isinstance(written, Action) or (info.context is None and isinstance(written, dict) and "kind" in written):
        return written
    fields, mistakes = read_action(written, facts_of(info))
    if mistakes:
        raise misplaced(mistakes, written)
    return fields


def _check_order(actions: tuple[Action, ...], info: ValidationInfo) -> tuple[Action, ...]:
    return _checked(actions, facts_of(info), facts_of(info).code)


def _check_any_order(actions: tuple[Action, ...], info: ValidationInfo) -> tuple[Action, ...]:
    """Check a scenario for programs that nobody knows yet."""
    return _checked(actions, facts_of(info), None)


def _checked(actions: tuple[Action, ...], facts: LessonFacts, code: str | None) -> tuple[Action, ...]:
    count = sum(max(1, len(action.actions)) for action in actions)
    if count > MOST_ACTIONS:
        raise mistake(f"{count:,} actions are more than {MOST_ACTIONS}", "make two lessons of it")
    unplayable = impossible(actions, code)
    if facts.transport == "polling":
        unplayable += [Unplayable((place,), *_NO_DROP) for place, action in enumerate(actions) if action.kind == "drop"]
    if unplayable:
        raise misplaced(((one.loc, mistake(one.why, one.instead)) for one in unplayable), actions)
    return Rehearsal(actions).actions


_NO_DROP = (
    "the server of a polling client notices a cut cable only when its pings time out, after 45 s",
    "write `transport: websocket`",
)


def impossible(actions: tuple[Action, ...], code: str | None = None) -> list[Unplayable]:
    """The actions that no client can do at their place, such as a message before its connection.

    A connected client may connect again if the program can refuse or disconnect it. A program that says nothing of
    connections cannot.
    """
    elsewhere = any(action.namespaces != ("/",) for action in actions if action.kind == "connect")
    steady = code is not None and not elsewhere and "connect" not in code.lower()
    return Rehearsal(actions, steady=steady).unplayable


ScenarioAction = Annotated[Action, BeforeValidator(_read_action)]

# Last in both: pydantic would call a list of wrong items empty.
_FILLED = Field(min_length=1, description="a list of actions, such as `- send: Hello`")

Scenario = Annotated[tuple[ScenarioAction, ...], Strict(False), AfterValidator(_check_order), _FILLED]

ScenarioOfAnyProgram = Annotated[tuple[ScenarioAction, ...], Strict(False), AfterValidator(_check_any_order), _FILLED]
"""A scenario that is played with other programs than the lesson's."""


def steps_of(scenario: tuple[Action, ...]) -> int | None:
    """How many steps the actions make; None when the server may make more.

    Each namespace that a client connects to or leaves makes a step, and so does each message. The server may make more
    by itself, such as by ending a connection or running a task.
    """
    rehearsal = Rehearsal(scenario)
    return len(rehearsal.makers) if rehearsal.counted else None


def told_of(scenario: tuple[Action, ...]) -> int:
    """How many steps, from the first on, certainly come from a known action: those before a `wait`."""
    return len(Rehearsal(scenario).makers)


def without(scenario: tuple[Action, ...], step: int) -> tuple[Action, ...]:
    """Take out of a scenario what makes a step: an action, one of several together, or one namespace of a connect.

    Without its connection a client says no goodbye, either.

    The scenario stays whole when there is no such step, or when nobody can tell what makes it (after a `wait`).
    """
    makers = Rehearsal(scenario).makers
    if not 1 <= step <= len(makers):
        return scenario
    place = makers[step - 1].place
    rest = scenario[:place] + _kept(scenario[place], makers[step - 1]) + scenario[place + 1 :]
    if scenario[place].kind in ("connect", "reconnect"):
        rest = _without_goodbyes(rest, scenario[place].client)
    return Rehearsal(rest).actions


def _without_goodbyes(scenario: tuple[Action, ...], client: str) -> tuple[Action, ...]:
    """Leave out each goodbye of a client that has no connection to end. Whatever else it does stays."""
    for one in Rehearsal(scenario).unplayable:
        place = one.loc[0]
        if isinstance(place, int) and scenario[place].client == client:
            if len(one.loc) == 1 and scenario[place].kind in ("disconnect", "drop"):
                return _without_goodbyes(scenario[:place] + scenario[place + 1 :], client)
            return scenario
    return scenario


def _kept(action: Action, maker: Maker) -> tuple[Action, ...]:
    """What stays of an action."""
    if maker.inner is not None:
        parts = action.actions[: maker.inner] + action.actions[maker.inner + 1 :]
        return (action.model_copy(update={"actions": parts}),) if len(parts) > 1 else parts
    others = tuple(namespace for namespace in action.namespaces if namespace != maker.namespace)
    if maker.namespace is None or not others:
        return ()
    # A `reconnect` connects to all that its client had; this one must not.
    return (action.model_copy(update={"kind": "connect", "namespaces": others}),)
