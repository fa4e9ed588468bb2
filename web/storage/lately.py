"""How exercises were answered lately by all students: read on from where it was read last, and never all again."""

from __future__ import annotations

import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence

from web.student.event_log import MOST_LATELY, ExerciseOutcome

NumberedOutcome = tuple[int, str, str, ExerciseOutcome]
"""The number of an event in the list of all, its lesson, its trace, and what it tells."""

READ_AGAIN = 20.0
"""Seconds for which what was read is good enough. It only weighs what is drawn."""


class Lately:
    """The newest outcomes of each lesson. Of events that are written at once, one may be passed over."""

    def __init__(self) -> None:
        self._last, self._read = 0, float("-inf")
        self._kept: dict[tuple[str, str], deque[ExerciseOutcome]] = defaultdict(lambda: deque(maxlen=MOST_LATELY))
        self._one_at_a_time = threading.Lock()

    def of(
        self, lesson: str, trace: str, since: Callable[[int], Iterable[NumberedOutcome]]
    ) -> Sequence[ExerciseOutcome]:
        """The outcomes of a lesson's trace; `since` reads those of all lessons whose number is larger than one."""
        with self._one_at_a_time:
            if not 0 <= time.time() - self._read < READ_AGAIN:
                for number, of_lesson, of_trace, outcome in since(self._last):
                    self._kept[of_lesson, of_trace].append(outcome)
                    self._last = number
                self._read = time.time()
            return tuple(self._kept.get((lesson, trace), ()))
