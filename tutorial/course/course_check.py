"""Check many lessons: two at a time, each with its own runner. Lessons that have not changed are not run again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue

from tutorial.check.checking import check
from tutorial.check.other_runs import other_runs
from tutorial.check.sentence_kinds import Held, held
from tutorial.check.subject import Subject
from tutorial.course.course import lesson_files
from tutorial.course.needs import check_needs
from tutorial.course.plan import course_files, read_plan
from tutorial.course.report import Checked
from tutorial.course.upgrades import Upgrades
from tutorial.lesson.problems import LessonError
from tutorial.quiz.answering import answer_each, unchecked
from tutorial.quiz.right_answers import right_answers
from tutorial.reading.loading import load
from tutorial.reading.slugs import is_course_file
from tutorial.run.replays import Replays
from tutorial.run.runner import Runner
from tutorial.run.store import TraceStore

AT_ONCE = 2


class CourseCheck:
    """Checks lessons with kept traces, with those of a second run, and with those of the last check.

    With `answers` it also tells the right answers of every quiz, with `sentences` what holds each sentence. `sealed` is
    that of the runners.
    """

    def __init__(
        self,
        folder: Path,
        *,
        fresh: bool = False,
        answers: bool = False,
        sentences: bool = False,
        sealed: bool | None = None,
    ) -> None:
        self.sealed = sealed
        self.store = TraceStore(folder, fresh=fresh)
        self.upgrades = Upgrades(folder / "last")
        self.answers = answers
        self.sentences = sentences

    def check(self, path: Path, runner: Runner) -> Checked:
        """Load, run and check one lesson, or read a course file."""
        if is_course_file(path) and path.is_file():
            return _course(path)
        try:
            loaded = load(path)
            replays = Replays(self.store, runner, loaded)
            trace = replays.whole().trace
            problems = [*check(replays), *check_needs(loaded, path.parent)]
        except LessonError as error:
            return Checked(str(path), error.problems)
        moved = self.upgrades.since_last(path, loaded.lesson, trace)
        words = (question.question for question in loaded.lesson.quiz)
        answers = right_answers(answer_each(loaded, trace, replays), words) if self.answers else None
        sentences = _sentences(replays) if self.sentences else None
        return Checked(
            str(path), tuple(problems), tuple(unchecked(loaded)), moved.cells, moved.since, answers, sentences
        )

    def check_all(self, paths: Iterable[Path]) -> Iterator[Checked]:
        """Check lessons, several at a time; yield each as soon as it is done.

        Raises:
            RunnerError: the runner itself failed.
        """
        with ExitStack() as stack:
            idle: SimpleQueue[Runner] = SimpleQueue()
            for _ in range(AT_ONCE):
                idle.put(stack.enter_context(Runner(sealed=self.sealed)))
            pool = ThreadPoolExecutor(AT_ONCE)
            stack.callback(pool.shutdown, wait=False, cancel_futures=True)

            def checked(path: Path) -> Checked:
                runner = idle.get()
                try:
                    return self.check(path, runner)
                finally:
                    idle.put(runner)

            waiting = [pool.submit(checked, path) for path in paths]
            for done in as_completed(waiting):
                yield done.result()


def _sentences(replays: Replays) -> tuple[Held, ...]:
    """What holds each sentence of a lesson, whichever of its runs the sentence speaks of."""
    subject = Subject(replays.loaded, replays.whole().trace, replays)
    return tuple(held(subject, *other_runs(subject, replays)))


def files_of(paths: Iterable[Path]) -> list[Path]:
    """The lesson files of these files and folders with the folders' course files, each once and in order.

    Raises:
        FileNotFoundError: a folder has no lesson in it.
    """
    found: dict[Path, None] = {}
    for path in paths:
        files = lesson_files(path) if path.is_dir() else [path]
        if not files:
            raise FileNotFoundError(f"no lessons in {path}")
        found |= dict.fromkeys([*files, *course_files(path)])
    return list(found)


def _course(path: Path) -> Checked:
    slugs = [lesson.stem for lesson in lesson_files(path.parent)]
    plan = read_plan(course_files(path.parent), slugs)
    return Checked(str(path), tuple(problem for problem in plan.problems if problem.path == str(path)))
