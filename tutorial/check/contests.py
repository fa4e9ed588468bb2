"""Find what happens at once in a lesson, and the orders to play it in. The outcome must not depend on one of them.

Handlers run at once when clients act `together`. Threads that handlers start run beside each other and the rest of the
scenario. A contest is one such set. Its orders are: one after the other, the other way round, and each one overtaken by
the others at every line that it came to. When there are too many lines, those that name what the program shares between
its handlers come first, and of the others some all over each unit.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from tracer.lines import LineLog
from tracer.trace import Step, Trace
from tutorial.lesson.lesson import Lesson
from tutorial.lesson.positions import Loc
from tutorial.lesson.rehearsal import Rehearsal
from tutorial.run.orders import SCENARIO, Order, member, task
from tutorial.telling.words import listed

MOST_OVERTAKEN = 60
"""At how many lines, at most, the units of all contests of a lesson are overtaken."""

_MOST_TASKS = 4


_STARTS = re.compile(r"\bstart_background_task\(|\.start\(\)|\.submit\(|\.map\(")
"""A line of a program that starts a thread."""


@dataclass(frozen=True, slots=True)
class Tried:
    """An order, and words for it: `step 3 comes first`."""

    order: Order
    words: str


@dataclass(frozen=True, slots=True)
class Contest:
    """What happens at once: its name, the place of the action that starts it, and the orders to try."""

    name: str
    loc: Loc
    orders: tuple[Tried, ...]


@dataclass(frozen=True, slots=True)
class _Contender:
    key: str
    name: str
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Meeting:
    """Units that run at once; `beside` the scenario, too."""

    name: str
    loc: Loc
    units: list[_Contender]
    beside: bool = False


def contests(lesson: Lesson, trace: Trace) -> Iterator[Contest]:
    """Find all that happens at once in a run."""
    found = [*_together(lesson, trace), *_of_tasks(lesson, trace)]
    shared = shared_lines(lesson.code)
    for one in found:
        budget = MOST_OVERTAKEN // len(found)
        first = _beside(one.units) if one.beside else _serial(one.units)
        overtaken = _overtaken(one.units, (SCENARIO,) if one.beside else (), shared, budget)
        yield Contest(one.name, one.loc, (*first, *overtaken))


def _together(lesson: Lesson, trace: Trace) -> Iterator[_Meeting]:
    places = [place for place, action in enumerate(lesson.scenario) if action.kind == "together"]
    for number, (place, steps) in enumerate(zip(places, _groups(trace), strict=False), 1):
        units = list(_members(number, steps))
        if len(units) > 1:
            yield _Meeting(f"the order of {_named(units)}", ("scenario", place), units)


def _of_tasks(lesson: Lesson, trace: Trace) -> Iterator[_Meeting]:
    one_task = len(trace.tasks) == 1
    tasks = [
        _Contender(
            task(nth), f"the task {one.function}" if one_task else f"task {nth + 1} ({one.function})", _lines([one.log])
        )
        for nth, one in enumerate(trace.tasks[:_MOST_TASKS])
    ]
    if tasks:
        loc = _starter(lesson, trace)
        yield _Meeting(f"when {_named(tasks)} {'run' if len(tasks) > 1 else 'runs'}", loc, tasks, beside=True)
        if len(tasks) > 1:
            yield _Meeting(f"the order of {_named(tasks)}", loc, tasks)


def shared_lines(code: str) -> frozenset[int]:
    """The lines in which functions name what they share: variables of the module, and attributes of `self`."""
    module = ast.parse(code)
    names = ((one, name) for one in module.body for name in ast.walk(one) if isinstance(name, ast.Name))
    stored = {name.id for one, name in names if _is_variable(one, name)}
    return frozenset(
        node.lineno
        for function in ast.walk(module)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and node.id in {*stored, "self"}
    )


def _is_variable(statement: ast.stmt, name: ast.Name) -> bool:
    """Whether a statement of the module gives this name a value that is neither the app nor its server."""
    if not isinstance(statement, ast.Assign | ast.AnnAssign):
        return False
    made = statement.value.func if isinstance(statement.value, ast.Call) else None
    is_app = isinstance(made, ast.Name) and made.id in ("Flask", "SocketIO")
    return isinstance(name.ctx, ast.Store) and not is_app


def _groups(trace: Trace) -> list[list[Step]]:
    """The sets of steps that ran at the same time."""
    sets = {tuple(sorted({step.number, *step.unordered})) for step in trace.steps if step.unordered}
    return [[trace.steps[number - 1] for number in numbers] for numbers in sorted(sets)]


def _members(group: int, steps: list[Step]) -> Iterator[_Contender]:
    met: Counter[str] = Counter()
    for step in steps:
        client = step.trigger.client or ""
        if step.trigger.kind == "event":
            if step.calls:
                lines = _lines([call.log for call in step.calls if call.log])
                yield _Contender(member(group, client, met[client]), f"step {step.number}", lines)
            met[client] += 1


def _lines(logs: list[LineLog]) -> tuple[int, ...]:
    """The lines that ran, in the order in which they first ran."""
    return tuple(dict.fromkeys(line.number for log in logs for line in log.lines() if line.event == "line"))


def _serial(units: list[_Contender]) -> Iterator[Tried]:
    keys = tuple(unit.key for unit in units)
    yield Tried(Order(keys), f"{units[0].name} comes first")
    yield Tried(Order(keys[::-1]), f"{units[-1].name} comes first")


def _beside(units: list[_Contender]) -> Iterator[Tried]:
    keys = tuple(unit.key for unit in units)
    yield Tried(Order((SCENARIO, *keys)), "the clients go on first")
    yield Tried(Order((*keys, SCENARIO)), f"{units[0].name} runs at once")


def _overtaken(units: list[_Contender], more: tuple[str, ...], shared: frozenset[int], budget: int) -> Iterator[Tried]:
    """Let each unit go first, until all others overtake it at a line after its first."""
    for unit, line in _places(units, shared, budget):
        others = tuple(other.key for other in units if other is not unit)
        order = Order((unit.key, *others, *more), (unit.key, line))
        who = "the others come" if len(others) + len(more) > 1 else "the other comes"
        yield Tried(order, f"{who} in while {unit.name} is at line {line}")


def _places(units: list[_Contender], shared: frozenset[int], budget: int) -> list[tuple[_Contender, int]]:
    """The units and lines to overtake at, early lines first; as many of each unit, all over it."""
    places: list[list[tuple[_Contender, int]]] = []
    for left, unit in zip(range(len(units), 0, -1), sorted(units, key=lambda unit: len(unit.lines)), strict=True):
        lines = unit.lines[1:]
        first = _spread([line for line in lines if line in shared], budget // left)
        chosen = {*first, *_spread([line for line in lines if line not in shared], budget // left - len(first))}
        places.append([(unit, line) for line in lines if line in chosen])
        budget -= len(chosen)
    places.sort(key=lambda of: units.index(of[0][0]) if of else 0)
    return [place for column in zip_longest(*places) for place in column if place is not None]


def _spread(lines: list[int], most: int) -> list[int]:
    """So many of the lines, at even distances."""
    if len(lines) <= most:
        return lines
    return [lines[nth * len(lines) // most] for nth in range(most)]


def _named(units: list[_Contender]) -> str:
    """Name units: `steps 3 and 4`, `the task work`, `tasks 1 (work) and 2 (work)`."""
    if len(units) == 1:
        return units[0].name
    kind = units[0].name.partition(" ")[0]
    return f"{kind}s {listed(unit.name.removeprefix(kind).strip() for unit in units)}"


def _starter(lesson: Lesson, trace: Trace) -> Loc:
    """The action whose handler starts the first task, as far as the scenario tells. No task runs before this action."""
    code = lesson.code.split("\n")
    starts = {number for number, text in enumerate(code, 1) if _STARTS.search(text)}
    makers = Rehearsal(lesson.scenario).makers
    for step, maker in zip(trace.steps, makers, strict=False):
        if any(starts.intersection(_lines([call.log])) for call in step.calls if call.log):
            return ("scenario", maker.place)
    return ("scenario",)
