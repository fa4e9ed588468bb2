"""`stepwire check`: hold what lessons say against their runs."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tutorial.cli.report_formats import FORMATS, as_text
from tutorial.course.course import default_lessons
from tutorial.course.course_check import CourseCheck, lessons_of
from tutorial.course.report import Checked, Report
from tutorial.run.runner import RunnerError
from tutorial.run.store import default_folder

_EXIT_PROBLEMS, _EXIT_USAGE = 1, 2


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--strict", is_flag=True, help="Fail on warnings, too.")
@click.option("--fresh", is_flag=True, help="Run every lesson again, whatever is kept.")
@click.option("--answers", is_flag=True, help="Then tell the right answers of every quiz, and where they stand.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", *FORMATS]),
    default="text",
    show_default=True,
    help="For people, for programs, or for GitHub's annotations.",
)
def check(paths: tuple[Path, ...], strict: bool, fresh: bool, answers: bool, form: str) -> None:
    """Check lessons against their runs: every answer, claim and reference, the prose and the code.

    PATHS are lesson files, or folders of them; the default is ./lessons.
    """
    try:
        report = _report(lessons_of(paths or (default_lessons(),)), fresh=fresh, answers=answers)
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
    raise SystemExit(_EXIT_PROBLEMS if report.failed(strict=strict) else 0)


def _report(paths: list[Path], *, fresh: bool, answers: bool) -> Report:
    """Check lessons, with a progress bar when somebody watches."""
    began = time.monotonic()
    done: list[Checked] = []
    columns = (TextColumn("Checking lessons"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("", total=len(paths))
        for checked in CourseCheck(default_folder(), fresh=fresh, answers=answers).check_all(paths):
            done.append(checked)
            progress.update(task, advance=1)
    return Report(tuple(sorted(done, key=lambda checked: checked.path)), time.monotonic() - began)


def _refused(why: str) -> int:
    click.secho(f"stepwire: {why}", err=True, fg="red")
    return _EXIT_USAGE
