"""The drafts of a preview: study lessons again whenever their files change. A broken lesson stays as it last was.

One thread looks for changes (`Preview.follow`). Others wait for news (`Preview.wait`) or read `Preview.drafts`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from tutorial.check.checking import check
from tutorial.course.course import Broken, Course, Studied, lesson_files, study_draft
from tutorial.course.needs import check_needs
from tutorial.course.plan import CoursePlan, course_files, read_plan
from tutorial.lesson.problems import LessonError, Problem
from tutorial.reading.loading import load
from tutorial.run.replays import Replays
from tutorial.run.runner import Runner, RunnerError
from tutorial.run.store import TraceStore

PAUSE = 0.05
"""Seconds between two looks at the files. A look at thirty files takes a thousandth of a second."""

_Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Draft:
    """A lesson while its author writes: the last version that could be run, if any, and the problems of the file now.

    `stale` says that `good` is older than the file. `page` changes whenever the page does, `told` whenever the
    problems do.
    """

    slug: str
    path: Path
    good: Studied | None
    problems: tuple[Problem, ...] = ()
    stale: bool = False
    page: int = 0
    told: int = 0

    def shown(self) -> Studied | Broken:
        """What the draft's page shows."""
        return self.good or Broken(self.slug, self.path, self.problems)

    def after(self, now: Studied | Broken, checked: tuple[Problem, ...] | None = None) -> Draft:
        """The draft after a change of its file. `checked` has the problems of its check, once they are known.

        Until then the problems of the last check stay, so that an edit does not make them come and go. The problems of
        unanswered questions are known at once.
        """
        stale = isinstance(now, Broken)
        if isinstance(now, Broken):
            problems = now.problems
        elif checked is not None:
            problems = checked
        else:
            problems = tuple(sorted({*self._standing(), *now.unanswerable()}))
        good = now if isinstance(now, Studied) and now != self.good else self.good
        told = self.told + (problems != self.problems)
        changed = good is not self.good or (good is None and problems != self.problems)
        return replace(self, good=good, problems=problems, stale=stale, page=self.page + changed, told=told)

    def _standing(self) -> set[Problem]:
        """The problems of the last check that only the next check can find again."""
        if self.stale or self.good is None:
            return set()
        return {*self.problems} - {*self.good.unanswerable()}


class Preview:
    """The drafts of a lesson file, or of all lesson files of a folder."""

    def __init__(self, source: Path, runner: Runner, store: TraceStore) -> None:
        self._source = source
        self._folder = source.is_dir()
        self._runner = runner
        self._store = store
        self._stamps: dict[Path, _Stamp | None] = {}
        self._news = threading.Condition()
        self.drafts: dict[str, Draft] = {}
        """The drafts by slug, in the folder's order. Every change makes a new dict."""
        self.plan = CoursePlan()
        """The plan of the course; every change makes a new one."""
        self._planned: object = None

    def course(self) -> Course:
        """The drafts as a course."""
        return Course({slug: draft.shown() for slug, draft in self.drafts.items()}, self.plan)

    def look(self) -> bool:
        """Study what changed since the last look; return whether anything did."""
        stamps = {path: _stamp(path) for path in self._files()}
        changed = [path for path, stamp in stamps.items() if path not in self._stamps or self._stamps[path] != stamp]
        gone = self._stamps.keys() - stamps.keys()
        self._stamps = stamps
        planned = self._look_at_plan()
        if not changed and not gone:
            return planned
        studied = {path: self._study(path) for path in changed}
        self._publish({path: self._before(path).after(now) for path, now in studied.items()})
        for path, now in studied.items():
            if isinstance(now, Studied):  # the page is out already: the check only adds problems
                self._publish({path: self._before(path).after(now, self._checked(now))})
        return True

    def follow(self, stop: threading.Event, then: Callable[[], None] = lambda: None) -> None:
        """Look again and again until `stop` is set. Call `then` after each look that found something."""
        while not stop.wait(PAUSE):
            if self.look():
                then()

    def wait(self, slug: str, seen: str, seconds: float) -> str:
        """Wait until the state of a draft is not `seen`, for some seconds at most, and return the state.

        An empty slug stands for all drafts.
        """
        with self._news:
            self._news.wait_for(lambda: state(self.drafts, slug, self.plan) != seen, seconds)
            return state(self.drafts, slug, self.plan)

    def _look_at_plan(self) -> bool:
        """Read the course file again if it or the folder's lessons changed; return whether they did."""
        files = course_files(self._source) if self._folder else []
        slugs = [path.stem for path in self._stamps]
        planned = [(path, _stamp(path)) for path in files], slugs
        if planned == self._planned:
            return False
        self._planned = planned
        plan = read_plan(files, slugs)
        with self._news:
            self.plan, self.drafts = plan, {**self.drafts}
            self._news.notify_all()
        return True

    def _files(self) -> list[Path]:
        """The files that exist, and the files of good lessons that are gone, whose pages stay."""
        if not self._folder:
            return [self._source]
        there = lesson_files(self._source) if self._source.is_dir() else []
        taken = {path.stem for path in there}
        gone = [draft.path for draft in self.drafts.values() if draft.good is not None and draft.slug not in taken]
        return sorted([*there, *gone])

    def _before(self, path: Path) -> Draft:
        """The draft of a file so far; a new one, if another file had its slug."""
        before = self.drafts.get(path.stem)
        return before if before is not None and before.path == path else Draft(path.stem, path, None)

    def _publish(self, fresh: dict[Path, Draft]) -> None:
        """Replace the drafts of these files, drop those whose files are gone, and wake all who wait."""
        with self._news:
            drafts = [fresh.get(path) or self._before(path) for path in self._stamps]
            self.drafts = {draft.slug: draft for draft in drafts}
            self._news.notify_all()

    def _study(self, path: Path) -> Studied | Broken:
        """Study the lesson in a file."""
        if self._stamps[path] is None:
            return Broken(path.stem, path, (Problem(str(path), 1, 1, "the file is gone", "put it back"),))
        try:
            return study_draft(path, self._runner, self._store)
        except RunnerError as error:
            return Broken(path.stem, path, (_not_run(path, error),))

    def _checked(self, studied: Studied) -> tuple[Problem, ...]:
        """Check a lesson: its errors and warnings."""
        try:
            loaded = load(studied.path)
            found = check(Replays(self._store, self._runner, loaded), once=True)
            return (*found, *check_needs(loaded, studied.path.parent))
        except LessonError as error:  # the file was saved again: the next look tells the rest
            return error.problems
        except RunnerError as error:
            return (_not_run(studied.path, error),)


def _not_run(path: Path, error: RunnerError) -> Problem:
    return Problem(str(path), 1, 1, f"the lesson could not be run: {error}", "save it once more")


def state(drafts: dict[str, Draft], slug: str, plan: CoursePlan) -> str:
    """A draft's state in a word: `page.told`, or `gone` without a draft.

    Without a slug, the states of all drafts and of the course's plan.
    """
    if slug:
        return f"{drafts[slug].page}.{drafts[slug].told}" if slug in drafts else "gone"
    return " ".join([f"{hash(plan):x}", *(f"{one.slug}.{one.page}.{one.told}" for one in drafts.values())])


def _stamp(path: Path) -> _Stamp | None:
    """What changes when a file is written or replaced; None when there is no file."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino
