"""Whoever waits lets the others move, and time passes only when nothing else does."""

from __future__ import annotations

from contextlib import nullcontext
from typing import NoReturn

import pytest

from tutorial.run.drive import Drive, Over


class EndedError(Exception):
    """The run was ended, for a reason."""


def fail(reason: str, message: str) -> NoReturn:
    raise EndedError(reason, message)


def drive() -> Drive:
    return Drive(10.0, fail, nullcontext)


def test_others_move_one_after_the_other_until_it_holds() -> None:
    here, moved = drive(), list[str]()

    def first() -> bool:
        if moved.count("first") == 2:
            return False
        moved.append("first")
        return True

    def second() -> bool:
        moved.append("second")
        return True

    here.moves = [first, second]
    assert here.until(lambda: len(moved) == 4)
    assert moved == ["first", "first", "second", "second"]
    assert here.now == 0


def test_the_time_jumps_to_whoever_is_due_when_nothing_moves() -> None:
    here = drive()
    assert not here.until(lambda: False, 2.5)
    assert not here.until(lambda: False, 1.5)
    assert here.now == 4.0
    with pytest.raises(EndedError, match="time"):
        here.until(lambda: False, 6.5)


def test_who_waits_within_another_goes_on_first_and_is_counted_when_it_is_not_its_turn() -> None:
    here, begun = drive(), list[float]()

    def sleeper() -> bool:
        if begun:
            return False
        begun.append(here.now)
        return not here.until(lambda: False, 3)

    here.moves = [sleeper]
    assert not here.until(lambda: False, 1)
    assert (here.now, here.overtaken) == (3, 1)


def test_what_never_comes_ends_the_run_and_so_does_what_another_one_stands_in_the_way_of() -> None:
    here = drive()
    with pytest.raises(EndedError, match="stuck"):
        here.until(lambda: False)
    here.moves = [lambda: here.until(lambda: False)]
    with pytest.raises(EndedError, match="turns"):
        here.until(lambda: False, 1)


def test_too_many_waits_within_one_another_end_the_run() -> None:
    here = drive()
    here.moves = [lambda: here.until(lambda: False, 1)]
    with pytest.raises(EndedError, match="more than 20 wait"):
        here.until(lambda: False)


def test_nobody_goes_on_after_the_end_whatever_they_catch() -> None:
    here = drive()
    with pytest.raises(Over):
        here.end()
    for _ in range(2):
        with pytest.raises(Over):
            here.until(lambda: True)
