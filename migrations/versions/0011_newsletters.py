"""Newsletters, subscriptions, issues and deliveries"""

import sqlalchemy as sa
from alembic import op


revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

BEFORE = "status IN ('pending', 'confirmed', 'unsubscribed', 'blocked')"
NOW = (
    "status IN ('pending', 'confirmed', 'unsubscribed', 'blocked', 'bounced', 'complained')"
)




def upgrade() -> None:
    op.create_table('suppressions',
    sa.Column('address_hash', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('address_hash', name=op.f('pk_suppressions'))
    )
    op.create_table('consents',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subscriber_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('event', sa.String(length=20), nullable=False),
    sa.Column('source', sa.String(length=300), nullable=False),
    sa.Column('wording', sa.Text(), nullable=False),
    sa.CheckConstraint("event IN ('asked', 'confirmed', 'changed', 'paused', 'left', 'returned', 'imported', 'added', 'blocked', 'bounced', 'complained')", name=op.f('ck_consents_event')),
    sa.ForeignKeyConstraint(['subscriber_id'], ['subscribers.id'], name=op.f('fk_consents_subscriber_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consents')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('consents', schema=None) as batch_op:
        batch_op.create_index('ix_consents_subscriber_id_at', ['subscriber_id', 'at'], unique=False)

    op.create_table('follows',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subscriber_id', sa.Integer(), nullable=False),
    sa.Column('region_id', sa.Integer(), nullable=True),
    sa.Column('topic_id', sa.Integer(), nullable=True),
    sa.Column('contributor_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['contributor_id'], ['contributors.id'], name=op.f('fk_follows_contributor_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['region_id'], ['regions.id'], name=op.f('fk_follows_region_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['subscriber_id'], ['subscribers.id'], name=op.f('fk_follows_subscriber_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['topic_id'], ['topics.id'], name=op.f('fk_follows_topic_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_follows')),
    sa.UniqueConstraint('subscriber_id', 'contributor_id', name=op.f('uq_follows_subscriber_id_contributor_id')),
    sa.UniqueConstraint('subscriber_id', 'region_id', name=op.f('uq_follows_subscriber_id_region_id')),
    sa.UniqueConstraint('subscriber_id', 'topic_id', name=op.f('uq_follows_subscriber_id_topic_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('follows', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_follows_contributor_id'), ['contributor_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_follows_region_id'), ['region_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_follows_subscriber_id'), ['subscriber_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_follows_topic_id'), ['topic_id'], unique=False)

    op.create_table('newsletters',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=80), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('description', sa.String(length=1000), nullable=False),
    sa.Column('cadence', sa.String(length=20), nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=False),
    sa.Column('minute', sa.Integer(), nullable=False),
    sa.Column('needs_approval', sa.Boolean(), nullable=False),
    sa.Column('is_default', sa.Boolean(), nullable=False),
    sa.Column('is_open', sa.Boolean(), nullable=False),
    sa.Column('has_archive', sa.Boolean(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('region_id', sa.Integer(), nullable=True),
    sa.Column('topic_id', sa.Integer(), nullable=True),
    sa.Column('contributor_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("cadence IN ('weekly', 'daily', 'manual')", name=op.f('ck_newsletters_cadence')),
    sa.CheckConstraint('minute BETWEEN 0 AND 1439', name=op.f('ck_newsletters_minute')),
    sa.CheckConstraint('weekday BETWEEN 0 AND 6', name=op.f('ck_newsletters_weekday')),
    sa.ForeignKeyConstraint(['contributor_id'], ['contributors.id'], name=op.f('fk_newsletters_contributor_id')),
    sa.ForeignKeyConstraint(['region_id'], ['regions.id'], name=op.f('fk_newsletters_region_id')),
    sa.ForeignKeyConstraint(['topic_id'], ['topics.id'], name=op.f('fk_newsletters_topic_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_newsletters')),
    sa.UniqueConstraint('slug', name=op.f('uq_newsletters_slug')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('newsletters', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_newsletters_contributor_id'), ['contributor_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_newsletters_next_at'), ['next_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_newsletters_region_id'), ['region_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_newsletters_topic_id'), ['topic_id'], unique=False)

    op.create_table('newsletter_issues',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('newsletter_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('preheader', sa.String(length=200), nullable=False),
    sa.Column('intro', sa.Text(), nullable=False),
    sa.Column('covers_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('send_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recipients', sa.Integer(), nullable=False),
    sa.Column('failure', sa.String(length=300), nullable=False),
    sa.CheckConstraint("state IN ('draft', 'held', 'scheduled', 'preparing', 'sending', 'paused', 'sent', 'cancelled')", name=op.f('ck_newsletter_issues_state')),
    sa.ForeignKeyConstraint(['made_by_id'], ['editors.id'], name=op.f('fk_newsletter_issues_made_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['newsletter_id'], ['newsletters.id'], name=op.f('fk_newsletter_issues_newsletter_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_newsletter_issues')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('newsletter_issues', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_newsletter_issues_made_by_id'), ['made_by_id'], unique=False)
        batch_op.create_index('ix_newsletter_issues_newsletter_id_state', ['newsletter_id', 'state'], unique=False)
        batch_op.create_index('ix_newsletter_issues_state_send_at', ['state', 'send_at'], unique=False)

    op.create_table('subscriptions',
    sa.Column('subscriber_id', sa.Integer(), nullable=False),
    sa.Column('newsletter_id', sa.Integer(), nullable=False),
    sa.Column('frequency', sa.String(length=20), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('paused_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("frequency IN ('every', 'weekly', 'monthly')", name=op.f('ck_subscriptions_frequency')),
    sa.ForeignKeyConstraint(['newsletter_id'], ['newsletters.id'], name=op.f('fk_subscriptions_newsletter_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['subscriber_id'], ['subscribers.id'], name=op.f('fk_subscriptions_subscriber_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('subscriber_id', 'newsletter_id', name=op.f('pk_subscriptions'))
    )
    with op.batch_alter_table('subscriptions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_subscriptions_newsletter_id'), ['newsletter_id'], unique=False)

    op.create_table('deliveries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('issue_id', sa.Integer(), nullable=False),
    sa.Column('subscriber_id', sa.Integer(), nullable=False),
    sa.Column('domain', sa.String(length=254), nullable=False),
    sa.Column('token', sa.String(length=32), nullable=False),
    sa.Column('outcome', sa.String(length=20), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('is_begun', sa.Boolean(), nullable=False),
    sa.Column('is_doubtful', sa.Boolean(), nullable=False),
    sa.Column('article_ids', sa.JSON(), nullable=False),
    sa.Column('is_due', sa.Boolean(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('failing_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failure', sa.String(length=300), nullable=False),
    sa.CheckConstraint("outcome IN ('', 'sent', 'refused', 'failed', 'bounced', 'skipped')", name=op.f('ck_deliveries_outcome')),
    sa.ForeignKeyConstraint(['issue_id'], ['newsletter_issues.id'], name=op.f('fk_deliveries_issue_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['subscriber_id'], ['subscribers.id'], name=op.f('fk_deliveries_subscriber_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deliveries')),
    sa.UniqueConstraint('issue_id', 'subscriber_id', name=op.f('uq_deliveries_issue_id_subscriber_id')),
    sa.UniqueConstraint('token', name=op.f('uq_deliveries_token')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('deliveries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_deliveries_is_due'), ['is_due'], unique=False)
        batch_op.create_index('ix_deliveries_queue', ['issue_id', 'is_due', 'id'], unique=False)
        batch_op.create_index('ix_deliveries_subscriber_id_outcome', ['subscriber_id', 'outcome'], unique=False)

    op.create_table('issue_items',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('issue_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('article_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.CheckConstraint("article_id IS NULL OR note = ''", name=op.f('ck_issue_items_one_of_two')),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_issue_items_article_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['issue_id'], ['newsletter_issues.id'], name=op.f('fk_issue_items_issue_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_issue_items')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('issue_items', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_issue_items_article_id'), ['article_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_issue_items_issue_id'), ['issue_id'], unique=False)

    with op.batch_alter_table('subscribers', table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.add_column(
            sa.Column('asked_for', sa.JSON(), nullable=False, server_default='{}')
        )
        batch_op.drop_constraint(batch_op.f('ck_subscribers_status'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_subscribers_status'), NOW)
    with op.batch_alter_table('subscribers', table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.alter_column('asked_for', server_default=None)
    begin_with_one_newsletter()



def begin_with_one_newsletter() -> None:
    """The newsletter people have asked for until now, with its subscribers."""
    settings = sa.table('settings', sa.column('name'), sa.column('value', sa.JSON()))
    names = ('newsletter_name', 'newsletter_pitch')
    connection = op.get_bind()
    known = dict(
        connection.execute(
            sa.select(settings.c.name, settings.c.value).where(settings.c.name.in_(names))
        ).all()
    )
    newsletters = sa.table(
        'newsletters',
        *(sa.column(name) for name in ('id', 'slug', 'name', 'description', 'cadence')),
        *(sa.column(name) for name in ('weekday', 'minute', 'position')),
        *(
            sa.column(name, sa.Boolean())
            for name in ('needs_approval', 'is_default', 'is_open', 'has_archive')
        ),
    )
    connection.execute(
        newsletters.insert().values(
            slug='newsletter',
            name=known.get('newsletter_name') or 'Newsletter',
            description=known.get('newsletter_pitch') or '',
            cadence='manual',
            weekday=4,
            minute=480,
            position=0,
            needs_approval=True,
            is_default=True,
            is_open=True,
            has_archive=False,
        )
    )
    op.execute(
        "INSERT INTO subscriptions (subscriber_id, newsletter_id, frequency, began_at)"
        " SELECT subscribers.id, newsletters.id, 'every',"
        " COALESCE(subscribers.confirmed_at, subscribers.asked_at)"
        " FROM subscribers, newsletters WHERE subscribers.status = 'confirmed'"
    )


def downgrade() -> None:
    op.execute(
        "UPDATE subscribers SET status = 'blocked'"
        " WHERE status IN ('bounced', 'complained')"
    )
    with op.batch_alter_table('subscribers', table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_subscribers_status'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_subscribers_status'), BEFORE)
        batch_op.drop_column('asked_for')

    with op.batch_alter_table('issue_items', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_issue_items_issue_id'))
        batch_op.drop_index(batch_op.f('ix_issue_items_article_id'))

    op.drop_table('issue_items')
    with op.batch_alter_table('deliveries', schema=None) as batch_op:
        batch_op.drop_index('ix_deliveries_subscriber_id_outcome')
        batch_op.drop_index('ix_deliveries_queue')
        batch_op.drop_index(batch_op.f('ix_deliveries_is_due'))

    op.drop_table('deliveries')
    with op.batch_alter_table('subscriptions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_subscriptions_newsletter_id'))

    op.drop_table('subscriptions')
    with op.batch_alter_table('newsletter_issues', schema=None) as batch_op:
        batch_op.drop_index('ix_newsletter_issues_state_send_at')
        batch_op.drop_index('ix_newsletter_issues_newsletter_id_state')
        batch_op.drop_index(batch_op.f('ix_newsletter_issues_made_by_id'))

    op.drop_table('newsletter_issues')
    with op.batch_alter_table('newsletters', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_newsletters_topic_id'))
        batch_op.drop_index(batch_op.f('ix_newsletters_region_id'))
        batch_op.drop_index(batch_op.f('ix_newsletters_next_at'))
        batch_op.drop_index(batch_op.f('ix_newsletters_contributor_id'))

    op.drop_table('newsletters')
    with op.batch_alter_table('follows', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_follows_topic_id'))
        batch_op.drop_index(batch_op.f('ix_follows_subscriber_id'))
        batch_op.drop_index(batch_op.f('ix_follows_region_id'))
        batch_op.drop_index(batch_op.f('ix_follows_contributor_id'))

    op.drop_table('follows')
    with op.batch_alter_table('consents', schema=None) as batch_op:
        batch_op.drop_index('ix_consents_subscriber_id_at')

    op.drop_table('consents')
    op.drop_table('suppressions')
