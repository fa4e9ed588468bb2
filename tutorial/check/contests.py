"""Find what happens at once in a lesson, and the orders to play it in. The outcome must not depend on one of them.

Handlers run at once when clients act `together`. Threads that handlers start run beside each other and the rest of the
scenario. A contest is one such set. Its orders are: one after the other, the other way round, and each one overtaken by
the others at every line that it came to.
"""

from __future__ import annotations

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

MOST_OVERTAKEN = 16
"""At how many lines, at most, the units of one contest are overtaken."""


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


def contests(lesson: Lesson, trace: Trace) -> Iterator[Contest]:
    """Find all that happens at once in a run."""
    places = [place for place, action in enumerate(lesson.scenario) if action.kind == "together"]
    for number, (place, steps) in enumerate(zip(places, _groups(trace), strict=False), 1):
        units = list(_members(number, steps))
        if len(units) > 1:
            yield Contest(f"the order of {_named(units)}", ("scenario", place), tuple(_serial(units)))
    one_task = len(trace.tasks) == 1
    tasks = [
        _Contender(
            task(nth), f"the task {one.function}" if one_task else f"task {nth + 1} ({one.function})", _lines([one.log])
        )
        for nth, one in enumerate(trace.tasks[:_MOST_TASKS])
    ]
    if tasks:
        loc = _starter(lesson, trace)
        yield Contest(f"when {_named(tasks)} {'run' if len(tasks) > 1 else 'runs'}", loc, tuple(_beside(tasks)))
        if len(tasks) > 1:
            yield Contest(f"the order of {_named(tasks)}", loc, tuple(_serial(tasks)))


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
    yield from _overtaken(units, ())


def _beside(units: list[_Contender]) -> Iterator[Tried]:
    keys = tuple(unit.key for unit in units)
    yield Tried(Order((SCENARIO, *keys)), "the clients go on first")
    yield Tried(Order((*keys, SCENARIO)), f"{units[0].name} runs at once")
    yield from _overtaken(units, (SCENARIO,))


def _overtaken(units: list[_Contender], more: tuple[str, ...]) -> Iterator[Tried]:
    """Let each unit go first, until all others overtake it at a line after its first. Early lines come first."""
    columns = zip_longest(*([(unit, line) for line in unit.lines[1:]] for unit in units))
    places = [place for column in columns for place in column if place is not None]
    for unit, line in places[:MOST_OVERTAKEN]:
        others = tuple(other.key for other in units if other is not unit)
        order = Order((unit.key, *others, *more), (unit.key, line))
        who = "the others come" if len(others) + len(more) > 1 else "the other comes"
        yield Tried(order, f"{who} in while {unit.name} is at line {line}")


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
