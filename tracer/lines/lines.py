"""Which code's lines are recorded, and the recorder of each call."""

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
"""Files whose code runs between the lines of the program because they are recorded."""

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


class Lines(Known):
    """Which code's lines are recorded, and what is known of that program.

    Args:
        files: the program's files: paths, or whatever else its code objects have for one (`co_filename`).
        limit: how many lines of one call are recorded.
        bounds: how much of a value is shown.
        heard: through what printing is noticed; to be shared by all that record at the same time, as the default is.
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
