"""Which code is the lesson's, and what is known of it."""

from __future__ import annotations

import os
import threading
from collections.abc import Collection, Iterator, KeysView
from os import PathLike
from types import CodeType
from typing import Any, Final

from tracer.lines import calls, prints, recorder
from tracer.lines.log import Code, Variable
from tracer.lines.prints import STDOUT, Prints
from tracer.lines.reach import SAFE, analyse
from tracer.lines.recorder import Recorder
from tracer.lines.threads import OnThread
from tracer.lines.unseen import leaves_any
from tracer.lines.watched import WatchedCode
from tracer.values import Bounds

LINE_BOUNDS: Final = Bounds(characters=200, items=40, depth=4, total=60)
"""How much of a value a line shows."""


def _named(files: Any) -> Iterator[str]:
    """The names that code objects of these files can have: a main program's path stays as it was given to Python."""
    if isinstance(files, (str, bytes)):
        raise TypeError(f"files: expected several, as a set for example: Lines({{{files!r}}})")
    for file in files:
        yield (name := os.fspath(file))
        if not name.startswith("<"):
            yield os.path.abspath(name)  # noqa: PTH100  # of a name that is perhaps no path, and without its links


def _defined(names: frozenset[str], namespace: dict[str, Any]) -> frozenset[str]:
    """Those of the names that a module gives a meaning; whatever kind of dict its globals are."""
    keys: KeysView[str] = dict[str, Any].keys(namespace)
    return frozenset(names & keys)


class Lines:
    """Which code is the lesson's, and what is known of it.

    Args:
        files: the lesson's files: paths, or whatever else its code objects have for one (`co_filename`).
        limit: how many lines of one call are recorded.
        bounds: how much of a value is shown.
        heard: through what printing is noticed; to be shared by all that record at the same time, as the default is.
        on_thread: see `OnThread`.

    Attributes:
        wary: any line may change anything, by calls that do not show.
    """

    def __init__(
        self,
        files: Collection[str | PathLike[str]],
        *,
        limit: int = 20_000,
        bounds: Bounds = LINE_BOUNDS,
        heard: Prints | None = None,
        on_thread: OnThread | None = None,
    ) -> None:
        own = dict.fromkeys((recorder.__file__, calls.__file__, prints.__file__), False)
        self.files: dict[str, bool] = own | dict.fromkeys(_named(files), True)
        self.limit = limit
        self.bounds = bounds
        self.heard = heard or STDOUT
        self.on_thread = on_thread
        self.wary = False
        self._named: list[Code | Variable] = []
        self._numbers: dict[tuple[str, int | None], int] = {}
        self._watched: dict[int, WatchedCode] = {}
        self._modules: set[int] = set()
        self._lock = threading.RLock()

    def record(self) -> Recorder:
        """A recorder for one handler call in the thread that enters it."""
        return Recorder(self)

    def named(self, number: int) -> Code | Variable:
        """The code object or the variable that has this number: one below zero, as no line has."""
        return self._named[-number - 1]

    def watched(self, code: CodeType, namespace: dict[str, Any]) -> WatchedCode:
        """What is known of a code object of the lesson's that runs with these globals."""
        with self._lock:
            known = self._watched.get(id(code))
            if known is None or _defined(known.reach.builtins, namespace):
                known = self._watched[id(code)] = self._study(code, _defined(SAFE, namespace))
            return known

    def is_wary(self, watched: WatchedCode, namespace: dict[str, Any]) -> bool:
        """Whether any line may change anything, now that this code is called, which runs with these globals.

        That stays so: what such code has made may live on from one call to the next.
        """
        with self._lock:
            self.wary = self.wary or watched.wary
            if id(namespace) not in self._modules and not self.wary:
                self._modules.add(id(namespace))
                self.wary = leaves_any(namespace, self.files)
            return self.wary

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
