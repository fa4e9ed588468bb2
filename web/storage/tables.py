"""The tables of the database, as the newest migration leaves them."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, String, Table, Text, UniqueConstraint

metadata = MetaData(
    naming_convention={"pk": "pk_%(table_name)s", "fk": "fk_%(table_name)s_%(column_0_name)s"}  # for later migrations
)

students = Table(
    "students",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("name", String(40), nullable=False, unique=True),
    Column("seen", String(32), nullable=False),
)
"""One row for each student: the name in the cookie, and when something was kept last."""

events = Table(
    "events",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("student", ForeignKey(students.c.number, ondelete="CASCADE"), nullable=False),
    Column("id", String(40), nullable=False),
    Column("lesson", String(200), nullable=False),
    Column("trace", String(16), nullable=False),
    Column("at", String(32), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("question", String(100), nullable=False),
    Column("data", Text, nullable=False),
    UniqueConstraint("student", "id", name="uq_events_student_id"),
    Index("ix_events_student_lesson", "student", "lesson"),
    sqlite_autoincrement=True,
)
"""The list of events, in the order of their numbers; `data` is JSON. No number is used twice, also after a deletion."""

codes = Table(
    "codes",
    metadata,
    Column("code", String(16), primary_key=True),
    Column("student", ForeignKey(students.c.number, ondelete="CASCADE"), nullable=False),
    Column("until", String(32), nullable=False),
)
"""Codes with which a student goes on with another device, each for a short time."""
