"""On PostgreSQL a page that only reads sends no BEGIN and no ROLLBACK, and whatever else it does is safe."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from portal.kernel.db import db, only_reading, unit_of_work
from portal.kernel.tables import streamed
from portal.people.models import Agency
from tests.factories import an_agency

IDLE, IN_TRANSACTION = "IDLE", "INTRANS"


@pytest.fixture(autouse=True)
def page(kind, house):
    """What stands inside a page that is expected to change nothing."""
    del house
    if kind == "sqlite":
        pytest.skip("SQLite opens a transaction in no time")
    with unit_of_work():
        db.session.add(an_agency(name="Selby Street Nursery"))
    db.session.remove()
    with only_reading():
        yield
    db.session.remove()


def standing() -> str:
    return db.session.connection().connection.driver_connection.info.transaction_status.name


def names() -> list[str]:
    return list(db.session.scalars(select(Agency.name)))


def test_a_read_opens_no_transaction():
    assert (names(), standing()) == (["Selby Street Nursery"], IDLE)


def test_the_next_change_is_a_transaction_again():
    names()
    db.session.rollback()
    with unit_of_work():
        db.session.add(an_agency(name="Foss Bank Surgery"))
        db.session.flush()
        assert standing() == IN_TRANSACTION
    assert len(names()) == 2


@pytest.mark.parametrize("reads_first", [True, False])
def test_a_change_that_is_not_committed_leaves_nothing(reads_first):
    if reads_first:
        names()
    db.session.add(an_agency(name="Foss Bank Surgery"))
    db.session.flush()
    assert standing() == IN_TRANSACTION
    db.session.remove()
    assert names() == ["Selby Street Nursery"]


def test_a_change_without_objects_leaves_nothing_either():
    names()
    db.session.execute(Agency.__table__.update().values(name="Anything"))
    db.session.remove()
    assert names() == ["Selby Street Nursery"]


def test_a_text_may_be_anything():
    db.session.execute(db.text("DELETE FROM agency"))
    db.session.remove()
    assert names() == ["Selby Street Nursery"]


def test_a_lock_lasts_until_the_unit_of_work_ends():
    names()
    with unit_of_work():
        db.session.scalars(select(Agency).with_for_update()).one()
        assert standing() == IN_TRANSACTION


def test_a_long_list_is_read_a_few_rows_at_a_time():
    rows = streamed(select(Agency.id, func.random()))
    next(rows)
    assert standing() == IN_TRANSACTION
    rows.close()
