"""Which action of the scenario each step comes of, told from what clients did in the run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracer.trace import Step, Trigger
from tutorial.lesson.action import Action
from tutorial.lesson.positions import Loc

_KINDS = {"connect": ("connect", "reconnect"), "disconnect": ("disconnect", "drop"), "event": ("send", "emit")}


def sources(scenario: Sequence[Action], steps: Sequence[Step]) -> dict[int, Loc]:
    """The way to the action of each step, by the step's number; to the whole scenario where none fits.

    A step that no client set off by itself, an acknowledgement or what a task does, comes of the action before it.
    """
    found: dict[int, Loc] = {}
    used: set[tuple[Loc, str]] = set()
    last: Loc = ("scenario",)
    begun = 0
    for step in steps:
        if step.trigger.kind in _KINDS and step.trigger.reason != "server disconnect":
            fitting = (
                loc
                for loc, action in _actions(scenario, begun)
                if _fits(action, step.trigger) and (loc, step.trigger.namespace) not in used
            )
            last = next(fitting, ("scenario",))
            used.add((last, step.trigger.namespace))
            begun = int(last[1]) if len(last) > 1 else begun
        found[step.number] = last
    return found


def _actions(scenario: Sequence[Action], begun: int) -> Iterator[tuple[Loc, Action]]:
    """The actions from this one on, those that are done together one by one."""
    for place, action in enumerate(scenario[begun:], begun):
        if action.actions:
            yield from ((("scenario", place, "together", inner), part) for inner, part in enumerate(action.actions))
        else:
            yield ("scenario", place), action


def _fits(action: Action, trigger: Trigger) -> bool:
    """Whether this action is one that sets such a step off."""
    if action.kind not in _KINDS[trigger.kind] or action.client != trigger.client:
        return False
    if trigger.kind == "event":
        return ((action.event or "message"), action.namespace) == (trigger.event, trigger.namespace)
    return trigger.namespace in action.namespaces or not action.namespaces or action.kind == "drop"
