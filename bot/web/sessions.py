"""Sessions on the server: Flask-Session's mechanics over our database, sealed, to be listed and ended."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from flask import Flask
from flask_session.base import ServerSideSession, ServerSideSessionInterface

from bot.services.setup import Database
from bot.services.staff import sessions

USER = "_user_id"
"""Where Flask-Login keeps whose session it is."""
ID_BYTES = 32


class DatabaseSessions(ServerSideSessionInterface):  # type: ignore[misc]
    """One row a session; whoever is signed in stands beside it."""

    def __init__(self, app: Flask, database: Database) -> None:
        self._database = database
        super().__init__(app, key_prefix="", permanent=False, sid_length=ID_BYTES, serialization_format="json")

    def _retrieve_session_data(self, store_id: str) -> dict[str, Any] | None:
        body = sessions.read(self._database, store_id)
        return None if body is None else dict(json.loads(body))

    def _delete_session(self, store_id: str) -> None:
        sessions.end(self._database, store_id)

    def _upsert_session(self, session_lifetime: timedelta, session: ServerSideSession, store_id: str) -> None:
        sessions.keep(self._database, store_id, session.get(USER), json.dumps(dict(session)))
