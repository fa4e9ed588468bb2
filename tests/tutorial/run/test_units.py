"""The locks that a schedule gives to a program behave as Python's own, and say who is stuck on them."""

from __future__ import annotations

import threading

import pytest

from tutorial.run.units import Unit, UnitLock


@pytest.fixture
def unit() -> Unit:
    return Unit("a")


@pytest.fixture
def lock(unit: Unit) -> UnitLock:
    return UnitLock(threading.Condition(), lambda: unit)


def test_a_lock_is_held_until_it_is_let_go(lock: UnitLock) -> None:
    assert not lock.locked()
    with lock:
        assert lock.locked()
        assert not lock.acquire(blocking=False)
    assert not lock.locked()


def test_who_waits_in_vain_is_stuck_no_more(lock: UnitLock, unit: Unit) -> None:
    assert lock.acquire()
    assert not lock.acquire(timeout=0.001)
    assert unit.stuck == 0
    lock.release()
    assert lock.acquire(blocking=False)


def test_it_is_handed_to_the_one_that_waits_who_is_stuck_until_then(lock: UnitLock, unit: Unit) -> None:
    changed = lock._changed
    lock.acquire()
    waiting = threading.Thread(target=lock.acquire)
    waiting.start()
    with changed:
        assert changed.wait_for(lambda: unit.stuck == 1, 10)
        lock.release()
        assert unit.stuck == 0
        assert lock.locked(), "it is the other thread's already"
    waiting.join()


def test_a_lock_that_nobody_holds_cannot_be_let_go(lock: UnitLock) -> None:
    with pytest.raises(RuntimeError, match="release unlocked lock"):
        lock.release()
