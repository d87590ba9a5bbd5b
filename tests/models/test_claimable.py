"""Rows are claimed by one worker at a time, in batches, and retried with back-off."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from flask import Flask
from sqlalchemy import Table

from extensions import db
from models.base import Base, transaction
from models.claimable import Claimable, record, rows_of
from models.pictures.picture import Picture
from models.ping import Ping
from tests.conftest import Clock
from tests.factories import make_article, make_picture


def test_concurrent_workers_share_the_rows(app: Flask, clock: Clock) -> None:
    made = {make_picture().id for _ in range(30)}
    db.session.rollback()
    together = Barrier(3)

    def work(_number: int) -> list[int]:
        with app.app_context():
            together.wait()
            mine: list[int] = []
            while claims := Picture.claim(clock(), most=4):
                assert len(claims) <= 4
                mine += [claim.id for claim in claims]
            return mine

    with ThreadPoolExecutor(3) as workers:
        claimed = [id_ for ids in workers.map(work, range(3)) for id_ in ids]
    assert len(claimed) == len(made)
    assert set(claimed) == made


def test_expired_lease_cannot_record_a_result(app: Flask, clock: Clock) -> None:
    make_picture()
    first = Picture.claim(clock())
    clock.advance(minutes=6)
    second = Picture.claim(clock())
    assert (len(second), rows_of(first)) == (1, [])
    record(first, lambda row: row.settle(clock()))
    assert [row.is_due for row in rows_of(second)] == [True]
    record(second, lambda row: row.settle(clock()))
    clock.advance(minutes=6)
    assert Picture.claim(clock()) == []


def test_pauses_double_up_to_a_limit(app: Flask, clock: Clock) -> None:
    picture, pauses = make_picture(), []
    for _ in range(12):
        picture.fail("no memory", clock())
        assert picture.claimed_until is not None
        pauses.append(picture.claimed_until - clock())
    assert pauses[:3] == [timedelta(minutes=minutes) for minutes in (5, 10, 20)]
    assert pauses[-1] == Picture.LONGEST_PAUSE
    assert (picture.is_due, picture.failure) == (True, "no memory")


def test_released_row_can_be_claimed_at_once(app: Flask, clock: Clock) -> None:
    make_picture()
    claims = Picture.claim(clock())
    assert Picture.claim(clock()) == []
    record(claims, lambda row: row.release())
    assert len(Picture.claim(clock())) == 1


def test_row_that_is_due_later_is_not_claimed(app: Flask, clock: Clock) -> None:
    story = make_article()
    later = clock.now + timedelta(hours=1)
    with transaction():
        db.session.add(Ping(service="websub", article_id=story.id, visible_at=later))
    assert Ping.claim(clock()) == []
    clock.advance(hours=1)
    assert len(Ping.claim(clock())) == 1


def test_every_kind_has_the_index_that_finds_its_due_rows() -> None:
    tables = [
        mapper.local_table
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Claimable)
    ]
    assert len(tables) >= 4
    for table in tables:
        assert isinstance(table, Table)
        firsts = {next(iter(index.columns)).name for index in table.indexes}
        assert "is_due" in firsts, table
