"""The registry of a watched program: its files, its code objects, and the variables that its lines change."""

from __future__ import annotations

import threading
from collections.abc import KeysView, Mapping
from types import CodeType
from typing import Any

from tracer.lines.log import Code, Variable
from tracer.lines.prints import Prints
from tracer.lines.reach import SAFE, analyse
from tracer.lines.threads import OnThread
from tracer.lines.unseen import leaves_any
from tracer.lines.watched import WatchedCode
from tracer.values import Bounds


class Known:
    """What all recordings of the lines of one program share.

    Args:
        files: file names of code objects, each with whether that file belongs to the program.
        limit: how many lines of one call are recorded.
        bounds: how much of a value is shown.
        heard: the hook on printing.
        on_thread: see `OnThread`.

    Attributes:
        compares_all: whether any line may change anything, by calls that do not show.
    """

    def __init__(
        self, files: Mapping[str, bool], limit: int, bounds: Bounds, heard: Prints, on_thread: OnThread | None
    ) -> None:
        self.files = dict(files)
        self.limit = limit
        self.bounds = bounds
        self.heard = heard
        self.on_thread = on_thread
        self.compares_all = False
        self._named: list[Code | Variable] = []
        self._numbers: dict[tuple[str, int | None], int] = {}
        self._watched: dict[int, WatchedCode] = {}
        self._modules: set[int] = set()
        self._lock = threading.RLock()

    def named(self, number: int) -> Code | Variable:
        """The code object or the variable with this number. Its number is below zero, unlike that of a line."""
        return self._named[-number - 1]

    def watched(self, code: CodeType, namespace: dict[str, Any]) -> WatchedCode:
        """The `WatchedCode` of a code object of the program that runs with these globals."""
        with self._lock:
            known = self._watched.get(id(code))
            if known is None or _defined(known.reach.builtins, namespace):
                known = self._watched[id(code)] = self._study(code, _defined(SAFE, namespace))
            return known

    def compares_all_with(self, watched: WatchedCode, namespace: dict[str, Any]) -> bool:
        """Whether any line may change anything, now that this code is called with these globals.

        Once true, this stays true: the objects that such code has made may live on from one call to the next.
        """
        with self._lock:
            self.compares_all = self.compares_all or watched.compares_all
            if id(namespace) not in self._modules and not self.compares_all:
                self._modules.add(id(namespace))
                self.compares_all = leaves_any(namespace, self.files)
            return self.compares_all

    def variable(self, name: str, code: int | None) -> int:
        """The number of a name in the code object with this number, or of a global when `code` is None."""
        with self._lock:
            number = self._numbers.get((name, code))
            if number is None:
                number = self._numbers[name, code] = self._add(Variable(name, code))
            return number

    def _study(self, code: CodeType, shadowed: frozenset[str]) -> WatchedCode:
        name = code.co_qualname.rpartition("<locals>.")[2]
        number = self._add(Code(name, code.co_filename, code.co_firstlineno))
        return WatchedCode(code, number, analyse(code, shadowed), lambda name: self.variable(name, number))

    def _add(self, named: Code | Variable) -> int:
        self._named.append(named)
        return -len(self._named)


def _defined(names: frozenset[str], namespace: dict[str, Any]) -> frozenset[str]:
    """The names among these that a module defines, whatever kind of dict its globals are."""
    keys: KeysView[str] = dict[str, Any].keys(namespace)
    return frozenset(names & keys)
