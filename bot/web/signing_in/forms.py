from __future__ import annotations

from wtforms import EmailField, HiddenField, StringField
from wtforms.validators import InputRequired, Length

from bot.web.forms import Form, code_field, password_field

_EMAIL = {"autocomplete": "username", "spellcheck": "false"}


class SignInForm(Form):
    email = EmailField("E-mail", [InputRequired("is missing"), Length(max=250)], render_kw=_EMAIL)
    password = password_field()
    code = code_field()
    next = HiddenField()


class SetUpForm(Form):
    """Name and e-mail are asked of the first administrator only."""

    name = StringField("Name", [Length(max=80)], render_kw={"autocomplete": "name"})
    email = EmailField("E-mail", [Length(max=250)], render_kw=_EMAIL)
    password = password_field("New password", new=True)
    code = code_field("Code that the app shows now")


class NewPasswordForm(Form):
    password = password_field("New password", new=True)
    code = code_field()
