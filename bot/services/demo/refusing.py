"""When no demo is made."""

from __future__ import annotations

from bot.db import synthetic
from bot.db.database import Transaction
from bot.services.demo.people import CHANNEL


class HoldsPeople(Exception):
    """The database holds participants who are not synthetic; nothing was stored."""


class HoldsDemo(Exception):
    """There is a demo already; nothing was stored."""


def check(tx: Transaction, *, beside: bool) -> None:
    """Raises HoldsPeople or HoldsDemo. ``beside``: real participants are no hindrance."""
    if synthetic.of_channel(tx, CHANNEL):
        raise HoldsDemo("there are demo participants already; take them out first with `interlude demo-data --remove`")
    if not beside and synthetic.count_real(tx):
        raise HoldsPeople(
            "this database holds participants who are not synthetic; use another DATABASE_URL, or give --beside to "
            "put invented people beside them"
        )
