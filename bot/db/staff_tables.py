"""The tables of staff and of what they do: accounts, caseloads, notes, groups, the audit. See ``tables``."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from bot.db.tables import Id, Serial, UtcDateTime, metadata

__all__ = ["metadata"]

staff = Table(
    "staff",
    metadata,
    Column("id", Id, primary_key=True),
    Column("email", LargeBinary, nullable=False),
    Column("email_index", LargeBinary, nullable=False, unique=True),
    Column("name", LargeBinary, nullable=False),
    Column("role", String(15), nullable=False),
    Column("person", String(40)),
    Column("password_hash", Text),
    Column("totp_secret", LargeBinary),
    Column("totp_step", BigInteger),
    Column("created_at", UtcDateTime, nullable=False),
    Column("disabled_at", UtcDateTime),
    Column("visited_at", UtcDateTime),
    Column("visit_before_at", UtcDateTime),
)

staff_link = Table(
    "staff_link",
    metadata,
    Column("id", Id, primary_key=True),
    Column("staff_id", ForeignKey("staff.id"), nullable=False, index=True),
    Column("purpose", String(10), nullable=False),
    Column("code_hash", LargeBinary, nullable=False, unique=True),
    Column("made_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
)

recovery_code = Table(
    "recovery_code",
    metadata,
    Column("id", Id, primary_key=True),
    Column("staff_id", ForeignKey("staff.id"), nullable=False, index=True),
    Column("code_hash", LargeBinary, nullable=False, unique=True),
    Column("made_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
)

staff_session = Table(
    "staff_session",
    metadata,
    Column("id", Id, primary_key=True),
    Column("sid_hash", LargeBinary, nullable=False, unique=True),
    Column("staff_id", ForeignKey("staff.id"), index=True),
    Column("body", LargeBinary, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False, index=True),
)

sign_in_attempt = Table(
    "sign_in_attempt",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("who_index", LargeBinary, nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False, index=True),
)

caseload = Table(
    "caseload",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("id", Id, nullable=False, unique=True),
    Column("participant_id", ForeignKey("participant.id"), nullable=False, index=True),
    Column("staff_id", ForeignKey("staff.id"), nullable=False, index=True),
    Column("cover", Boolean, nullable=False),
    Column("from_at", UtcDateTime, nullable=False),
    Column("until_at", UtcDateTime),
    Column("made_at", UtcDateTime, nullable=False),
)

private_note = Table(
    "private_note",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("id", Id, nullable=False, unique=True),
    Column("participant_id", ForeignKey("participant.id"), nullable=False, index=True),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
)

incident_note = Table(
    "incident_note",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("id", Id, nullable=False, unique=True),
    Column("incident_id", ForeignKey("incident.id"), nullable=False, index=True),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
)

staff_message = Table(
    "staff_message",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("id", Id, nullable=False, unique=True),
    Column("participant_id", ForeignKey("participant.id"), nullable=False, index=True),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
)

legal_hold = Table(
    "legal_hold",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("id", Id, nullable=False, unique=True),
    Column("participant_id", ForeignKey("participant.id"), nullable=False, index=True),
    Column("reason", LargeBinary, nullable=False),
    Column("laid_by", ForeignKey("staff.id"), nullable=False),
    Column("laid_at", UtcDateTime, nullable=False),
    Column("lifted_by", ForeignKey("staff.id")),
    Column("lifted_at", UtcDateTime),
)

therapy_group = Table(
    "therapy_group",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", LargeBinary, nullable=False),
    Column("facilitator_id", ForeignKey("staff.id"), nullable=False, index=True),
    Column("skill", String(64)),
    Column("made_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
)

group_member = Table(
    "group_member",
    metadata,
    Column("group_id", ForeignKey("therapy_group.id"), primary_key=True),
    Column("participant_id", ForeignKey("participant.id"), primary_key=True, index=True),
    Column("made_at", UtcDateTime, nullable=False),
)

brief_view = Table(
    "brief_view",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("id", Id, nullable=False, unique=True),
    Column("participant_id", ForeignKey("participant.id"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("held_back", Text, nullable=False),
    UniqueConstraint("participant_id", "kind", "since"),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", String(40), nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject", String(40), index=True),
    Column("detail", String(120)),
    Column("hash", LargeBinary, nullable=False),
    Index("ix_audit_actor_at", "actor", "at"),
)
