"""Private notes, which no participant sees; and messages, which they get at once. On pages of their own, so that nobody
writes one for the other."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.db.database import Transaction
from bot.services.care import messages, notes
from bot.services.staff.rights import Right
from bot.web.access import allow, looking, staff
from bot.web.care.forms import MessageForm, NoteForm
from bot.web.care.head import person_of
from bot.web.changes import submitted
from bot.web.context import web

writing = Blueprint("writing", __name__, url_prefix="/participants/<participant_id>")


@writing.get("/notes")
@allow(Right.PARTICIPANTS, "notes_read")
def private_notes(participant_id: str) -> str:
    return _notes(participant_id, NoteForm(formdata=None))


@writing.post("/notes/write")
@allow(Right.PARTICIPANTS, "note_written")
def write_note(participant_id: str) -> Response | tuple[str, int]:
    form = NoteForm()

    def work(tx: Transaction) -> None:
        notes.write_private_note(tx, participant_id, staff().id, form.note.data)

    if submitted(form, work, "Kept. Only staff see it."):
        return redirect(url_for("writing.private_notes", participant_id=participant_id))
    return _notes(participant_id, form), 400


@writing.get("/messages")
@allow(Right.PARTICIPANTS, "messages_read")
def all_messages(participant_id: str) -> str:
    return _messages(participant_id, MessageForm(formdata=None))


@writing.post("/messages/send")
@allow(Right.PARTICIPANTS, "message_sent")
def send_message(participant_id: str) -> Response | tuple[str, int]:
    form = MessageForm()

    def work(tx: Transaction) -> None:
        messages.send_message(tx, web().voice, participant_id, staff().id, form.message.data)

    if submitted(form, work, "On its way."):
        return redirect(url_for("writing.all_messages", participant_id=participant_id))
    return _messages(participant_id, form), 400


def _notes(participant_id: str, form: NoteForm) -> str:
    skip = _skip()
    with looking() as tx:
        person = person_of(tx, participant_id)
        found = notes.private_notes_about(tx, participant_id, skip=skip)
        more = notes.count_private_notes(tx, participant_id) > skip + len(found)
    places = {"person": person, "notes": found, "form": form, "older": skip + len(found) if more else None}
    return render_template("care/notes.html", **places)


def _messages(participant_id: str, form: MessageForm) -> str:
    skip = _skip()
    with looking() as tx:
        person = person_of(tx, participant_id)
        found = messages.messages_to(tx, participant_id, skip=skip)
        more = messages.count_messages(tx, participant_id) > skip + len(found)
    places = {"person": person, "messages": found, "form": form, "older": skip + len(found) if more else None}
    return render_template("care/messages.html", **places)


def _skip() -> int:
    return max(0, request.args.get("skip", 0, type=int))
