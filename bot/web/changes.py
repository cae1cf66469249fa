"""Changing something: by a form, which comes back with what is wrong, or by a button. All or nothing, and audited."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash

from bot.db.database import Transaction
from bot.services.calendar import CalendarFault
from bot.services.care.faults import CareFault
from bot.services.staff.caseload import CaseloadFault
from bot.web.access import changing
from bot.web.forms import Form

REFUSALS = (CalendarFault, CareFault, CaseloadFault)


def submitted(form: Form, work: Callable[[Transaction], object], said: str) -> bool:
    """Do what a form asks for and say so. False: nothing has changed, and the form says what is wrong."""
    if not form.validate_on_submit():
        return False
    try:
        with changing() as tx:
            work(tx)
    except REFUSALS as refusal:
        form.refuse(refusal)
        return False
    flash(said)
    return True


def press(work: Callable[[Transaction], object], said: str) -> None:
    """Do what a button stands for and say so, or why not. What ``work`` returns as text is said after it."""
    try:
        with changing() as tx:
            more = work(tx)
    except REFUSALS as refusal:
        flash(f"Nothing changed: {refusal}")
    else:
        flash(f"{said} {more}" if isinstance(more, str) else said)
