"""What a custom action answered to a message, kept so that the same message again gets the same answer."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, select

from bot.db.database import Transaction
from bot.db.ids import now
from bot.db.tables import action_result

_OF_THIS = and_(action_result.c.message_id == bindparam("of_message"), action_result.c.action == bindparam("of_action"))
_BODY = select(action_result.c.body).where(_OF_THIS)
_ADD = insert(action_result)
"""Built once, as every turn runs them: building costs more than running."""


def find(tx: Transaction, message_id: str, action: str) -> Any | None:
    """The result of this action for this message, or None when it has not run."""
    body = tx.run(_BODY, {"of_message": message_id, "of_action": action}).scalar_one_or_none()
    return None if body is None else json.loads(tx.keys.unseal(body, "action_result.body", message_id + action))


def store(tx: Transaction, message_id: str, action: str, result: Any) -> None:
    body = tx.keys.seal(json.dumps(result), "action_result.body", message_id + action)
    tx.run(_ADD, {"message_id": message_id, "action": action, "body": body, "created_at": now()})


def forget_before(tx: Transaction, moment: datetime) -> None:
    """Drop results too old to be asked for again."""
    tx.run(delete(action_result).where(action_result.c.created_at < moment))
