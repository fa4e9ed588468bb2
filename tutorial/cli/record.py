"""`stepwire record`: make a lesson of an app while somebody uses it."""

from __future__ import annotations

import os
import re
import signal
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import click
from rich.console import Console

from tutorial.cli.terminal import problem_line
from tutorial.course.course_check import CourseCheck
from tutorial.lesson.problems import Problem
from tutorial.reading.lesson_schema import lesson_schema_text
from tutorial.reading.slugs import SCHEMA_FILE, slug_problem
from tutorial.record.app_recording import AppRecording
from tutorial.record.process import AppProcess, started
from tutorial.record.retold_lesson import RetoldLesson, retell
from tutorial.run.ports import PortError
from tutorial.run.runner import Runner, RunnerError
from tutorial.run.store import default_folder
from tutorial.telling.words import listed, suggest

_MOST_TOLD = 5
_DOES = {"connect": "connects", "disconnect": "disconnects", "ack": "acknowledges"}


def _target(_context: click.Context, _option: click.Parameter, written: str) -> tuple[str, str]:
    """The file or module, and the name in it."""
    target, _, name = written.rpartition(":") if re.search(r":\w*$", written) else (written, "", "")
    path = Path(target)
    if path.suffix == ".py" and not path.is_file():
        others = [str(other) for other in path.parent.glob("*.py")] if path.parent.is_dir() else []
        next_step = suggest(target, others, "there are") if others else f"no Python file is in {path.parent.resolve()}"
        raise click.BadParameter(f"there is no file {target}; {next_step}")
    if path.suffix != ".py" and not re.fullmatch(r"\w+(\.\w+)*", target):
        raise click.BadParameter(f"{written} names no file or module; write, for example, app.py:socketio")
    return target, name or "socketio"


def _output(target: str, out: Path | None, *, force: bool) -> Path:
    """The file to write."""
    stem = Path(target).stem if target.endswith(".py") else target.rpartition(".")[2]
    path = out or Path("-".join(re.findall("[a-z0-9]+", stem.lower())) or "recorded").with_suffix(".yaml")
    if why := slug_problem(path):
        raise click.BadParameter(why, param_hint="--out")
    path = path if path.suffix in (".yaml", ".yml") else path.with_name(f"{path.name}.yaml")
    if not path.parent.is_dir():
        raise click.BadParameter(f"there is no folder {path.parent}; make it first: mkdir -p {path.parent}")
    if path.exists() and not force:
        raise click.BadParameter(f"{path} is there already; name another with --out, or replace it with --force")
    return path


