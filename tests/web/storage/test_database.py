"""A database is brought up to date before use, refused when it is newer, and may go away and come back."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from alembic import command
from sqlalchemy import event, insert, text

from tests.databases import emptied
from tests.studying import ROOT
from tests.web.student.test_event_log import made
from web.storage.database import Database, DatabaseError
from web.storage.database_log import DatabaseLog
from web.storage.tables import events, students
from web.storage.upgrading import NewerSchemaError, configured
from web.student.event_log import NotKeptError


def test_a_new_database_gets_the_tables_and_keeps_them(database: Database) -> None:
    assert str(database.prepare()) == "it is new"
    again = Database(database.url.render_as_string(hide_password=False))
    assert str(again.prepare()) == "its schema is up to date (0002)"
    again.close()


def test_the_tables_are_those_that_the_code_knows(database: Database) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    from web.storage.tables import metadata

    database.prepare()
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_an_older_database_is_brought_up_to_date_with_all_that_it_keeps(database: Database) -> None:
    with database.engine.begin() as connection:
        command.upgrade(configured(connection), "0001")
        connection.execute(insert(students).values(number=7, name="ada", seen=""))
        connection.execute(
            insert(events).values(
                number=9, student=7, id="event-1", lesson="", trace="", at="", kind="try", question="", data="{}"
            )
        )
    assert str(database.prepare()) == "its schema was brought from 0001 to 0002"
    log = DatabaseLog(database)
    assert [event.id for event in log.read("ada")] == ["event-1"]
    log.delete("ada")
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM events")).scalar_one() == 0


def test_a_database_of_a_newer_release_is_refused_with_a_sentence(database: Database) -> None:
    database.prepare()
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    newer = Database(database.url.render_as_string(hide_password=False))
    with pytest.raises(NewerSchemaError, match=r"its schema is 0999, and this one knows schemas up to 0002"):
        newer.prepare()
    with pytest.raises(NotKeptError):
        DatabaseLog(newer).read("ada")
    newer.close()


@pytest.mark.parametrize(
    ("address", "words"),
    [("mysql://host/name", "a database is SQLite"), ("sqlite://", "a database is SQLite"), ("://", "is no address")],
)
def test_an_address_that_cannot_be_used_is_told(address: str, words: str) -> None:
    with pytest.raises(DatabaseError, match=words):
        Database(address)


def test_a_password_is_never_shown() -> None:
    assert "secret" not in str(Database("postgresql://ada:secret@localhost:1/name"))


def test_a_database_that_is_away_is_told_and_used_again_when_it_is_back(tmp_path: Path) -> None:
    folder = tmp_path / "away"
    folder.write_text("a file in the place of the folder")
    log = DatabaseLog(Database(str(folder / "progress.db")))
    with pytest.raises(NotKeptError):
        log.append("ada", [made("event-1")])
    assert log.trouble
    folder.unlink()
    log.append("ada", [made("event-1")])
    assert not log.trouble
    assert list(log.read("ada")) == [made("event-1")]
    log.database.close()


def test_a_server_that_is_not_there_is_told_at_once_the_second_time() -> None:
    log = DatabaseLog(Database("postgresql://nobody@127.0.0.1:1/nothing"))
    for _ in range(2):
        with pytest.raises(NotKeptError, match="onnection"):
            log.read("ada")


def test_a_lost_connection_is_made_anew(postgres: str) -> None:
    log = DatabaseLog(Database(emptied(postgres)))
    log.append("lost", [made("event-1")])
    with psycopg.connect(postgres) as other:
        other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    log.append("lost", [made("event-2")])
    assert [event.id for event in log.read("lost")] == ["event-1", "event-2"]
    log.database.close()


def test_a_full_disk_keeps_nothing_of_an_event_and_all_of_what_was(tmp_path: Path) -> None:
    log = DatabaseLog(Database(str(tmp_path / "progress.db")))
    log.append("ada", [made("event-1")])
    database = log.database
    with database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    @event.listens_for(database.engine, "checkout")
    def fill_up(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(NotKeptError, match="full"):
        log.append("ada", [made(f"large-{number}", data={"given": "x" * 4_000}) for number in range(9)])
    assert [one.id for one in log.read("ada")] == ["event-1"]
    assert log.trouble == "database or disk is full"
    event.remove(database.engine, "checkout", fill_up)
    database.close()
    log.append("ada", [made("event-2")])
    assert not log.trouble


ON_A_REAL_DISK = """
import subprocess, sys
from tests.web.student.test_event_log import made
from web.storage.database import Database
from web.storage.database_log import DatabaseLog
from web.student.event_log import NotKeptError

folder, kept = sys.argv[1], 0
log = DatabaseLog(Database(folder + "/progress.db"))
try:
    for number in range(999):
        log.append("ada", [made(f"event-{number}", data={"given": "x" * 4_000})])
        kept += 1
except NotKeptError as error:
    print("full:", error)
assert 0 < kept < 999
assert [one.id for one in DatabaseLog(log.database).read("ada")] == [f"event-{one}" for one in range(kept)]
log.database.close()  # a file that is open for writing holds the file system
subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
try:
    log.append("ada", [made("event-more")])
except NotKeptError as error:
    print("read-only:", error)
assert log.trouble
subprocess.run(["mount", "-o", "remount,rw,size=8m", folder], check=True)
log.append("ada", [made("event-more")])
assert len(log.read("ada")) == kept + 1 and not log.trouble
print("kept", kept)
"""


def test_a_real_disk_that_is_full_and_then_read_only_takes_nothing_and_loses_nothing(tmp_path: Path) -> None:
    """A file system of 400 kB in a namespace of its own: no permission of a folder would stop root."""
    mounted = 'mount -t tmpfs -o size=400k tmpfs "$0" && exec "$@"'
    apart = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mounted, str(tmp_path)]
    if subprocess.run([*apart, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount a file system in a namespace of their own")
    script = [sys.executable, "-c", ON_A_REAL_DISK, str(tmp_path)]
    told = subprocess.run([*apart, *script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert re.search("full: .*full", told.stdout)
    assert re.search("read-only: .*(readonly|unable to open)", told.stdout)


def test_a_disk_that_cannot_be_written_is_told_and_can_be_read(tmp_path: Path) -> None:
    log = DatabaseLog(Database(str(tmp_path / "progress.db")))
    log.append("ada", [made("event-1")])

    @event.listens_for(log.database.engine, "checkout")
    def protect(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("PRAGMA query_only = ON")

    with pytest.raises(NotKeptError, match="attempt to write a readonly database"):
        log.append("ada", [made("event-2")])
    assert [one.id for one in log.read("ada")] == ["event-1"]
    assert log.trouble
    log.database.close()
