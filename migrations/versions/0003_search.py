"""Search"""

import re
import unicodedata
from html import unescape
from itertools import pairwise
from zlib import crc32

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

# As models/search had it in this release; `flask search rebuild` fills it anew.
LETTERS = str.maketrans({
    'ø': 'o', 'ł': 'l', 'đ': 'd', 'ħ': 'h', 'ŧ': 't', 'ı': 'i', 'ð': 'd',
    'æ': 'ae', 'œ': 'oe', 'þ': 'th', 'ĸ': 'k', 'ŋ': 'n',
})
SPACELESS = (
    '\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff'
    '\uf900-\ufaff\U00020000-\U0003ffff'
)
TOKEN = re.compile(rf'[{SPACELESS}]|[^\W_{SPACELESS}]+')
WITHIN_WORDS = re.compile(r'</?(?:a|abbr|b|cite|code|em|i|q|s|small|strong|sub)\b[^>]*>')
TAGS = re.compile(r'(?:<[^>]*>)+')
PICTURE = re.compile(r'<figure data-picture="([0-9]+)"></figure>')
LONGEST = 200_000


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == 'sqlite':
        op.execute(
            'CREATE VIRTUAL TABLE search_index USING fts5 '
            "(headline, leading, rest, tokenize='ascii', prefix='2 3')"
        )
    else:
        op.execute(
            'CREATE TABLE search_index (rowid integer CONSTRAINT pk_search_index '
            'PRIMARY KEY, words tsvector NOT NULL, text text NOT NULL)'
        )
    op.create_table('findables',
    sa.Column('article_id', sa.Integer(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_findables_article_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('article_id', name=op.f('pk_findables'))
    )
    with op.batch_alter_table('findables', schema=None) as batch_op:
        batch_op.create_index('ix_findables_listing', ['published_at', 'article_id'], unique=False)
    op.execute(
        'INSERT INTO findables (article_id, published_at) '
        "SELECT id, published_at FROM articles WHERE status = 'published'"
    )
    names, captions = _names(connection), _captions(connection)
    stories = connection.execute(sa.text(
        'SELECT id, headline, dek, body, lead_picture_id FROM articles '
        "WHERE status = 'published' ORDER BY id"
    ))
    while some := stories.fetchmany(200):
        _keep(connection, [_document(row, names, captions) for row in some])
    if connection.dialect.name == 'postgresql':
        # Without a list of what is pending, which every search would read through.
        op.execute(
            'CREATE INDEX ix_search_index_words ON search_index USING gin (words) '
            'WITH (fastupdate = off)'
        )


def downgrade() -> None:
    op.execute('DROP TABLE search_index')
    op.drop_table('findables')


def _names(connection: sa.Connection) -> dict[int, list[str]]:
    names: dict[int, list[str]] = {}
    for id_, name in connection.execute(sa.text(
        'SELECT article_id, name FROM bylines '
        'JOIN contributors ON contributors.id = contributor_id ORDER BY bylines.position'
    )):
        names.setdefault(id_, []).append(name)
    return names


def _captions(connection: sa.Connection) -> dict[int, str]:
    rows = connection.execute(sa.text("SELECT id, caption FROM pictures WHERE caption <> ''"))
    return {id_: caption for id_, caption in rows}


def _document(
    row: sa.Row, names: dict[int, list[str]], captions: dict[int, str]
) -> tuple[int, str, str, str]:
    id_, headline, dek, body, lead = row
    pictures = dict.fromkeys([lead, *map(int, PICTURE.findall(body))])
    blocks = map(unescape, TAGS.split(WITHIN_WORDS.sub('', body)))
    return (
        id_,
        _together([headline]),
        _together([dek, *names.get(id_, [])]),
        _together([*blocks, *(captions.get(picture, '') for picture in pictures)]),
    )


def _keep(connection: sa.Connection, documents: list[tuple[int, str, str, str]]) -> None:
    if connection.dialect.name == 'sqlite':
        connection.execute(
            sa.text('INSERT INTO search_index (rowid, headline, leading, rest) VALUES (:id, :a, :b, :c)'),
            [dict(zip(('id', 'a', 'b', 'c'), document)) for document in documents],
        )
        return
    connection.execute(
        sa.text(
            'INSERT INTO search_index (rowid, words, text) '
            'VALUES (:id, array_to_tsvector(CAST(:words AS text[])), :text)'
        ),
        [
            {'id': id_, 'words': _lexemes(*zones), 'text': _text(*zones)}
            for id_, *zones in documents
        ],
    )


def _lexemes(*zones: str) -> list[str]:
    found: set[str] = set()
    lexemes: list[str] = []
    for number, zone in enumerate(zones, 1):
        found |= {*zone.split(' ')} - {'', '¶'}
        lexemes += (f'{number}{token}' for token in found)
    pairs = {pair for zone in zones for pair in pairwise(zone.split(' ')) if '¶' not in pair}
    return [*lexemes, *{f"p{crc32(' '.join(pair).encode()) % 0x10000:x}" for pair in pairs}]


def _text(headline: str, leading: str, rest: str) -> str:
    return f' {headline} ¶1 {leading} ¶2 {rest} '.replace('  ', ' ')


def _together(texts: list[str]) -> str:
    folded = (' '.join(token[:64] for token in TOKEN.findall(_folded(text))) for text in texts)
    whole = ' ¶ '.join(text for text in folded if text)
    return whole if len(whole) <= LONGEST else whole[:LONGEST].rpartition(' ')[0]


def _folded(text: str) -> str:
    apart = unicodedata.normalize('NFKD', text).casefold().translate(LETTERS)
    return ''.join(c for c in apart if c.isascii() or not _vanishes(unicodedata.category(c)))


def _vanishes(category: str) -> bool:
    return category[0] == 'M' or category == 'Cf'
