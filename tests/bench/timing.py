"""What the benchmarks share: wall-clock times of calls, their summary, and the table that is printed."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import click


@dataclass(frozen=True, slots=True)
class Timed:
    """The seconds that each call of one contender took."""

    seconds: list[float] = field(default_factory=list)

    def call(self, what: Callable[[], object]) -> None:
        """Call it once more, and note how long that took."""
        began = time.perf_counter()
        what()
        self.seconds.append(time.perf_counter() - began)

    @property
    def minimum(self) -> float:
        return min(self.seconds)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


def interleaved(contenders: dict[str, Callable[[], object]], rounds: int) -> dict[str, Timed]:
    """Call all contenders in turn, so many rounds; what disturbs the machine then disturbs them alike."""
    timed = {name: Timed() for name in contenders}
    for _ in range(rounds):
        for name, contender in contenders.items():
            timed[name].call(contender)
    return timed


def ratio(value: float, floor: float) -> str:
    """How many times the floor."""
    return f"{value / floor:.2f}"


def show(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table: names to the left, figures to the right."""
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    lines = [f"\n{title}\n"]
    for name, *figures in (heads, ["-" * width for width in widths], *rows):
        cells = [cell.rjust(width) for cell, width in zip(figures, widths[1:], strict=True)]
        lines.append("  ".join([name.ljust(widths[0]), *cells]))
    click.echo("\n".join(lines))
