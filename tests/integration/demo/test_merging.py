"""Possible duplicates and retention in the demo partnership."""

from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.db import db
from portal.merging.domain import PairState
from portal.merging.models import PossibleDuplicate
from portal.people.models import Person
from portal.records.due import list_outlooks


def pairs() -> list[tuple[int, int, str]]:
    rows = db.session.scalars(select(PossibleDuplicate).order_by(PossibleDuplicate.id))
    return [(row.first_id, row.second_id, row.why) for row in rows]


def test_a_handful_of_pairs_wait_and_nobody_is_merged(load_demo):
    with load_demo("pairs", people=1_000).app_context():
        assert 4 <= len(pairs()) <= 8
        assert {state for (state,) in db.session.query(PossibleDuplicate.state)} == {PairState.OPEN}
        assert db.session.scalar(select(Person.id).where(Person.merged_into_id.is_not(None))) is None


def test_the_same_seed_gives_the_same_pairs(load_demo):
    found = []
    for name in ("pairs-once", "pairs-again"):
        with load_demo(name, people=1_000).app_context():
            found.append(pairs())
    assert found[0] == found[1]


def test_something_is_due_to_go(load_demo):
    with load_demo("due", people=1_000).app_context():
        assert any(one.due for one in list_outlooks(clock.now()))
