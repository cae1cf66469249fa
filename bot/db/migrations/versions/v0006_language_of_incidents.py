"""In which language a person is spoken to about an incident"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'


def upgrade() -> None:
    """Incidents that are there keep none: about these the person is spoken to in the language of the chat."""
    op.add_column('incident', sa.Column('language', sa.String(length=2), nullable=True))


def downgrade() -> None:
    op.drop_column('incident', 'language')
