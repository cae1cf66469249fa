from __future__ import annotations

from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from bot.scripts.words import LANGUAGES
from bot.web.forms import Form

NAMES = {"en": "English", "es": "Spanish"}


class EnrolForm(Form):
    name = StringField("Name", [InputRequired("is missing"), Length(max=80)], render_kw={"autocomplete": "off"})
    language = SelectField("Language of the chat", choices=[(one, NAMES.get(one, one)) for one in LANGUAGES])
    time_zone = StringField("Time zone", [Length(max=40)], render_kw={"autocomplete": "off", "spellcheck": "false"})


class AgainForm(Form):
    """A button and its token."""
