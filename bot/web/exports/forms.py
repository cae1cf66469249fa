from __future__ import annotations

from wtforms import SelectField

from bot.services.exports import TABLES
from bot.web.forms import Form


class TableForm(Form):
    table = SelectField("Table", choices=[(one, one.capitalize()) for one in TABLES])
