"""Run by Alembic with the connection that ``bot.db.migrate`` opened."""

from __future__ import annotations

from alembic import context

from bot.db.staff_tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
