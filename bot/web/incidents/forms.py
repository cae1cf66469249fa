from __future__ import annotations

from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from bot.services.incidents.queue import NOTE_LIMIT
from bot.web.forms import Form


class AcknowledgeForm(Form):
    """``version``: what the person looked at when pressing."""

    version = HiddenField()


class NoteForm(Form):
    note = TextAreaField("Note", [InputRequired("is missing"), Length(max=NOTE_LIMIT)])


class ResolveForm(Form):
    note = TextAreaField("What was done", [InputRequired("is missing"), Length(max=NOTE_LIMIT)])


class HandOverForm(Form):
    to = SelectField("Hand over to")
