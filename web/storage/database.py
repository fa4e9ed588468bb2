"""A database: SQLite in a file, or PostgreSQL by its address. It may go away and come back."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from web.storage.upgrading import NewerSchemaError, Upgraded, upgrade
from web.student.event_log import NotKeptError

_Result = TypeVar("_Result")
_Start = Callable[[], AbstractContextManager[Connection]]
"""Takes a connection: for a transaction of changes, or for reading alone."""

_REST = 2.0
"""Seconds for which a database that is away is not asked again, so that pages do not wait for it."""

_PATIENCE = 5
"""Seconds to wait for a connection, or for others to have written."""


class DatabaseError(Exception):
    """The address of a database says nothing that can be used: what is wrong, and what to do."""


class Database:
    """Connections to a database, whose schema is brought up to date before its first use.

    Raises:
        DatabaseError: the address cannot be read, or its driver is not installed.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self.url = _url(address)
        try:
            self.engine = create_engine(self.url, connect_args=_manners(self.url), pool_size=8, max_overflow=8)
        except ModuleNotFoundError as error:
            raise DatabaseError(
                f"PostgreSQL needs one package more: pip install 'stepwire[postgresql]' ({error})"
            ) from error
        except (SQLAlchemyError, TypeError) as error:
            raise DatabaseError(f"no database at {address}: {error}") from error
        self._reading = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        if self.is_file:
            event.listen(self.engine, "connect", _set_up_file)
        self._upgraded: Upgraded | None = None
        self._one_at_a_time = threading.Lock()
        self._unread: tuple[float, str] = (0.0, "")
        self._unwritten = ""

    @property
    def is_file(self) -> bool:
        """Whether it is SQLite."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def file(self) -> Path | None:
        """The file of SQLite."""
        return Path(self.url.database) if self.is_file and self.url.database else None

    @property
    def trouble(self) -> str:
        """Why it could not be used when that was last tried; empty when it could."""
        return self._unwritten or self._unread[1]

    def __str__(self) -> str:
        return str(self.file) if self.file else self.url.render_as_string(hide_password=True)

    def prepare(self) -> Upgraded:
        """Bring the schema up to date, once.

        Raises:
            NewerSchemaError: a newer Stepwire made it.
            NotKeptError: it cannot be reached or written now.
        """
        with self._one_at_a_time:
            if self._upgraded is None:
                try:
                    if self.file:
                        self.file.parent.mkdir(parents=True, exist_ok=True)
                    self._upgraded = upgrade(self.engine)
                except (SQLAlchemyError, OSError) as error:
                    raise NotKeptError(_why(error)) from error
                finally:
                    self.engine.dispose()  # a server forks after this, and connections are not for two processes
            return self._upgraded

    def read(self, ask: Callable[[Connection], _Result]) -> _Result:
        """Ask something of the database.

        Raises:
            NotKeptError: it is away.
        """
        since, why = self._unread
        if why and time.monotonic() - since < _REST:
            raise NotKeptError(why)
        try:
            result = self._used(ask, self._reading.connect)
        except NotKeptError as error:
            self._unread = (time.monotonic(), str(error))
            raise
        self._unread = (0.0, "")
        return result

    def write(self, change: Callable[[Connection], _Result]) -> _Result:
        """Change something, wholly or not at all. It may be called twice when a connection was lost on the way.

        Raises:
            NotKeptError: it is away, or takes nothing; then nothing has changed.
        """
        try:
            result = self._used(change, self.engine.begin)
        except NotKeptError as error:
            self._unwritten = str(error)
            if self.is_file:
                self.engine.dispose()  # a file that was opened on a read-only disk would stay so when it is writable
            raise
        self._unwritten, self._unread = "", (0.0, "")
        return result

    def vacuum(self) -> None:
        """Give the room of what was deleted back to the disk; of a file alone."""
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM")

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def _used(self, use: Callable[[Connection], _Result], start: _Start) -> _Result:
        try:
            if self._upgraded is None:
                self.prepare()
            return _tried(use, start)
        except (SQLAlchemyError, NewerSchemaError) as error:
            raise NotKeptError(_why(error)) from error


def _tried(use: Callable[[Connection], _Result], start: _Start) -> _Result:
    """Use a connection; when one was lost since it was last used, another."""
    try:
        with start() as connection:
            return use(connection)
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
    with start() as connection:
        return use(connection)


def _url(address: str) -> URL:
    """The address as SQLAlchemy takes it; a path is a file of SQLite."""
    if "://" not in address:
        return URL.create("sqlite", database=address)
    try:
        url = make_url(address)
        backend = url.get_backend_name()
    except (ArgumentError, NoSuchModuleError) as error:
        raise DatabaseError(f"{address} is no address of a database: {error}") from error
    if backend in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if backend != "sqlite" or not url.database:
        raise DatabaseError(
            "a database is SQLite (a file's path, or sqlite:///PATH) or PostgreSQL (postgresql://USER@HOST/NAME)"
        )
    return url


def _manners(url: URL) -> dict[str, Any]:
    if url.get_backend_name() == "sqlite":
        return {"timeout": _PATIENCE}
    os.environ.setdefault("PSYCOPG_WAIT_FUNC", "wait_selector")  # its own way to wait, in C, stops all other greenlets
    return {"connect_timeout": _PATIENCE}


def _set_up_file(connection: sqlite3.Connection, _: object) -> None:
    """Let readers and a writer work at once, and have an answer on the disk before anyone is told so."""
    for setting in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {setting}")


def _why(error: Exception) -> str:
    """The first line of what the database says."""
    return str(getattr(error, "orig", None) or error).strip().split("\n")[0]
