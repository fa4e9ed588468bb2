"""Find the action of the scenario behind each step, from what clients did in the run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracer.trace import Step, Trigger
from tutorial.lesson.action import Action
from tutorial.lesson.positions import Loc

_KINDS = {"connect": ("connect", "reconnect"), "disconnect": ("disconnect", "drop"), "event": ("send", "emit")}


def sources(scenario: Sequence[Action], steps: Sequence[Step]) -> dict[int, Loc]:
    """The place of each step's action, by the step's number; of the whole scenario, where no action fits.

    An acknowledgement and what a task does belong to the action before them.
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
    """The actions from this one on. Actions that are done together come one by one."""
    for place, action in enumerate(scenario[begun:], begun):
        if action.actions:
            yield from ((("scenario", place, "together", inner), part) for inner, part in enumerate(action.actions))
        else:
            yield ("scenario", place), action


def _fits(action: Action, trigger: Trigger) -> bool:
    """Whether this action starts such a step."""
    kind = "event" if trigger.size_limit is not None else trigger.kind
    if action.kind not in _KINDS[kind] or action.client != trigger.client:
        return False
    if trigger.size_limit is not None:
        return True
    if trigger.kind == "event":
        return ((action.event or "message"), action.namespace) == (trigger.event, trigger.namespace)
    return trigger.namespace in action.namespaces or not action.namespaces or action.kind == "drop"
