"""Check what the lesson states of its run: the claims of key moments, and the author's own table."""

from __future__ import annotations

from collections.abc import Iterator

from tutorial.check.judging import judge
from tutorial.check.own_table import compare
from tutorial.check.raised import advice
from tutorial.check.subject import Subject
from tutorial.lesson.problems import Problem


def check_statements(subject: Subject) -> Iterator[Problem]:
    """Find every untrue claim, and every untrue cell of `expect`."""
    first = advice(subject)
    for number, moment in enumerate(subject.lesson.key_moments):
        for index, claim in enumerate(moment.claims):
            for loc, what, next_step in judge(claim, subject.trace, first):
                yield subject.error(("key_moments", number, "claims", index, *loc), what, next_step)
    for index, expected in enumerate(subject.lesson.expect):
        for loc, what, next_step in compare(expected, subject.trace):
            yield subject.error(("expect", index, *loc), what, next_step)
