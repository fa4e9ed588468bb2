"""The command `stepwire`: the front door, which alone (with `preview`) reaches the web pages."""

from __future__ import annotations

import json
import socket
import sys
from pathlib import Path
from typing import NoReturn

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tracer.trace import Transport
from tutorial.cli.check import check
from tutorial.cli.invoked import command
from tutorial.cli.new import new
from tutorial.cli.preview import preview
from tutorial.cli.progress import database_option, progress, served_log
from tutorial.cli.record import record
from tutorial.cli.schema import schema
from tutorial.cli.terminal import execution_table, problem_line, variable_tracker
from tutorial.course.course import Broken, Course, Studied, default_lessons, lesson_files, study_all
from tutorial.course.extra_runs import with_extra_runs
from tutorial.course.plan import course_files, read_plan
from tutorial.lesson.problems import LessonError, Problem
from tutorial.reading.loading import load
from tutorial.run.ports import HostError, PortError, listen
from tutorial.run.runner import Runner, RunnerError
from tutorial.run.seal import in_words
from tutorial.run.store import TraceStore, default_folder
from tutorial.telling.narration import tables

_EXIT_PROBLEMS, _EXIT_USAGE = 1, 2
_PIPED_WIDTH = 180


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="stepwire")
def main() -> None:
    """Lessons on WebSocket events in Flask that are run for real, and stepped through."""


@main.command()
@click.option(
    "--port", default=5000, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 takes a free one."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--lessons", "folder", type=click.Path(path_type=Path), help="Folder of lessons; default ./lessons.")
@click.option("--measure", is_flag=True, help="Measure again what Perf shows, about 2 s a lesson.")
@database_option
def serve(port: int, host: str, folder: Path | None, measure: bool, database: str | None) -> None:
    """Run the lessons and serve them as web pages."""
    from web.site.app import create_app
    from web.site.secret import kept_secret
    from web.site.serving import serve_until_stopped

    console = Console(stderr=True)
    with _listen(host, port) as listener:
        log = served_log(console, database)
        course = _study_course(console, folder or default_lessons(), measure=measure)
        _require_bundle()
        address = f"http://{host}:{listener.getsockname()[1]}"
        console.print(in_words(), highlight=False, soft_wrap=True)
        console.print(f"Stepwire is at [bold]{address}[/] (Ctrl-C stops it)", highlight=False)
        secret = kept_secret(default_folder())
        if secret.note:
            console.print(f"Note: {secret.note}", highlight=False, soft_wrap=True)
        serve_until_stopped(lambda: create_app(course, secret_key=secret.key, log=log.anew()), listener)


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "whole", is_flag=True, help="Print the whole trace as JSON.")
@click.option("--tables", "only_tables", is_flag=True, help="Print execution table and variable tracker as JSON.")
@click.option(
    "--transport",
    type=click.Choice(["websocket", "polling", "upgrade"]),
    help="How the lesson's clients connect; default as the lesson says.",
)
def trace(file: Path, whole: bool, only_tables: bool, transport: Transport | None) -> None:
    """Run the lesson in FILE and print its execution table and variable tracker."""
    if whole and only_tables:
        raise click.UsageError("--json prints the whole trace and --tables two tables of it: choose one")
    try:
        with Runner() as runner:
            made = TraceStore().trace(runner, load(file), transport).trace
    except LessonError as error:
        _stop_with(error.problems)
    except RunnerError as error:
        _stop(f"the lesson could not be run: {error}")
    if whole:
        sys.stdout.write(made.to_json())
    elif only_tables:
        click.echo(json.dumps(tables(made), indent=2, ensure_ascii=False))
    else:
        console = Console(width=None if sys.stdout.isatty() else _PIPED_WIDTH)
        console.print(execution_table(made), variable_tracker(made), sep="\n")


def _study_course(console: Console, folder: Path, *, measure: bool) -> Course:
    """Run every lesson of a folder, with a progress bar, and say which ones are broken."""
    try:
        paths = lesson_files(folder)
    except FileNotFoundError as error:
        _stop(f"{error}; name one with --lessons FOLDER")
    lessons: dict[str, Studied | Broken] = {}
    columns = (TextColumn("Running lessons"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
               TextColumn("{task.description}"))  # fmt: skip
    with Runner() as runner, Progress(*columns, console=console) as progress:
        task = progress.add_task("", total=len(paths))
        store = TraceStore()
        for path, lesson in zip(paths, study_all(paths, runner, store), strict=True):
            lessons[lesson.slug] = lesson
            if isinstance(lesson, Studied):
                progress.update(task, description=f"{path.name}: what if, polling, and figures")
                lessons[lesson.slug] = with_extra_runs(lesson, runner, store, measure=measure)
            progress.update(task, advance=1, description=path.name)
    for lesson in lessons.values():
        for problem in lesson.problems if isinstance(lesson, Broken) else ():
            console.print(problem_line(problem), soft_wrap=True)
    plan = read_plan(course_files(folder), list(lessons))
    for problem in plan.problems:
        console.print(problem_line(problem), soft_wrap=True)
    return Course(lessons, plan)


def _listen(host: str, port: int) -> socket.socket:
    """Take the port before any work, so that a taken port is known at once."""
    try:
        return listen(host, port)
    except HostError as error:
        _stop(f"{error}; leave --host out, or give 0.0.0.0 for all addresses of this machine")
    except PortError as error:
        other = port + 1 if port < 65535 else 0
        _stop(f"{error}; try another port: {command()} serve --port {other}")


def _require_bundle() -> None:
    from web.site.bundle import BundleError, asset

    try:
        asset("site.js")
    except BundleError as error:
        _stop(str(error))


def _stop_with(problems: tuple[Problem, ...]) -> NoReturn:
    console = Console(stderr=True)
    for problem in problems:
        console.print(problem_line(problem), soft_wrap=True)
    raise SystemExit(_EXIT_PROBLEMS)


def _stop(message: str) -> NoReturn:
    click.secho(f"stepwire: {message}", err=True, fg="red")
    raise SystemExit(_EXIT_USAGE)


main.add_command(new)
main.add_command(check)
main.add_command(preview)
main.add_command(progress)
main.add_command(record)
main.add_command(schema)

if __name__ == "__main__":
    main()