@click.command()
@click.argument("app", metavar="APP[:NAME]", callback=_target)
@click.option("--out", type=click.Path(path_type=Path), help="The lesson's file; default: the app's name, here.")
@click.option("--force", is_flag=True, help="Replace the lesson's file if it is there.")
@click.option(
    "--port", default=5000, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 takes a free one."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
def record(app: tuple[str, str], out: Path | None, force: bool, port: int, host: str) -> None:
    """Run your own Flask-SocketIO app, use it, and get a lesson of what happened.

    APP is the Python file or module that makes the SocketIO, NAME what it is called there (`socketio` if it is left
    out). Use its page, or any client; Ctrl-C ends the recording and writes the lesson. Secrets are taken out of it.
    """
    target, name = app
    path = _output(target, out, force=force)
    try:
        with started(target, name, host, port) as process:
            recorded = _recorded(process, target, path)
    except PortError as error:
        raise click.ClickException(f"{error}; try another port: stepwire record {target}:{name} --port 0") from error
    if recorded is None:
        raise click.ClickException("nothing happened, so nothing was written; use the app before you press Ctrl-C")
    _write_lesson(recorded, path, force=force)


def _recorded(process: AppProcess, target: str, path: Path) -> AppRecording | None:
    """Follow the app until Ctrl-C; return the recording, or None when nothing happened."""
    steps, stopped = 0, Event()

    def stop(*_: object) -> None:
        stopped.set()
        process.stop()  # it says what it has said so far, and then the recording

    for number in (signal.SIGTERM, signal.SIGINT):  # also where a shell had Ctrl-C ignored
        signal.signal(number, stop)
    for message in process.messages():
        if message["kind"] == "failed":
            raise click.ClickException(f"{message['what']}; {message['next']}")
        if message["kind"] == "serving":
            click.echo(f"Recording {target} at {process.address}")
            click.echo(f"Use its page, or let any client connect. Ctrl-C ends it and writes {path}.")
        elif message["kind"] == "step":
            steps += 1
            click.echo(f"{steps:4}  {_told(message)}")
        elif message["kind"] == "recorded":
            if not stopped.is_set():
                click.secho("the app has ended its process, and the recording with it", err=True, fg="red")
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C must not interrupt the writing
            click.echo("", err=True)
            return _if_any(message["recorded"])
    if stopped.is_set() and steps == 0:
        return None
    raise click.ClickException(
        f"the app's process was ended from outside (exit code {process.ended()}) after step {steps}, and the recording "
        "is lost with it; mend what ends it, such as a crash in a library, and record again"
    )


def _if_any(wire: dict[str, Any]) -> AppRecording | None:
    """Read a recording; None when nothing is in it."""
    recorded = AppRecording.from_data(wire)
    return recorded if len(recorded.trace.steps) > 1 or recorded.unfinished else None


def _told(message: dict[str, Any]) -> str:
    """Tell a step that begins, on one line and without its payload, which may be a secret."""
    who = f"Client {message['client']}" if message["client"] else "The server"
    values = {0: "", 1: " (1 value)"}.get(message["values"], f" ({message['values']} values)")
    if message["event"] is None:
        if message["client"] and message["what"] == "lost":
            return f"{who}'s connection is lost"
        return f"{who} {_DOES.get(message['what'], 'works outside any event')}"
    outside = f", from {message['what']}" if message["client"] == 0 and message["what"] != "server" else ""
    return f"{who} emits {message['event']!r}{values}{outside}"


def _write_lesson(recorded: AppRecording, path: Path, *, force: bool) -> None:
    """Write the lesson, check it, and tell its author all they must know."""
    retold = retell(recorded, path.name)
    written = _write(retold.text, path, force=force)
    problems = _checked(written)
    errors = [f"{one.what}; {one.next}" for one in problems if one.severity == "error"]
    errors = errors[:_MOST_TOLD] + ([f"and {len(errors) - _MOST_TOLD} more"] if len(errors) > _MOST_TOLD else [])
    if errors:
        told = retell(recorded, path.name, errors)
        below = told.text.count("\n") - retold.text.count("\n")
        written.write_text(told.text, encoding="utf-8")
        problems = [replace(one, line=one.line + below) for one in problems]
    _report(retold, written, problems)


def _write(text: str, path: Path, *, force: bool) -> Path:
    """Write the lesson to its file; if that fails, to another file. Return the path, and tell it."""
    try:
        if force:
            other = path.with_name(f".{path.name}.new")
            other.write_text(text, encoding="utf-8")
            other.replace(path)
        else:
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
    except OSError as error:
        place = Path(tempfile.mkdtemp(prefix="stepwire-")) / path.name
        place.write_text(text, encoding="utf-8")
        click.secho(f"{path} cannot be written: {error.strerror}; the lesson is in {place}", err=True, fg="red")
        return place
    with suppress(OSError):  # an editor can do without the schema
        beside = path.with_name(SCHEMA_FILE)
        if not beside.exists():
            beside.write_text(lesson_schema_text(), encoding="utf-8")
    return path


def _checked(path: Path) -> list[Problem]:
    """Check the lesson."""
    click.echo(f"Wrote {path}. Checking it against a run of its own ...")
    try:
        with Runner() as runner:
            return list(CourseCheck(default_folder()).check(path, runner).problems)
    except RunnerError as error:
        return [Problem(str(path), 1, 1, f"the lesson could not be run: {error}", f"run stepwire check {path}")]


def _report(retold: RetoldLesson, path: Path, problems: list[Problem]) -> None:
    """Tell what is in the lesson, what was taken out, what it cannot say, and what does not hold."""
    click.echo(f"It has {retold.steps} steps and {retold.questions} questions; the words are yours to write.")
    for heading, texts in (
        ("Redacted:", [_finding(one.marker, list(one.what), list(one.places)) for one in retold.redacted]),
        ("Cannot be said in a scenario:", retold.unsaid),
        ("What the app has, and the lesson has not:", retold.missing),
    ):
        if texts:
            click.echo(heading)
            for text in texts:
                click.echo(f"  {text}")
    untrue = any(problem.severity == "error" for problem in problems)
    click.echo("stepwire check finds in it:" if untrue else "stepwire check finds nothing untrue in it.")
    console = Console(highlight=False, soft_wrap=True)
    for problem in problems:
        console.print(problem_line(problem))
    if len(retold.clients) > 1:
        people = listed(f"Client {number} is {name}" for number, name in enumerate(retold.clients, 1))
        click.echo(f"{people} in the lesson.")
    click.echo(f"See it while you write: stepwire preview {os.path.relpath(path)}")


def _finding(marker: str, what: list[str], places: list[str]) -> str:
    more = f" and {len(places) - 4} more places" if len(places) > 4 else ""
    return f"{marker}: {', '.join(what)} (in {', '.join(places[:4])}{more})"
