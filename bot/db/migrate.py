"""Brings the tables up to date."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy.exc import OperationalError

from bot.db.database import DatabaseUnavailable, make_engine

_MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(url: str) -> None:
    """Apply the migrations that this database lacks, all or none. Raises DatabaseUnavailable."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    engine = make_engine(url)
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except OperationalError as error:
        raise DatabaseUnavailable(type(error.orig).__name__) from error
    finally:
        engine.dispose()
