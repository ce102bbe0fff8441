"""Two people decide about the same pair at the same instant, in different processes."""

import pytest

from portal.kernel.access import Role
from portal.kernel.db import db
from portal.merging.models import PersonMerge, PossibleDuplicate
from portal.people.models import Person
from tests.factories import someone
from tests.factories_merging import a_colleague, a_pair
from tests.integration.bookings.test_last_place import all_at_once
from tests.support import live


@pytest.fixture(scope="module")
def live_server(new_database, tmp_path_factory):
    log = tmp_path_factory.mktemp("merging") / "server.log"
    with live.serving(new_database("merging"), log=log) as server:
        yield server


@pytest.fixture
def visitors(live_server):
    with live_server.app.app_context():
        accounts = [someone(Role.COORDINATOR) for _ in range(2)]
        found = [live_server.visitor() for _ in accounts]
        for visitor, account in zip(found, accounts, strict=True):
            visitor.sign_in(account)
        return found


def pairs_of_three(server):
    """A and B, and B and C."""
    with server.app.app_context():
        one, two, three = (a_colleague() for _ in range(3))
        return a_pair(one, two).id, a_pair(two, three).id


def merges(server):
    with server.app.app_context():
        return db.session.query(PersonMerge).filter_by(undone_at=None).count()


def test_the_same_pair_is_merged_once(live_server, visitors):
    pair_id, _ = pairs_of_three(live_server)
    before = merges(live_server)
    ways = [f"/duplicates/{pair_id}/merge?keep={side}" for side in ("first", "second")]
    answers = all_at_once([(who, *who.prepare(way)) for who, way in zip(visitors, ways, strict=True)])
    assert sorted(one.status_code for one in answers) == [200, 302]
    assert merges(live_server) == before + 1


def test_one_merges_and_the_other_tells_apart(live_server, visitors):
    pair_id, _ = pairs_of_three(live_server)
    prepared = [
        (visitors[0], *visitors[0].prepare(f"/duplicates/{pair_id}/merge?keep=first")),
        (visitors[1], *visitors[1].prepare(f"/duplicates/{pair_id}/two-people", reason="Twins")),
    ]
    assert sorted(one.status_code for one in all_at_once(prepared)) == [200, 302]
    with live_server.app.app_context():
        pair = db.session.get(PossibleDuplicate, pair_id)
        lost = db.session.get(Person, pair.second_id).merged_into_id
        assert (pair.state == "merged") == (lost is not None)


def test_two_pairs_that_share_a_person_make_no_chain(live_server, visitors):
    """A into B while B goes into C: one of the two is told that it came too late."""
    first, second = pairs_of_three(live_server)
    ways = [f"/duplicates/{first}/merge?keep=second", f"/duplicates/{second}/merge?keep=second"]
    answers = all_at_once([(who, *who.prepare(way)) for who, way in zip(visitors, ways, strict=True)])
    assert 302 in {one.status_code for one in answers}
    with live_server.app.app_context():
        merged = Person.merged_into_id.is_not(None)
        kept = {one.merged_into_id for one in db.session.query(Person).filter(merged)}
        assert not db.session.query(Person).filter(Person.id.in_(kept), merged).count()
