"""Find what a lesson's run will not repeat, because something changed it that no scenario plays."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from tracer.trace import Step
from tutorial.lesson.expected import ExpectedStep
from tutorial.record.app_recording import AppRecording
from tutorial.telling import narration
from tutorial.telling.words import listed

CELLS = tuple(name for name in ExpectedStep.model_fields if name in narration.COLUMNS and name != "step")
"""The cells of a row that a lesson may expect."""
_OF_A_HANDLER = frozenset({"action", "after", "receives", "response_sent"})
"""The cells and variables that depend on a handler."""
_OF_THE_STEP = "response_sent"
_OF_THE_LAST = "last_message"
"""`response_sent` is new in every step, `last_message` after every event."""
_LEFT_OUT = "what is left out here has changed it"
_BETWEEN = "it has changed between two steps, and no action waits for that"
_SWAYED = "what changes it here reads what is not expected"


@dataclass(slots=True)
class Unrepeatable:
    """What the lesson must not expect, by the step numbers of the recording.

    `variables` has the variables that will have other values after a step. `swayed` has the steps whose handler reads
    such a variable, and so may do something else. `changed` has the variables that steps of the scenario change.
    `notes` says all this to the author, each note at the first step from which it holds.
    """

    variables: dict[int, frozenset[str]] = field(default_factory=dict)
    swayed: set[int] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    notes: dict[int, str] = field(default_factory=dict)

    def of(self, step: Step, *, silent: bool = False) -> frozenset[str]:
        """The cells and variables of a step that the lesson must not expect; all of them, when the step is `silent`."""
        swayed = step.number in self.swayed
        if silent or (swayed and step.trigger.kind == "server"):
            return frozenset((*CELLS, *step.variables))
        return self.variables[step.number] | (_OF_A_HANDLER if swayed else frozenset())


def unrepeatable(recorded: AppRecording, played: Collection[int]) -> Unrepeatable:
    """Follow what changed in steps that are not `played`, and between the steps."""
    found, now = Unrepeatable(), frozenset[str]()
    reads = _names_read(recorded.code)
    before = recorded.trace.start
    for step, seen in zip(recorded.trace.steps, recorded.seen, strict=False):
        changes = {name for name, value in step.variables.items() if value != before.get(name)} - {_OF_THE_STEP}
        drifted = changes if step.trigger.kind == "end" else changes.intersection(seen.drifted)
        lost, why = drifted, _BETWEEN
        if step.number in played:
            found.changed |= changes - drifted
            if any(not now.isdisjoint(reads.get(function, ())) for function in _functions(step)):
                found.swayed.add(step.number)
                lost, why = changes - {_OF_THE_LAST}, _SWAYED
        elif step.trigger.kind != "end":
            lost, why = changes, _LEFT_OUT
        if new := lost - now - {_OF_THE_LAST}:
            found.notes[step.number] = f"from here on the table does not expect {listed(sorted(new))}: {why}"
        if step.number in played and step.trigger.kind == "event":
            now -= {_OF_THE_LAST}
        now |= lost
        found.variables[step.number] = now
        before = step.variables
    return found


def _functions(step: Step) -> Iterator[str]:
    """The functions that a step ran, by the last part of their names."""
    names = [call.function for call in step.calls] + ([step.trigger.task] if step.trigger.task else [])
    yield from (name.rpartition(".")[2] for name in names)


def _names_read(code: str) -> Mapping[str, Collection[str]]:
    """The names in each function of some code, and in the functions that it may call."""
    found: dict[str, set[str]] = {}
    functions = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.FunctionDef)]
    known = {node.name for node in functions}
    for function in functions:
        inside = list(ast.walk(function))
        names = {node.id for node in inside if isinstance(node, ast.Name)}
        names |= {node.attr for node in inside if isinstance(node, ast.Attribute)} & known
        found.setdefault(function.name, set()).update(names)
    for called, inner in found.items():  # Warshall's algorithm: a caller reads what its callees read
        for names in found.values():
            if called in names:
                names.update(inner)
    return found
