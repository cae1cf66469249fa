from __future__ import annotations

from wtforms import EmailField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from bot.services.staff.rights import Role
from bot.web.forms import Form

ROLES = [
    (Role.THERAPIST.value, "Therapist: the own caseload"),
    (Role.LEAD.value, "Clinical lead: everybody"),
    (Role.AUTHOR.value, "Content author: scripts, no participants"),
    (Role.ADMINISTRATOR.value, "Administrator: accounts, no participants"),
]
NOBODY = ("", "nobody there")


class RoleForm(Form):
    """``person``: who this is in the escalation file; without it nobody can take an incident."""

    role = SelectField("Role", choices=ROLES)
    person = SelectField("In the rota")

    def offer(self, people: list[tuple[str, str]]) -> None:
        self.person.choices = [NOBODY, *people]


class InviteForm(RoleForm):
    name = StringField("Name", [InputRequired("is missing"), Length(max=80)], render_kw={"autocomplete": "off"})
    email = EmailField("E-mail", [InputRequired("is missing"), Length(max=250)], render_kw={"autocomplete": "off"})


class PressForm(Form):
    """A button and its token."""
