"""The checks of what sentences say in plain words, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tutorial.check.said_calls import check_said_calls
from tutorial.check.said_events import check_said_events
from tutorial.check.said_lines import check_said_lines
from tutorial.check.said_often import check_said_often
from tutorial.check.said_places import check_said_places
from tutorial.check.said_values import check_said_values
from tutorial.check.subject import Subject
from tutorial.lesson.problems import Problem

SAID: tuple[Callable[[Subject], Iterator[Problem]], ...] = (
    check_said_places,
    check_said_values,
    check_said_calls,
    check_said_events,
    check_said_lines,
    check_said_often,
)
