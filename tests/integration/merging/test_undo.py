"""An undo brings back exactly what was, or says what stands in the way."""

import pytest

from portal.accounts.models import Account
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.merging.domain import AlreadyDecided, CannotUndo, PairState, Side
from portal.merging.models import PersonMerge
from portal.people.models import Person, Post, RoleGrant
from tests.factories import a_booking, a_person, a_post, a_role, an_account, an_agency, an_event, saved
from tests.factories_merging import a_colleague, a_coordinator, a_pair, everything, merged, undone
from tests.support.pages import errors_on
from training.bookings.models import Booking
from training.catalogue.models import EventTrainer

TABLES = [model.__table__ for model in (Person, Post, RoleGrant, Booking, EventTrainer)]


@pytest.fixture
def busy(kept, lost):
    """Both with rows in many rooms, some of which meet."""
    event = an_event()
    for person in (kept, lost):
        saved(EventTrainer(event_id=event.id, person_id=person.id))
        saved(a_role(person, Role.TRAINER))
        saved(an_account(person))
        a_booking(an_event(), person)
    saved(a_post(lost, saved(an_agency()), manager_id=kept.id))
    saved(a_post(a_colleague(), saved(an_agency()), manager_id=lost.id))
    return saved(a_pair(kept, lost))


@pytest.mark.parametrize("keep", Side)
def test_brings_back_every_row_as_it_was(busy, keep):
    actor, second = a_coordinator(), Side.SECOND
    before = everything(*TABLES)
    done = merged(busy, keep, actor, values={"phone": second, "email": second, "reference": second})
    between = everything(*TABLES)
    assert all(between[name] != before[name] for name in before), "the merge touched each of these tables"
    assert undone(done, actor) == 0
    assert everything(*TABLES) == before
    assert db.session.get(type(busy), busy.id).state is PairState.UNDONE


def test_the_closed_account_opens_again_and_its_sessions_stay_ended(busy, kept, lost):
    done = merged(busy)
    undone(done)
    accounts = {one.person_id: one for one in db.session.query(Account)}
    assert accounts[lost.id].is_active
    assert (accounts[lost.id].session_version, accounts[kept.id].session_version) == (2, 1)


def test_the_page_asks_why_and_keeps_the_answer(client, coordinator, pair):
    done = merged(pair)
    page = f"/merges/{done.id}/undo"
    assert errors_on(client.submit(page, reason="").text) == ["Say why the merge is undone"]
    shown = client.follow(client.submit(page, reason="Two sisters")).text
    assert "Two sisters" in shown
    assert "Undo this merge" not in shown
    assert db.session.query(Activity).filter_by(verb="undo_merge", subject_kind="person").count() == 2


def test_what_came_later_stays_with_the_one_who_stayed(pair, kept, lost):
    done = merged(pair)
    later = a_booking(an_event(), kept)
    undone(done)
    assert later.person_id == kept.id


def test_what_was_changed_since_stays_as_it_is_now(pair, kept, lost):
    other = saved(a_person())
    managed = saved(a_post(a_colleague(), saved(an_agency()), manager_id=lost.id))
    done = merged(pair, values={"phone": Side.SECOND})
    managed.manager_id = other.id
    db.session.get(Person, kept.id).phone = "07700 900 000"
    db.session.commit()
    assert undone(done) == 1
    assert managed.manager_id == other.id
    assert db.session.get(Person, kept.id).phone == "07700 900 000"
    assert db.session.get(Person, lost.id).phone == "01904 555 222"


def test_an_address_that_somebody_else_has_by_now_stands_in_the_way(pair, kept, lost):
    own = lost.email
    done = merged(pair, values={"email": Side.SECOND})
    db.session.get(Person, kept.id).email = "new@demo.example"
    db.session.commit()
    saved(a_person(email=own))
    with pytest.raises(CannotUndo, match="Somebody else now has the Email address of Anne Pemberton"):
        undone(done)


class TestChains:
    def test_who_was_merged_before_comes_along(self, pair, kept, lost):
        earlier = a_colleague()
        merged(a_pair(lost, earlier))
        merged(pair)
        assert db.session.get(Person, earlier.id).merged_into_id == kept.id

    def test_are_undone_from_the_end(self, pair, kept, lost):
        """A into B, then B into C: the first cannot be undone before the second."""
        earlier = a_colleague()
        first = merged(a_pair(lost, earlier))
        second = merged(pair)
        with pytest.raises(CannotUndo, match="Anne Pemberton has since been merged into somebody else"):
            undone(first)
        undone(second)
        assert db.session.get(Person, earlier.id).merged_into_id == lost.id
        undone(first)
        assert db.session.query(Person).filter(Person.merged_into_id.is_not(None)).count() == 0

    def test_two_merges_into_one_are_undone_in_any_order(self, pair, kept, lost):
        third = a_colleague()
        first, second = merged(pair), merged(a_pair(kept, third))
        before = [post.person_id for post in db.session.query(Post).order_by(Post.id)]
        assert set(before[:3]) == {kept.id}
        undone(first)
        undone(second)
        assert [post.person_id for post in db.session.query(Post).order_by(Post.id)][:3] == [
            kept.id,
            lost.id,
            third.id,
        ]

    def test_an_undone_pair_may_be_merged_again(self, pair, kept, lost):
        undone(merged(pair))
        merged(pair, Side.SECOND)
        assert db.session.get(Person, kept.id).merged_into_id == lost.id


def test_is_undone_once(pair):
    done = merged(pair)
    undone(done)
    with pytest.raises(AlreadyDecided):
        undone(done)


def test_a_merge_that_is_not_there(client, coordinator):
    assert client.get("/merges/999999").status_code == 404
    assert client.get("/merges/999999/undo").status_code == 404
    assert db.session.query(PersonMerge).count() == 0


def test_is_not_undone_where_the_record_leads_elsewhere(pair, kept, lost):
    done = merged(pair)
    lost.merged_into_id = saved(a_person()).id
    db.session.commit()
    with pytest.raises(CannotUndo, match="no longer leads to"):
        undone(done)
    db.session.rollback()
    assert db.session.get(PersonMerge, done.id).undone_at is None
