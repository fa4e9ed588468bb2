"""SQLite does not give the number of a deleted event to another one, as PostgreSQL never does.

What was read of a student before (`web/storage/read_before.py`) still holds if its last event has the same number.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of events anew where a column's numbers are used again."""
    _rebuild(autoincrement=True)


def downgrade() -> None:
    """Let numbers be used again."""
    _rebuild(autoincrement=False)


def _rebuild(*, autoincrement: bool) -> None:
    if op.get_bind().dialect.name == "sqlite":
        options = {"sqlite_autoincrement": autoincrement}
        with op.batch_alter_table("events", recreate="always", table_kwargs=options):
            pass
