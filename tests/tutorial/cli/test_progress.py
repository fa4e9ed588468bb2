"""`stepwire progress`, and where `stepwire serve` keeps it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.console import Console
from sqlalchemy import text

from tests.web.student.test_event_log import made
from tutorial.cli.main import main
from tutorial.cli.progress import served_log
from web.storage.database import Database
from web.storage.database_log import DatabaseLog
from web.storage.students import pseudonym


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "progress.db"


@pytest.fixture
def log(path: Path) -> DatabaseLog:
    """Two students; Grace was last here long ago."""
    log = DatabaseLog(Database(str(path)))
    log.append("ada", [made("event-1", data={"given": "да"}), replace(made("event-2"), kind="hint")])
    log.append("grace", [made("event-3")])
    long_ago = (datetime.now(UTC) - timedelta(days=100)).isoformat(timespec="milliseconds")
    log.database.write(
        lambda it: it.execute(text("UPDATE students SET seen = :at WHERE name = 'grace'"), {"at": long_ago})
    )
    log.database.close()
    return log


def run(*arguments: str, path: Path) -> Result:
    return CliRunner(env={"STEPWIRE_DATABASE": str(path)}).invoke(main, ["progress", *arguments])


def test_it_tells_how_much_is_kept(log: DatabaseLog, path: Path) -> None:
    told = " ".join(run(path=path).stdout.split())
    assert "students 2 answers 2 other events 1 size" in told
    assert "first event 2026-01-01" in told


def test_an_export_has_every_event_and_no_students_name(log: DatabaseLog, path: Path) -> None:
    lines = [json.loads(line) for line in run("export", path=path).stdout.splitlines()]
    assert [line["id"] for line in lines] == ["event-1", "event-2", "event-3"]
    assert lines[0] | {"student": pseudonym("ada"), "given": "да", "kind": "try", "lesson": "chat"} == lines[0]
    assert not {"ada", "grace"} & {line["student"] for line in lines}
    file = path.parent / "events.jsonl"
    assert run("export", "--output", str(file), path=path).stdout == ""
    assert len(file.read_text(encoding="utf-8").splitlines()) == 3


def test_a_student_is_forgotten_by_the_pseudonym(log: DatabaseLog, path: Path) -> None:
    assert run("forget", pseudonym("ada"), "--yes", path=path).stdout == "1 student forgotten\n"
    assert not log.read("ada")
    assert len(log.read("grace")) == 1
    assert "no student is called" in run("forget", pseudonym("ada"), "--yes", path=path).stderr


def test_those_who_left_long_ago_are_forgotten(log: DatabaseLog, path: Path) -> None:
    assert run("forget", "--older-than", "200", path=path).stdout == "0 students forgotten\n"
    refused = CliRunner().invoke(
        main, ["progress", "--database", str(path), "forget", "--older-than", "99"], input="n\n"
    )
    assert refused.exit_code == 1
    assert len(log.read("grace")) == 1
    assert run("forget", "--older-than", "99", "--yes", path=path).exit_code == 0
    assert (len(log.read("ada")), len(log.read("grace"))) == (2, 0)


@pytest.mark.parametrize("arguments", [["forget"], ["forget", "abc", "--older-than", "3"]])
def test_forgetting_wants_one_student_or_an_age(arguments: list[str], path: Path) -> None:
    assert "name one student" in run(*arguments, path=path).stderr


def test_where_nothing_is_kept_it_says_so_and_makes_nothing(path: Path) -> None:
    told = run(path=path)
    assert (told.exit_code, "nothing is kept yet" in told.stderr, path.exists()) == (2, True, False)


def test_serving_says_where_progress_is_kept_and_what_was_done_to_the_schema(path: Path) -> None:
    console = Console(width=300, record=True, quiet=False)
    served_log(console, str(path)).database.close()
    served_log(console, str(path)).database.close()
    told = console.export_text()
    assert f"Progress is kept in {path}: it is new" in told
    assert f"Progress is kept in {path}: its schema is up to date (0002)" in told


def test_serving_refuses_a_database_of_a_newer_release(log: DatabaseLog, path: Path) -> None:
    log.database.write(lambda it: it.execute(text("UPDATE alembic_version SET version_num = '0999'")))
    with pytest.raises(SystemExit):
        served_log(Console(), str(path))
    told = run(path=path)
    assert told.exit_code == 2
    assert "a newer Stepwire made this database" in told.stderr


def test_lessons_are_served_without_a_database_that_is_away(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    console = Console(width=300, record=True)
    served_log(console, str(tmp_path / "file" / "progress.db"))
    assert "Answers are not kept now" in console.export_text()


def test_an_address_that_says_nothing_ends_the_command(path: Path) -> None:
    told = CliRunner().invoke(main, ["progress", "--database", "mysql://host/name"])
    assert (told.exit_code, "a database is SQLite" in told.stderr) == (2, True)
