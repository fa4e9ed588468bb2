"""Students, their events, and the codes for another device."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the three tables."""
    op.create_table(
        "students",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(40), nullable=False, unique=True),
        sa.Column("seen", sa.String(32), nullable=False),
    )
    op.create_table(
        "events",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("student", sa.Integer, sa.ForeignKey("students.number", ondelete="CASCADE"), nullable=False),
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("lesson", sa.String(200), nullable=False),
        sa.Column("trace", sa.String(16), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("question", sa.String(100), nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.UniqueConstraint("student", "id", name="uq_events_student_id"),
    )
    op.create_index("ix_events_student_lesson", "events", ["student", "lesson"])
    op.create_table(
        "codes",
        sa.Column("code", sa.String(16), primary_key=True),
        sa.Column("student", sa.Integer, sa.ForeignKey("students.number", ondelete="CASCADE"), nullable=False),
        sa.Column("until", sa.String(32), nullable=False),
    )


def downgrade() -> None:
    """Drop them, with all that they hold."""
    for table in ("codes", "events", "students"):
        op.drop_table(table)
