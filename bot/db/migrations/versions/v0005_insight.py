"""What timelines, charts and a caseload at a glance are read by"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'

_RATED = ['started_at', 'distress_before', 'distress_after']


def upgrade() -> None:
    """Runs that are there keep an empty `trigger_index`: only who has the keys could fill it."""
    with op.batch_alter_table('run', schema=None) as batch_op:
        batch_op.add_column(sa.Column('trigger_index', sa.LargeBinary(), nullable=True))
        batch_op.create_index('ix_run_timeline', ['participant_id', *_RATED, 'script_id', 'origin'], unique=False)
        batch_op.create_index('ix_run_trigger', ['participant_id', 'trigger_index', *_RATED], unique=False)

    with op.batch_alter_table('answer', schema=None) as batch_op:
        batch_op.drop_index('ix_answer_run_id')
        batch_op.create_index('ix_answer_run_id', ['run_id', 'sharing', 'kind'], unique=False)

    with op.batch_alter_table('inbox', schema=None) as batch_op:
        batch_op.create_index('ix_inbox_chat_id_seq', ['chat_id', 'seq'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_inbox_chat_id_seq', 'inbox')
    op.drop_index('ix_answer_run_id', 'answer')
    op.create_index('ix_answer_run_id', 'answer', ['run_id'])
    op.drop_index('ix_run_trigger', 'run')
    op.drop_index('ix_run_timeline', 'run')
    op.drop_column('run', 'trigger_index')
