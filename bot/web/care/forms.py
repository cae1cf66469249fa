from __future__ import annotations

from wtforms import DateField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from bot.phases import Phase
from bot.schedule.occasions import DAYS
from bot.schedule.rules import SESSION_KINDS
from bot.scripts.schema import Caution
from bot.services.calendar import MOST_TIMES, MOST_WEEKS
from bot.services.care.messages import LONGEST_MESSAGE
from bot.services.care.notes import LONGEST_NOTE
from bot.web.forms import Form

PHASES = {
    Phase.STEP_UP: "Step up: more than the program for now",
    Phase.IOP: "IOP: in the program",
    Phase.STEP_DOWN: "Step down: on the way out",
}
CAUTIONS = {
    Caution.CARDIAC: "Heart or blood pressure",
    Caution.EATING_DISORDER: "Eating disorder",
    Caution.DISSOCIATION: "Dissociation",
    Caution.BREATH: "Breath is a trigger",
}
DAY_NAMES = dict(zip(DAYS, ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), strict=True))
_MISSING = "is missing"


def _boxes(label: str, choices: list[tuple[str, str]]) -> SelectMultipleField:
    return SelectMultipleField(
        label, choices=choices, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )


class AssignForm(Form):
    script = SelectField("Practice")
    days = _boxes("Days", list(DAY_NAMES.items()))
    at = TimeField("Reminder at", [InputRequired(_MISSING)])
    times = IntegerField("Times a day", [InputRequired(_MISSING), NumberRange(1, MOST_TIMES)], default=1)


class MeetingForm(Form):
    kind = SelectField("Kind", choices=[(kind, kind.capitalize()) for kind in SESSION_KINDS])
    day = DateField("Day", [InputRequired(_MISSING)])
    at = TimeField("Starts at", [InputRequired(_MISSING)])
    minutes = IntegerField("Minutes (empty: as usual)", [Optional(), NumberRange(1, 720)])
    weeks = IntegerField("For how many weeks", [InputRequired(_MISSING), NumberRange(1, MOST_WEEKS)], default=1)


class PhaseForm(Form):
    phase = SelectField("Phase", choices=[(phase.value, title) for phase, title in PHASES.items()])


class CautionsForm(Form):
    cautions = _boxes("Cautions", [(caution.value, title) for caution, title in CAUTIONS.items()])


class NoteForm(Form):
    note = TextAreaField("Private note", [InputRequired(_MISSING), Length(max=LONGEST_NOTE)])


class MessageForm(Form):
    message = TextAreaField("Message to the participant", [InputRequired(_MISSING), Length(max=LONGEST_MESSAGE)])


class TransferForm(Form):
    to = SelectField("New therapist")


class CoverForm(Form):
    by = SelectField("Who covers")
    begins = DateField("From", [InputRequired(_MISSING)])
    ends = DateField("Until the end of", [InputRequired(_MISSING)])


class DischargeForm(Form):
    """``reader``, ``until``: aftercare; both empty: nobody reads any more."""

    reader = StringField("Who reads in aftercare", [Length(max=80)])
    until = DateField("Until the end of", [Optional()])


class HoldForm(Form):
    reason = TextAreaField("Reason", [InputRequired(_MISSING), Length(max=1000)])


class EraseForm(Form):
    confirmed = StringField("Type ERASE to confirm", [InputRequired(_MISSING)], render_kw={"autocomplete": "off"})
