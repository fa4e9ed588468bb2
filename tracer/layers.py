"""Tells which function of a handler really ran: a decorator's guard may have turned the client away.

A handler may be a decorator's wrapper around a function, a `partial`, a method, an object that can be called, or a view
of a library. `Layers` are the functions in it, from the outermost to the innermost. While such a handler runs, a
`RunWatch` notes which of them begin (by `sys.setprofile`, until the innermost one has begun).
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from types import CodeType, FrameType, MethodType
from typing import Any, Self

from tracer.hooks import set_profile
from tracer.program import code_of, def_line, is_outside, name_of
from tracer.records import CallRecord
from tracer.values import Value, detach, detach_all

_DEEPEST = 100
"""Nobody decorates deeper; `__wrapped__` may lead in a circle."""
_VARARGS, _VARKEYWORDS = 0x04, 0x08
"""Flags of code with `*args`, and with `**kwargs` (inspect.CO_VARARGS and CO_VARKEYWORDS)."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One function of a handler: its name, its code if that is Python, and whether a method's `self` comes first."""

    function: Any
    name: str
    code: CodeType | None
    bound: bool = False

    @property
    def line(self) -> int | None:
        """The line of its `def`, or of its `lambda`, in the program."""
        return None if self.code is None or is_outside(self.code) else def_line(self.code)

    @property
    def in_program(self) -> bool:
        return self.code is not None and not is_outside(self.code)


@dataclass(frozen=True, slots=True)
class Layers:
    """The functions in a handler, the outermost first, and what a `partial` adds to a call of it."""

    layers: tuple[Layer, ...]
    arguments: tuple[Any, ...] = ()
    keywords: Mapping[str, Any] | None = None

    @property
    def innermost(self) -> Layer:
        return self.layers[-1]

    @property
    def are_clear(self) -> bool:
        """Whether there is only one function, and that is the program's: if the handler is called, this one runs."""
        return len(self.layers) == 1 and self.layers[0].in_program


def layers_of(handler: Any) -> Layers:
    """The functions in a handler."""
    found: list[Layer] = []
    arguments: tuple[Any, ...] = ()
    keywords: dict[str, Any] = {}
    bound = False
    for _ in range(_DEEPEST):
        kind = type(handler)
        if kind is functools.partial:
            arguments, keywords = (*handler.args, *arguments), {**handler.keywords, **keywords}
            handler = handler.func
            continue
        if kind is MethodType:
            handler, bound = handler.__func__, True
            continue
        inner = vars(handler).get("__wrapped__") if hasattr(handler, "__dict__") and kind is not type else None
        found.append(Layer(handler, name_of(handler, wrapper=inner is not None), code_of(handler), bound))
        if inner is None:
            break
        handler = inner
    return Layers(tuple(found), arguments, keywords)


class RunWatch:
    """Notes which layers of a handler begin in this thread, and with what the innermost one is called."""

    def __init__(self, layers: Layers) -> None:
        self.layers = layers.layers
        self.codes = {layer.code: number for number, layer in enumerate(self.layers) if layer.code is not None}
        self.began: set[int] = set()
        self.other: CodeType | None = None
        """The first function of the program that began and is no layer: a view, or another implementation."""
        self.arguments: tuple[Value, ...] | None = None
        self.keywords: dict[str, Value] = {}
        self._outer: Any = None

    def __enter__(self) -> Self:
        self._outer = sys.getprofile()
        if self._outer is None:
            set_profile(self.note)
        return self

    def __exit__(self, *_: object) -> None:
        if sys.getprofile() == self.note:
            set_profile(None)

    def note(self, frame: FrameType, event: str, _: object) -> None:
        """See a function begin."""
        if event != "call":
            return
        number = self.codes.get(frame.f_code)
        if number is None:
            if self.other is None and not is_outside(frame.f_code) and frame.f_code.co_name != "__init__":
                self.other = frame.f_code
            return
        self.began.add(number)
        if number < len(self.layers) - 1:
            return
        if not self.layers[-1].in_program:
            self.other = None  # a view of a library: the program's function comes after it
        else:
            self.arguments, self.keywords = called_with(frame, self.layers[-1])
            set_profile(None)

    def ran(self) -> Layer:
        """The function that really ran: the innermost that began."""
        last = self.layers[-1]
        if self._outer is not None:
            return last  # the program has a profiler of its own, and nothing was seen
        if len(self.layers) - 1 not in self.began:
            inside = [self.layers[number] for number in sorted(self.began) if self.layers[number].in_program]
            if inside:
                return inside[-1]
            last = self.layers[0]
        if last.in_program or self.other is None:
            return last
        return Layer(None, self.other.co_name, self.other)

    def is_calling(self, frame: FrameType) -> bool:
        """Whether a frame is that of a wrapper whose inner function has not begun: the call of it has failed."""
        number = self.codes.get(frame.f_code)
        return number is not None and number + 1 < len(self.layers) and number + 1 not in self.began

    def tell(self, call: CallRecord) -> None:
        """Note in the record of the call who really ran, and with what."""
        last = self.ran()
        call.function, call.line = last.name, last.line
        began = (self.layers[number] for number in sorted(self.began))
        call.through = tuple(layer.name for layer in began if layer.in_program and layer is not last)
        if self.arguments is None and last in self.layers[:-1]:
            call.around = self.layers[-1].name
        elif self.arguments is not None:
            call.arguments, call.keywords = self.arguments, self.keywords


def called_with(frame: FrameType, layer: Layer) -> tuple[tuple[Value, ...], dict[str, Value]]:
    """The arguments that a function has just been called with, less those that are its own defaults."""
    code, values = frame.f_code, frame.f_locals
    names = code.co_varnames
    placed = [values.get(name) for name in names[: code.co_argcount]][1 if layer.bound else 0 :]
    more: tuple[Any, ...] = ()
    after = code.co_argcount + code.co_kwonlyargcount
    if code.co_flags & _VARARGS:
        more = values.get(names[after], ())
        after += 1
    defaults: tuple[Any, ...] = getattr(layer.function, "__defaults__", None) or ()
    while not more and placed and defaults and placed[-1] is defaults[-1]:
        placed, defaults = placed[:-1], defaults[:-1]
    own: dict[str, Any] = getattr(layer.function, "__kwdefaults__", None) or {}
    keywords = {
        name: values.get(name)
        for name in names[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
        if name not in own or values.get(name) is not own[name]
    }
    if code.co_flags & _VARKEYWORDS:
        keywords |= values.get(names[after], {})
    return detach_all([*placed, *more]), {name: detach(value) for name, value in keywords.items()}
