"""What the forms of several rooms share."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length


class Form(FlaskForm):  # type: ignore[misc]
    """With a token against forged requests; ``fault``: what is wrong with the whole of it."""

    fault: str = ""

    def refuse(self, error: Exception) -> None:
        """Say what a service found wrong."""
        self.fault = str(error)

    @property
    def faults(self) -> list[str]:
        """Everything that is wrong, for the head of the form."""
        named = [f"{self[name].label.text}: {text}" for name, texts in self.errors.items() if name for text in texts]
        return [*([self.fault] if self.fault else []), *named]


def code_field(label: str = "Code from your app, or a recovery code") -> Any:
    keywords = {"autocomplete": "one-time-code", "inputmode": "text", "spellcheck": "false"}
    return StringField(label, [InputRequired("is missing"), Length(max=64)], render_kw=keywords)


def password_field(label: str = "Password", *, new: bool = False) -> Any:
    keywords = {"autocomplete": "new-password" if new else "current-password"}
    return PasswordField(label, [InputRequired("is missing"), Length(max=512)], render_kw=keywords)
