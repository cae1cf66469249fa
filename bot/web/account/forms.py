from __future__ import annotations

from bot.web.forms import Form, code_field, password_field


class ChangePasswordForm(Form):
    """Who is signed in proves it once more."""

    present = password_field("Present password")
    code = code_field()
    password = password_field("New password", new=True)


class ProofForm(Form):
    """Password and code once more, before something grave."""

    present = password_field("Password")
    code = code_field()


class EndForm(Form):
    """A button and its token."""
