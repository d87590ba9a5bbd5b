"""Social pictures are drawn on demand, and named by what they show.

Revision ID: 0016
Revises: 0015
"""
import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade():
    op.drop_table("social_pictures")


def downgrade():
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
