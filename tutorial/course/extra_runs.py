"""All the runs of a lesson that its pages show beside its own: they are made once, when it is studied to be served."""

from __future__ import annotations

from tutorial.course.course import Studied
from tutorial.course.measurements import with_figures
from tutorial.course.other_transport import with_other_transport
from tutorial.course.what_ifs import with_what_ifs
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore


def with_extra_runs(studied: Studied, runner: Runner, store: TraceStore, *, measure: bool = False) -> Studied:
    """The lesson with its changed scenarios, its run over the other transport, and what was measured of its program.

    With `measure` it is measured again, though the store may have the figures.
    """
    played = with_other_transport(with_what_ifs(studied, runner, store), runner, store)
    return with_figures(played, runner, TraceStore(store.folder, fresh=True) if measure else store)
