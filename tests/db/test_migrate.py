from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError

from bot.db.database import Database, DatabaseUnavailable
from bot.db.keys import KeyRing
from bot.db.migrate import migrate
from bot.db.staff_tables import metadata


def test_the_migrated_tables_are_the_tables_of_the_code(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        assert compare_metadata(context, metadata) == []
    found = {name for name in inspect(database.engine).get_table_names() if name != "alembic_version"}
    assert found == set(metadata.tables)


def test_migrating_again_changes_nothing(database: Database) -> None:
    database.check_keys()
    migrate(str(database.engine.url))
    database.check_keys()
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all() == ["0006"]
        assert connection.exec_driver_sql("SELECT count(*) FROM key_check").scalar_one() == 1


def test_columns_of_what_people_write_are_bytes(database: Database) -> None:
    """So that nothing but sealed text fits in."""
    sealed = {
        "inbox": ["body"],
        "outbox": ["body"],
        "answer": ["body"],
        "run": ["state", "tags", "trigger_index"],
        "chat": ["address", "address_index"],
        "tracker": ["body"],
        "action_result": ["body"],
        "incident": ["note"],
        "participant": ["name", "cautions"],
        "staff": ["email", "email_index", "name", "totp_secret"],
        "staff_session": ["body", "sid_hash"],
        "private_note": ["body"],
        "incident_note": ["body"],
        "staff_message": ["body"],
        "legal_hold": ["reason"],
        "therapy_group": ["name"],
    }
    columns = inspect(database.engine)
    for table, names in sealed.items():
        kinds = {column["name"]: str(column["type"]) for column in columns.get_columns(table)}
        assert {name: kinds[name] for name in names} == dict.fromkeys(names, "BLOB")


def test_a_failed_migration_leaves_no_table_behind(tmp_path: Path) -> None:
    path = tmp_path / "half.db"
    url = f"sqlite:///{path}"
    half = Database(url, KeyRing({1: b"k" * 32}))
    with half.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE outbox (id INTEGER)")
    with pytest.raises(DatabaseUnavailable) as failed:
        migrate(url)
    assert "table outbox already exists" in str(failed.value.__cause__)
    assert inspect(half.engine).get_table_names() == ["outbox"]
    half.close()


def test_the_audit_can_neither_be_changed_nor_cut(database: Database) -> None:
    row = {"seq": 1, "at": "2026-01-01", "actor": "somebody", "action": "looked", "hash": b"h"}
    with database.engine.begin() as connection:
        columns = ", ".join(row)
        connection.exec_driver_sql(f"INSERT INTO audit ({columns}) VALUES (?, ?, ?, ?, ?)", tuple(row.values()))
    for statement in ("UPDATE audit SET actor = 'nobody'", "DELETE FROM audit"):
        with pytest.raises(IntegrityError, match="only added to"), database.engine.begin() as connection:
            connection.exec_driver_sql(statement)
