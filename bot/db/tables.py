"""The tables. Columns of type LargeBinary hold sealed text (see ``keys``); nothing a person wrote stands elsewhere."""

from __future__ import annotations

from datetime import datetime, timezone

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
)
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator):  # type: ignore[misc]
    """Aware datetimes in, UTC out; SQLite itself forgets time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: object) -> datetime | None:
        return None if value is None else value.astimezone(timezone.utc)

    def process_result_value(self, value: datetime | None, dialect: object) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=timezone.utc)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
Id = String(32)
Serial = BigInteger().with_variant(Integer, "sqlite")

key_check = Table(
    "key_check", metadata, Column("id", Id, primary_key=True), Column("body", LargeBinary, nullable=False)
)

participant = Table(
    "participant",
    metadata,
    Column("id", Id, primary_key=True),
    Column("language", String(2), nullable=False),
    Column("synthetic", Boolean, nullable=False),
    Column("wants_reminders", Boolean),
    Column("created_at", UtcDateTime, nullable=False),
    Column("name", LargeBinary),
    Column("time_zone", String(40)),
    Column("quiet_from", String(5)),
    Column("quiet_to", String(5)),
    Column("reminders_after", UtcDateTime),
    Column("erased_at", UtcDateTime),
    Column("forgotten_at", UtcDateTime),
    Column("phase", String(10), nullable=False, server_default="iop"),
    Column("cautions", LargeBinary),
    Column("discharged_at", UtcDateTime),
    Column("aftercare_until", UtcDateTime),
)

chat = Table(
    "chat",
    metadata,
    Column("id", Id, primary_key=True),
    Column("participant_id", ForeignKey("participant.id"), nullable=False, index=True),
    Column("channel", String(20), nullable=False),
    Column("address", LargeBinary, nullable=False),
    Column("address_index", LargeBinary, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("hold_until", UtcDateTime),
    Column("unreachable_since", UtcDateTime),
    Column("unreachable_code", String(40)),
    Column("left_at", UtcDateTime),
    Column("program_said_at", UtcDateTime),
    UniqueConstraint("channel", "address_index"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("id", Id, nullable=False, unique=True),
    Column("chat_id", ForeignKey("chat.id"), nullable=False),
    Column("key", String(64), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("handled_at", UtcDateTime),
    Column("held", String(5)),
    UniqueConstraint("chat_id", "key"),
    Index("ix_inbox_state_due_at", "state", "due_at"),
    Index("ix_inbox_chat_id_seq", "chat_id", "seq"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("id", Id, nullable=False, unique=True),
    Column("chat_id", ForeignKey("chat.id"), nullable=False),
    Column("cause", String(40), nullable=False),
    Column("position", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("failed", String(40)),
    Column("remote_id", String(40)),
    UniqueConstraint("cause", "position"),
    Index("ix_outbox_chat_id_seq", "chat_id", "seq"),
)
_unsent = and_(outbox.c.sent_at.is_(None), outbox.c.failed.is_(None))
_open = outbox.c.closed_at.is_(None)
Index("ix_outbox_unsent", outbox.c.chat_id, sqlite_where=_unsent, postgresql_where=_unsent)
Index("ix_outbox_open", outbox.c.chat_id, sqlite_where=_open, postgresql_where=_open)

telegram_update = Table(
    "telegram_update",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("id", Id, nullable=False, unique=True),
    Column("key", String(64), nullable=False, unique=True),
    Column("update_id", BigInteger),
    Column("chat_id", ForeignKey("chat.id"), index=True),
    Column("body", LargeBinary),
    Column("state", String(10), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
)

enrolment = Table(
    "enrolment",
    metadata,
    Column("id", Id, primary_key=True),
    Column("participant_id", ForeignKey("participant.id"), nullable=False, index=True),
    Column("code_hash", LargeBinary, nullable=False, unique=True),
    Column("made_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
    Column("chat_id", ForeignKey("chat.id")),
)

enrolment_attempt = Table(
    "enrolment_attempt",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("address_index", LargeBinary, nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
)

consent = Table(
    "consent",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("id", Id, nullable=False, unique=True),
    Column("participant_id", ForeignKey("participant.id"), nullable=False, index=True),
    Column("purpose", String(20), nullable=False),
    Column("version", String(12), nullable=False),
    Column("given", Boolean, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

session = Table(
    "session",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("id", Id, nullable=False, unique=True),
    Column("participant_id", ForeignKey("participant.id"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("starts_at", UtcDateTime, nullable=False, index=True),
    Column("minutes", Integer, nullable=False),
    Column("cancelled_at", UtcDateTime),
    Column("made_at", UtcDateTime, nullable=False),
)

assignment = Table(
    "assignment",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("id", Id, nullable=False, unique=True),
    Column("participant_id", ForeignKey("participant.id"), nullable=False, index=True),
    Column("script_id", String(64), nullable=False),
    Column("days", String(27), nullable=False),
    Column("at", String(5), nullable=False),
    Column("times_a_day", Integer, nullable=False, server_default="1"),
    Column("made_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
)

reminder = Table(
    "reminder",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("id", Id, nullable=False, unique=True),
    Column("participant_id", ForeignKey("participant.id"), nullable=False, index=True),
    Column("key", String(100), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("about_at", UtcDateTime, nullable=False),
    Column("state", String(10), nullable=False),
    Column("done_at", UtcDateTime),
)
_pending = reminder.c.state == "waiting"
Index("ix_reminder_waiting", reminder.c.due_at, sqlite_where=_pending, postgresql_where=_pending)

script_version = Table(
    "script_version",
    metadata,
    Column("script_id", String(64), primary_key=True),
    Column("version", String(12), primary_key=True),
    Column("body", Text, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
)

run = Table(
    "run",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("id", Id, nullable=False, unique=True),
    Column("participant_id", ForeignKey("participant.id"), nullable=False),
    Column("script_id", String(64), nullable=False),
    Column("version", String(12), nullable=False),
    Column("origin", String(10), nullable=False),
    Column("status", String(10), nullable=False),
    Column("step", String(64), nullable=False),
    Column("state", LargeBinary, nullable=False),
    Column("distress_before", Integer),
    Column("distress_after", Integer),
    Column("helped", Integer),
    Column("tags", LargeBinary),
    Column("trigger_index", LargeBinary),
    Column("started_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Index("ix_run_participant_id_seq", "participant_id", "seq"),
    Index("ix_run_started_at", "started_at"),
)
_rated = (run.c.started_at, run.c.distress_before, run.c.distress_after)
Index("ix_run_timeline", run.c.participant_id, *_rated, run.c.script_id, run.c.origin)
Index("ix_run_trigger", run.c.participant_id, run.c.trigger_index, *_rated)

answer = Table(
    "answer",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("id", Id, nullable=False, unique=True),
    Column("run_id", ForeignKey("run.id"), nullable=False),
    Column("step", String(64), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("number", Integer),
    Column("body", LargeBinary, nullable=False),
    Column("sharing", String(5), nullable=False),
    Column("given_at", UtcDateTime, nullable=False),
    Column("retracted_at", UtcDateTime),
    Index("ix_answer_run_id", "run_id", "sharing", "kind"),
)

action_result = Table(
    "action_result",
    metadata,
    Column("message_id", String(64), primary_key=True),
    Column("action", String(64), primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

tracker = Table(
    "tracker",
    metadata,
    Column("sender_id", String(255), primary_key=True),
    Column("message_id", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)

screening = Table(
    "screening",
    metadata,
    Column("message_id", ForeignKey("inbox.id"), primary_key=True),
    Column("outcome", String(5), nullable=False),
    Column("kind", String(20)),
    Column("rule", String(80)),
    Column("span_start", Integer),
    Column("span_end", Integer),
    Column("lexicon", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

incident = Table(
    "incident",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("id", Id, nullable=False, unique=True),
    Column("participant_id", ForeignKey("participant.id"), nullable=False),
    Column("chat_id", ForeignKey("chat.id"), nullable=False),
    Column("cause", String(80), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),
    Column("rule", String(80)),
    Column("first_level", String(5), nullable=False),
    Column("level", String(5), nullable=False),
    Column("state", String(12), nullable=False),
    Column("drill", Boolean, nullable=False),
    Column("language", String(2)),
    Column("ladder", Text, nullable=False),
    Column("step", Integer, nullable=False),
    Column("next_at", UtcDateTime),
    Column("gap_seconds", Integer, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("paged_at", UtcDateTime),
    Column("notified_at", UtcDateTime),
    Column("acknowledged_at", UtcDateTime),
    Column("acknowledged_by", String(40)),
    Column("resolved_at", UtcDateTime),
    Column("resolved_by", String(40)),
    Column("note", LargeBinary),
    Column("version", Integer, nullable=False),
    Column("answer_by", UtcDateTime),
    Column("answered", String(10)),
    Column("remind_at", UtcDateTime),
    Column("follow_up_at", UtcDateTime),
    Column("followed_up_at", UtcDateTime),
    Index("ix_incident_participant_id_seq", "participant_id", "seq"),
    Index("ix_incident_chat_id_seq", "chat_id", "seq"),
)
_unresolved, _to_follow = incident.c.resolved_at.is_(None), incident.c.followed_up_at.is_(None)
Index("ix_incident_unresolved", incident.c.seq, sqlite_where=_unresolved, postgresql_where=_unresolved)
Index("ix_incident_follow_up", incident.c.follow_up_at, sqlite_where=_to_follow, postgresql_where=_to_follow)

notice = Table(
    "notice",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("id", Id, nullable=False, unique=True),
    Column("incident_id", ForeignKey("incident.id"), nullable=False),
    Column("purpose", String(10), nullable=False),
    Column("step", Integer, nullable=False),
    Column("person", String(40), nullable=False),
    Column("channel", String(80), nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("lease_owner", String(64)),
    Column("lease_until", UtcDateTime),
    Column("fence", Integer, nullable=False),
    Column("next_try_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("error", String(40)),
    Column("remote_id", String(40)),
    Column("shown_version", Integer),
    UniqueConstraint("incident_id", "purpose", "step", "person", "channel"),
)
_undelivered = notice.c.state == "waiting"
Index("ix_notice_waiting", notice.c.seq, sqlite_where=_undelivered, postgresql_where=_undelivered)

incident_event = Table(
    "incident_event",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("incident_id", String(32), index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("event", String(20), nullable=False),
    Column("actor", String(64)),
    Column("detail", String(120)),
)

heartbeat = Table(
    "heartbeat",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)
