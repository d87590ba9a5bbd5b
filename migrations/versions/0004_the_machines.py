"""Social pictures and pings"""

import sqlalchemy as sa
from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('pings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('service', sa.String(length=20), nullable=False),
    sa.Column('article_id', sa.Integer(), nullable=False),
    sa.Column('places_left', sa.JSON(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('failing_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failure', sa.String(length=300), nullable=False),
    sa.CheckConstraint("service IN ('websub', 'indexnow')", name=op.f('ck_pings_service')),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_pings_article_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pings'))
    )
    with op.batch_alter_table('pings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pings_article_id'), ['article_id'], unique=False)
        batch_op.create_index('ix_pings_due', ['service', 'due_at'], unique=False)

    op.create_table('social_pictures',
    sa.Column('subject', sa.String(length=20), nullable=False),
    sa.Column('article_id', sa.Integer(), nullable=True),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('wanted', sa.String(length=64), nullable=False),
    sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failure', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_social_pictures_article_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('subject', name=op.f('pk_social_pictures')),
    sa.UniqueConstraint('article_id', name=op.f('uq_social_pictures_article_id'))
    )


def downgrade() -> None:
    op.drop_table('social_pictures')
    with op.batch_alter_table('pings', schema=None) as batch_op:
        batch_op.drop_index('ix_pings_due')
        batch_op.drop_index(batch_op.f('ix_pings_article_id'))

    op.drop_table('pings')
