"""Brings a database's schema up to date, by the migrations in `migrations/versions/`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

MIGRATIONS = Path(__file__).with_name("migrations")

_LOCK = 5_170_913
"""Of PostgreSQL's advisory locks: servers that start together take turns."""


class NewerSchemaError(Exception):
    """A newer Stepwire made this database."""


@dataclass(frozen=True, slots=True)
class Upgraded:
    """The revisions of a schema before and after; `before` is empty for a new database."""

    before: str
    after: str

    def __str__(self) -> str:
        if self.before == self.after:
            return f"its schema is up to date ({self.after})"
        return f"its schema was brought from {self.before} to {self.after}" if self.before else "it is new"


def upgrade(engine: Engine) -> Upgraded:
    """Apply the migrations that a database lacks, all or none.

    Raises:
        NewerSchemaError: the database has a revision that this release does not know.
        sqlalchemy.exc.DBAPIError: the database cannot be reached, or not be written.
    """
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        return _upgraded(connection)


def configured(connection: Connection) -> Config:
    """What Alembic's commands need to know, to work on a connection."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _upgraded(connection: Connection) -> Upgraded:
    config = configured(connection)
    known = ScriptDirectory.from_config(config)
    newest = known.get_current_head() or ""
    before = MigrationContext.configure(connection).get_current_revision() or ""
    if before and before not in {script.revision for script in known.walk_revisions()}:
        raise NewerSchemaError(
            f"a newer Stepwire made this database (its schema is {before}, and this one knows schemas up to {newest}): "
            "install that release, or name another database with --database"
        )
    if before != newest:
        command.upgrade(config, "head")
    return Upgraded(before, newest)
