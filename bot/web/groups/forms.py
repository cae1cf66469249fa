from __future__ import annotations

from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from bot.services.care.groups import LONGEST_NAME
from bot.web.forms import Form

NO_SKILL = ("", "none")


class GroupForm(Form):
    name = StringField("Name", [InputRequired("is missing"), Length(max=LONGEST_NAME)])


class SkillForm(Form):
    skill = SelectField("Skill of the week")


class MemberForm(Form):
    member = SelectField("Add")
