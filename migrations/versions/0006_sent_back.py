"""Mail to writers whose story was sent back"""

import sqlalchemy as sa
from alembic import op


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

BEFORE = "kind IN ('invitation', 'reset', 'notice')"
NOW = "kind IN ('invitation', 'reset', 'notice', 'return')"


def upgrade() -> None:
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.add_column(sa.Column('article_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_messages_article_id'), 'articles', ['article_id'], ['id'], ondelete='CASCADE')
        batch_op.create_index(batch_op.f('ix_messages_article_id'), ['article_id'], unique=False)
        batch_op.drop_constraint(batch_op.f('ck_messages_kind'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_messages_kind'), NOW)


def downgrade() -> None:
    op.execute("DELETE FROM messages WHERE kind = 'return'")
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_messages_kind'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_messages_kind'), BEFORE)
        batch_op.drop_index(batch_op.f('ix_messages_article_id'))
        batch_op.drop_constraint(batch_op.f('fk_messages_article_id'), type_='foreignkey')
        batch_op.drop_column('article_id')
