"""`stepwire check`: hold what lessons say against their runs."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from tutorial.cli.report_formats import FORMATS, as_text
from tutorial.course.course import default_lessons
from tutorial.course.course_check import CourseCheck, files_of
from tutorial.course.mutant_check import MutantCheck
from tutorial.course.report import Checked, Report
from tutorial.reading.slugs import is_course_file
from tutorial.run.runner import RunnerError
from tutorial.run.seal import in_words, why_not
from tutorial.run.store import TraceStore, default_folder

_EXIT_PROBLEMS, _EXIT_USAGE, _EXIT_STOPPED = 1, 2, 130


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--strict", is_flag=True, help="Fail on warnings, too.")
@click.option("--fresh", is_flag=True, help="Run every lesson again, whatever is kept.")
@click.option(
    "--sealed", is_flag=True, help="Refuse to run a lesson where it cannot be sealed: for lessons of strangers."
)
@click.option("--answers", is_flag=True, help="Then tell the right answers of every quiz, and where they stand.")
@click.option("--sentences", is_flag=True, help="Then tell of every sentence whether the run holds it.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", *FORMATS]),
    default="text",
    show_default=True,
    help="For people, for programs, or for GitHub's annotations.",
)
@click.option("--mutants", is_flag=True, help="Change one thing after the other, and tell what no sentence notices.")
@click.option(
    "--mutants-for",
    "seconds",
    type=click.FloatRange(min=0),
    default=120,
    show_default=True,
    metavar="SECONDS",
    help="The longest that the mutants of one lesson may take.",
)
def check(
    paths: tuple[Path, ...],
    strict: bool,
    fresh: bool,
    sealed: bool,
    answers: bool,
    sentences: bool,
    form: str,
    mutants: bool,
    seconds: float,
) -> None:
    """Check lessons against their runs: every answer, claim and reference, the prose and the code.

    PATHS are lesson files, or folders of them with their course file; the default is ./lessons.
    """
    if sealed and (why := why_not()):
        raise SystemExit(_refused(f"no lesson can be sealed here: {why}"))
    try:
        seal = True if sealed else None
        checks = CourseCheck(default_folder(), fresh=fresh, answers=answers, sentences=sentences, sealed=seal)
        report = _report(files_of(paths or (default_lessons(),)), checks)
        if mutants:
            report = replace(report, lessons=tuple(_with_mutants(report.lessons, seconds, fresh=fresh, sealed=seal)))
    except KeyboardInterrupt:
        click.echo("\nstopped", err=True)
        os._exit(_EXIT_STOPPED)  # threads may be in the middle of a lesson; the runs end with their askers
    except FileNotFoundError as error:
        raise SystemExit(_refused(str(error))) from error
    except RunnerError as error:
        raise SystemExit(_refused(f"the lessons could not be run: {error}")) from error
    if form == "text":
        console = Console(highlight=False, soft_wrap=True)
        for line in as_text(report):
            console.print(line)
    else:
        click.echo(FORMATS[form](report))
    if any(checked.mutants and checked.mutants.stopped for checked in report.lessons):
        raise SystemExit(_EXIT_STOPPED)
    if form == "text":
        click.secho(in_words(), err=True, dim=True)
    raise SystemExit(_EXIT_PROBLEMS if report.failed(strict=strict) else 0)


def _report(paths: list[Path], checks: CourseCheck) -> Report:
    """Check lessons, with a progress bar when somebody watches."""
    began = time.monotonic()
    done: list[Checked] = []
    columns = (TextColumn("Checking lessons"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("", total=len(paths))
        for checked in checks.check_all(paths):
            done.append(checked)
            progress.update(task, advance=1)
    done.sort(key=lambda checked: checked.path)
    courses = tuple(checked for checked in done if is_course_file(Path(checked.path)))
    return Report(tuple(one for one in done if one not in courses), time.monotonic() - began, courses)


def _with_mutants(
    lessons: tuple[Checked, ...], seconds: float, *, fresh: bool, sealed: bool | None
) -> Iterator[Checked]:
    """Play the mutants of each lesson, with a progress bar when somebody watches, until all are played or Ctrl-C."""
    columns = (TextColumn("Mutants of {task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    store = TraceStore(default_folder(), fresh=fresh)
    console = Console(stderr=True)
    stopped = False
    with (
        MutantCheck(store, seconds, sealed=sealed) as mutants,
        Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as progress,
    ):
        task = progress.add_task("", total=None)
        for checked in lessons:
            if stopped:
                yield checked
                continue
            progress.reset(task, description=Path(checked.path).name, total=None)
            made = mutants.lesson(Path(checked.path), partial(_tell, progress, task))
            stopped = made.stopped
            yield replace(checked, mutants=made)


def _tell(progress: Progress, task: TaskID, done: int, total: int) -> None:
    progress.update(task, completed=done, total=total)


def _refused(why: str) -> int:
    click.secho(f"stepwire: {why}", err=True, fg="red")
    return _EXIT_USAGE
