"""`Lines` says whose lines are recorded, and makes a recorder for each call."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from os import PathLike
from typing import Any, Final

from tracer.lines import call_watch, change_finder, pausing, prints, recorder, weight
from tracer.lines.known import Known
from tracer.lines.prints import STDOUT, Prints
from tracer.lines.recorder import Recorder
from tracer.lines.threads import OnThread
from tracer.values import Bounds

_OWN: Final = (
    recorder.__file__,
    call_watch.__file__,
    change_finder.__file__,
    weight.__file__,
    prints.__file__,
    pausing.__file__,
)
"""Files of the recorder itself, whose code runs between the lines of the program."""

LINE_BOUNDS: Final = Bounds(characters=200, items=40, depth=4, total=60)
"""How much a line shows of a value."""


def _named(files: Any) -> Iterator[str]:
    """The file names that code objects of these files can have: a main program keeps the path that Python was given."""
    if isinstance(files, (str, bytes)):
        raise TypeError(f"files: expected several, as a set for example: Lines({{{files!r}}})")
    for file in files:
        yield (name := os.fspath(file))
        if not name.startswith("<"):
            yield os.path.abspath(name)  # noqa: PTH100  # the name may be no path, and links must stay


class Lines(Known):
    """The program whose lines are recorded.

    Args:
        files: the files of the program: paths, or other file names of its code objects (`co_filename`).
        limit: how many lines of one call are recorded.
        bounds: how much of a value is shown.
        heard: the hook on printing. All that record at the same time must share it, as they share the default.
        on_thread: see `OnThread`.
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
        known = dict.fromkeys(_OWN, False) | dict.fromkeys(_named(files), True)
        super().__init__(known, limit, bounds, heard or STDOUT, on_thread)

    def record(self) -> Recorder:
        """A recorder for one handler call in the thread that enters it."""
        return Recorder(self)
