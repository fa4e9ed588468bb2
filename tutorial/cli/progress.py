"""`stepwire progress`: what is kept of students, for whoever serves; and where `serve` keeps it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn

import click
from rich.console import Console
from rich.table import Table

from tutorial.run.store import default_folder

if TYPE_CHECKING:
    from web.storage.database import Database
    from web.storage.database_log import DatabaseLog
    from web.storage.students import KeptStudents

_EXIT_USAGE = 2

_FILE = "progress.sqlite3"


def database_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--database`, of every command that has to do with what is kept."""
    return click.option(
        "--database",
        envvar="STEPWIRE_DATABASE",
        metavar="URL",
        help="Where progress is kept: a file, or postgresql://USER@HOST/NAME; default $STEPWIRE_DATABASE, "
        f"else {_FILE} beside the traces.",
    )(command)


def served_log(console: Console, address: str | None) -> DatabaseLog:
    """The log to serve with. It says where progress is kept, and what was done to the schema.

    A database that cannot be reached now does not keep the lessons from being served.
    """
    from web.storage.database_log import DatabaseLog
    from web.student.event_log import NotKeptError

    database = _database(address)
    try:
        console.print(f"Progress is kept in {database}: {_prepared(database)}", highlight=False, soft_wrap=True)
    except NotKeptError as error:
        console.print(
            f"[bold]Answers are not kept now[/]: {database}: {error}. The lessons can be read; answers are kept again "
            "when the database is back.",
            highlight=False,
            soft_wrap=True,
        )
    return DatabaseLog(database)


@click.group(invoke_without_command=True)
@database_option
@click.pass_context
def progress(context: click.Context, database: str | None) -> None:
    """Tell how many students there are, what is kept of them, and how much room it takes."""
    context.obj = database
    if context.invoked_subcommand is None:
        _show(_students(database))


@progress.command()
@click.option("--output", "file", type=click.File("w", encoding="utf-8"), default="-", help="A file instead of stdout.")
@database_option
@click.pass_obj
def export(named_before: str | None, database: str | None, file: Any) -> None:
    """Write all that is kept as JSON lines, one an event, with pseudonyms for the students.

    A pseudonym stays the same from export to export. Nobody can use it as the student.
    """
    for line in _kept(lambda: _students(database or named_before).export()):
        file.write(json.dumps(line, ensure_ascii=False) + "\n")


@progress.command()
@click.argument("pseudonym", required=False)
@click.option("--older-than", "days", type=click.IntRange(min=1), metavar="DAYS", help="All who did nothing since.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@database_option
@click.pass_obj
def forget(named_before: str | None, database: str | None, pseudonym: str | None, days: int | None, yes: bool) -> None:
    """Delete all that is kept of one student, named by the PSEUDONYM in the export, or of all who left long ago."""
    if (pseudonym is None) == (days is None):
        raise click.UsageError("name one student by the pseudonym in the export, or give --older-than DAYS")
    students = _students(database or named_before)
    names = _kept(lambda: students.named(pseudonym) if pseudonym else students.idle(days or 0))
    if pseudonym and not names:
        _stop(f"no student is called {pseudonym}; `stepwire progress export` has the pseudonyms")
    who = f"{len(names)} student{'' if len(names) == 1 else 's'}"
    if names and not yes:
        click.confirm(f"Delete all that is kept of {who} for good?", abort=True, err=True)
    _kept(lambda: students.forget(names))
    click.echo(f"{who} forgotten")


def _show(students: KeptStudents) -> None:
    sizes = _kept(students.sizes)
    table = Table(show_header=False, box=None)
    rows = [
        ("kept in", str(students.database)),
        ("students", f"{sizes.students:,}"),
        ("answers", f"{sizes.answers:,}"),
        ("other events", f"{sizes.events - sizes.answers:,}"),
        ("size", f"{sizes.size / 1024:,.0f} KiB"),
    ]
    if sizes.first:
        rows += [("first event", sizes.first[:10]), ("last event", sizes.last[:10])]
    for row in rows:
        table.add_row(*row)
    Console(width=None if sys.stdout.isatty() else 180).print(table, highlight=False)


def _students(address: str | None) -> KeptStudents:
    from web.storage.students import KeptStudents

    database = _database(address)
    if database.file and not database.file.exists():
        _stop(f"nothing is kept yet: there is no {database}")
    _kept(lambda: _prepared(database))
    return KeptStudents(database)


def _database(address: str | None) -> Database:
    from web.storage.database import Database, DatabaseError

    try:
        return Database(address or str(default_folder() / _FILE))
    except DatabaseError as error:
        _stop(str(error))


def _prepared(database: Database) -> str:
    from web.storage.upgrading import NewerSchemaError

    try:
        return str(database.prepare())
    except NewerSchemaError as error:
        _stop(f"{database}: {error}")


def _kept(ask: Callable[[], Any]) -> Any:
    """What the database says, or the end of the command with a sentence."""
    from web.student.event_log import NotKeptError

    try:
        return ask()
    except NotKeptError as error:
        _stop(f"the database cannot be used: {error}")


def _stop(message: str) -> NoReturn:
    click.secho(f"stepwire: {message}", err=True, fg="red")
    raise SystemExit(_EXIT_USAGE)
