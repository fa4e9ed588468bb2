"""Plays the mutants of lessons, two at a time, for no longer than asked, and sums up what became of them."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from queue import SimpleQueue
from typing import Self

from tutorial.check.mutants import Fate, Mutant, MutantFate, Sayings, mutants
from tutorial.lesson.problems import LessonError
from tutorial.reading.loading import load
from tutorial.run.replays import Replays
from tutorial.run.runner import Limits, Runner
from tutorial.run.store import TraceStore
from tutorial.run.trials import Trials

AT_ONCE = 2
LIMITS = Limits(seconds=3)
"""A mutant that loops is not waited for as long as a lesson. (One that waits in vain ends at once, see `Stillness`.)"""


Heard = Callable[[int, int], None]
"""Is told how many mutants have been played, and how many there are."""


@dataclass(frozen=True, slots=True)
class MutantReport:
    """What became of a lesson's mutants. `untried` were left when the time was up; `why` says if there can be none."""

    path: str
    verdicts: tuple[MutantFate, ...]
    untried: int = 0
    why: str = ""
    stopped: bool = False

    def count(self, fate: Fate) -> int:
        return sum(verdict.fate == fate for verdict in self.verdicts)

    @property
    def score(self) -> float | None:
        """The share of mutants that the lesson notices, of those whose run shows something else; None without any."""
        noticed, unnoticed = self.count("noticed"), self.count("unnoticed")
        return noticed / (noticed + unnoticed) if noticed + unnoticed else None

    def worst(self) -> list[tuple[MutantFate, ...]]:
        """The unnoticed mutants, those of each line or action together: the line with the most of them first."""
        parts: dict[str, list[MutantFate]] = defaultdict(list)
        for verdict in self.verdicts:
            if verdict.fate == "unnoticed":
                parts[verdict.part].append(verdict)
        return sorted(map(tuple, parts.values()), key=lambda group: (-len(group), group[0].line))


class MutantCheck:
    """Plays mutants; use it as a context manager. `seconds` is the longest that the mutants of one lesson may take."""

    def __init__(self, store: TraceStore, seconds: float, *, sealed: bool | None = None) -> None:
        self.sealed = sealed
        self._runners: list[Runner] = []
        self.store = store
        self.seconds = seconds
        self._stack = ExitStack()
        self._idle: SimpleQueue[Runner] = SimpleQueue()

    def __enter__(self) -> Self:
        for _ in range(AT_ONCE):
            runner = self._stack.enter_context(Runner(LIMITS, sealed=self.sealed))
            self._runners.append(runner)
            self._idle.put(runner)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()  # also ends the runs that are under way

    def lesson(self, path: Path, heard: Heard) -> MutantReport:
        """Play the mutants of a lesson, and tell `heard` how many have been played, of how many.

        Ctrl-C ends it, too; then the report has what was played until then, and is `stopped`.

        Raises:
            RunnerError: the runner itself failed.
        """
        verdicts: list[MutantFate] = []
        every: list[Mutant] = []
        stopped = False
        try:
            loaded = load(path)
            with Runner(sealed=self.sealed) as runner:
                sayings = Sayings(Replays(self.store, runner, loaded))
            every = list(mutants(loaded))
            for verdict in self._judged(sayings, _spread(every)):
                verdicts.append(verdict)
                heard(len(verdicts), len(every))
        except LessonError as error:
            return MutantReport(str(path), (), why=error.problems[0].what)
        except KeyboardInterrupt:
            stopped = True
        return MutantReport(str(path), tuple(sorted(verdicts)), len(every) - len(verdicts), stopped=stopped)

    def _judged(self, sayings: Sayings, waiting: Sequence[Mutant]) -> Iterator[MutantFate]:
        """Judge mutants until the time is up. No more of them wait for a runner than there are runners."""
        until = time.monotonic() + self.seconds
        left = iter(waiting)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            try:
                yield from self._judged_by(pool, sayings, left, until)
            except BaseException:  # Ctrl-C: nobody waits for the runs under way
                pool.shutdown(wait=False, cancel_futures=True)
                for runner in self._runners:
                    runner.stop()
                raise

    def _judged_by(
        self, pool: ThreadPoolExecutor, sayings: Sayings, left: Iterator[Mutant], until: float
    ) -> Iterator[MutantFate]:
        under_way: set[Future[MutantFate]] = set()
        while True:
            wanted = AT_ONCE - len(under_way) if time.monotonic() < until else 0
            under_way |= {pool.submit(self._judge, sayings, mutant) for mutant in islice(left, wanted)}
            if not under_way:
                return
            done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
            yield from (one.result() for one in done)

    def _judge(self, sayings: Sayings, mutant: Mutant) -> MutantFate:
        runner = self._idle.get()
        try:
            return sayings.judge(mutant, Trials(self.store, runner, sayings.replays.simulated))
        finally:
            self._idle.put(runner)


def _spread(every: list[Mutant]) -> list[Mutant]:
    """The mutants in such an order that each line has its turn before any has another: the time may not be enough."""
    turns: dict[str, int] = defaultdict(int)
    placed = []
    for mutant in every:
        placed.append((turns[mutant.part], mutant))
        turns[mutant.part] += 1
    return [mutant for _, mutant in sorted(placed, key=lambda one: one[0])]
