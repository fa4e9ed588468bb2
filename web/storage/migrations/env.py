"""Alembic's way in: applies the migrations on the connection that `web.storage.upgrading` gives."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
