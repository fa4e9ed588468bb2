"""What watching lines costs: microseconds, bytes and memory a line, against other tracers and two floors."""

from __future__ import annotations

import gc
import gzip
import time
import tracemalloc
from dataclasses import dataclass, field

import click

from tests.bench.rivals import INSTALL, Prepare, contenders, missing
from tests.bench.timing import show

SIZES = {"scalar": (500, 5_000), "handle": (50, 500, 5_000), "fib": (12, 17)}
"""The programs' arguments: each about ten times the work of the one before (fib 17 makes 11 times the calls)."""

ROUNDS = 7
SLOW = 0.5
"""Seconds past which a contender is run once more at most, and not at the next size."""
TURN = 0.3
"""Seconds of a contender's turn, making ready included: a quick one runs more often, and meets quiet moments too."""


@dataclass(slots=True)
class Cost:
    """What one contender took for one program: best seconds by size; the rest at the size before the last.

    `kept` are the seconds until what was recorded is a text, which some write as they go.
    """

    seconds: dict[int, float] = field(default_factory=dict)
    kept: float = float("inf")
    text: str = ""
    memory: int = 0


def main() -> None:
    """Measure all, interleaved, and print a table for each program."""
    if absent := missing():
        click.echo(f"not installed, and so not measured: {', '.join(absent)}; to have them: {INSTALL}")
    for program, sizes in SIZES.items():
        lines = {size: count_lines(program, size) for size in sizes}
        costs = measure(program, sizes)
        heads, rows = table(costs, lines)
        counts = ", ".join(f"{count:,}" for count in lines.values())
        show(f"{program}: {counts} lines; process CPU time and bytes a line, best of {ROUNDS} turns", heads, rows)


def count_lines(program: str, size: int) -> int:
    ready = contenders()["floor: line numbers only"](program)
    ready.run(size)
    return ready.text().count(",") + 1


def measure(program: str, sizes: tuple[int, ...]) -> dict[str, Cost]:
    """Run all contenders in turn, size by size and round by round."""
    prepared = contenders()
    costs = {name: Cost() for name in prepared}
    for size in sizes:
        for _ in range(ROUNDS):
            for name, prepare in prepared.items():
                ends = time.perf_counter() + TURN
                while time.perf_counter() < ends and not too_slow(costs[name], size):
                    run, kept = timed(prepare, program, size)
                    costs[name].seconds[size] = min(run, costs[name].seconds.get(size, run))
                    if size == sizes[-2]:
                        costs[name].kept = min(kept, costs[name].kept)
    for name, prepare in prepared.items():
        costs[name].text, costs[name].memory = weighed(prepare, program, sizes[-2])
    return costs


def too_slow(cost: Cost, size: int) -> bool:
    return any(seconds > SLOW for measured, seconds in cost.seconds.items() if measured <= size)


def timed(prepare: Prepare, program: str, size: int) -> tuple[float, float]:
    """The seconds of the program's run, and those until the text is there."""
    ready = prepare(program)
    gc.collect()
    began = time.process_time()
    ready.run(size)
    ran = time.process_time()
    ready.text()
    return ran - began, time.process_time() - began


def weighed(prepare: Prepare, program: str, size: int) -> tuple[str, int]:
    """What was recorded, and the memory that Python held for it at most."""
    ready = prepare(program)
    gc.collect()
    tracemalloc.start()
    try:
        ready.run(size)
        memory = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    return ready.text(), memory


def table(costs: dict[str, Cost], lines: dict[int, int]) -> tuple[list[str], list[list[str]]]:
    """Figures a line; what was too slow to run has none."""
    *_, middle, last = lines
    heads = ["tracer", *(f"us, {size:,}" for size in lines), "growth", "us, as text", "bytes", "gzipped", "memory"]
    rows = []
    for name, cost in costs.items():
        micros = {size: seconds / lines[size] * 1e6 for size, seconds in cost.seconds.items()}
        recorded = cost.text.encode() if cost.text else b""
        growth = f"{micros[last] / micros[middle]:.2f}" if last in micros else "-"
        figures = [per(len(recorded), lines[middle]), per(len(gzip.compress(recorded)), lines[middle])]
        rows.append(
            [
                name,
                *(f"{micros[size]:.2f}" if size in micros else "-" for size in lines),
                growth,
                f"{cost.kept / lines[middle] * 1e6:.2f}",
                *(figures if recorded else ["-", "-"]),
                per(cost.memory, lines[middle]),
            ]
        )
    return heads, rows


def per(amount: int, count: int) -> str:
    return f"{amount / count:.1f}"
