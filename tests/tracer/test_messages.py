"""The message of an exception is what Python prints, and nothing of the exception's own is called for it."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tracer.messages import message

EMPTY: dict[Any, Any] = {}


def raising(error: BaseException) -> Callable[[], object]:
    def fail() -> None:
        raise error

    return fail


class FullError(Exception):
    """An exception as a program makes its own."""

    def __init__(self, room: str, most: int) -> None:
        super().__init__(f"{room} holds {most}")


class UnknownError(KeyError):
    """Another one, with no code at all."""


FAILURES: dict[str, Callable[[], object]] = {
    "a text": raising(ValueError("no")),
    "nothing": raising(ValueError()),
    "a number": raising(ValueError(5)),
    "a float": raising(ValueError(0.5)),
    "a truth": raising(ValueError(False)),
    "None": raising(ValueError(None)),
    "several": raising(ValueError("no", 5)),
    "a key": lambda: EMPTY["y"],
    "a key that is empty": lambda: EMPTY[""],
    "a key that is a number": lambda: EMPTY[5],
    "a key that is a tuple": lambda: EMPTY["a", 1],
    "a missing key of the program's own kind": raising(UnknownError("y")),
    "the program's own": raising(FullError("lobby", 2)),
    "a file": lambda: Path("/nope/there").read_text(encoding="utf-8"),
    "a file by its bytes": lambda: open(b"/nope/there"),  # noqa: PTH123, SIM115  # a path is no bytes
    "two files": lambda: Path("/nope/there").rename("/nope/here"),
    "an error of the system": raising(OSError(13, "Permission denied")),
    "one that says it itself": raising(OSError("no")),
    "bytes that are no text": b"\xff".decode,
    "a module": lambda: __import__("nope"),
    "an attribute": lambda: os.zzzzzzzz,  # type: ignore[attr-defined]  # that is the point
    "a name": lambda: nope,  # type: ignore[name-defined]  # noqa: F821  # no such name, on purpose
    "a text that is no number": lambda: int("x"),
    "code that is none": lambda: compile("x =", "app.py", "exec"),
    "a way out": raising(SystemExit(3)),
}


@pytest.mark.parametrize("what", FAILURES)
def test_the_message_is_what_python_prints(what: str) -> None:
    with pytest.raises(BaseException) as caught:  # noqa: PT011  # each of them another one
        FAILURES[what]()
    error = caught.value
    *_, printed = traceback.format_exception_only(error)
    name, _, said = printed.strip().partition(": ")
    assert name.rpartition(".")[2] == type(error).__name__
    assert message(error) == said


class Hostile:
    """Touches a list whenever its own code is called."""

    def __init__(self, touched: list[str]) -> None:
        self.touched = touched

    def _touch(self, *_: object) -> Any:
        self.touched.append("touched")
        raise RuntimeError

    __repr__ = __str__ = __eq__ = __hash__ = __len__ = __iter__ = __bool__ = __format__ = _touch


def test_nothing_of_the_exception_s_own_is_called() -> None:
    touched: list[str] = []
    thing: Any = Hostile(touched)

    class Text(str):
        __slots__ = ()
        __str__ = __repr__ = __getitem__ = __len__ = thing._touch

    class OddError(Exception):
        __str__ = __repr__ = thing._touch
        args = property(thing._touch)

    found = OSError(2, "gone", thing)
    errors = [
        ValueError(thing),
        ValueError("no", thing),
        KeyError(Text("y")),
        KeyError((thing,)),
        found,
        OddError("odd"),
    ]
    assert [message(error) for error in errors] == ["", "no", "", "", "[Errno 2] gone", "odd"]
    assert touched == []


def test_a_message_is_bounded_and_can_be_written() -> None:
    errors: list[BaseException] = [
        ValueError("x" * 9_999),
        KeyError("x" * 9_999),
        ValueError(10**5_000),
        ValueError("\ud800"),
    ]
    assert [len(message(error)) for error in errors] == [500, 500, 0, 1]
    assert message(errors[3]).encode()
