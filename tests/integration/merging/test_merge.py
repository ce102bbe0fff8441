"""Two people become one: everything that named the other names the one who stays."""

import pytest

from portal.accounts.models import Account
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.merging.domain import PairState
from portal.merging.models import PersonMerge, PossibleDuplicate
from portal.people.models import Person, Post
from tests.factories import a_booking, a_post, an_account, an_agency, an_event, saved, someone
from tests.factories_merging import a_colleague, a_pair
from tests.support.pages import errors_on


def merge(client, pair, keep="first", **take):
    words = "".join(f"&take-{name}={side}" for name, side in take.items())
    return client.submit(f"/duplicates/{pair.id}/merge?keep={keep}{words}", reason="I rang them")


def test_compare_shows_both_and_suggests_the_fuller_record(client, coordinator, pair, lost):
    a_booking(an_event(), lost)
    page = client.get(f"/duplicates/{pair.id}").text
    assert "Ann Pemberton" in page
    assert "1 post" in page
    assert "1 booking" in page
    assert 'value="second" checked' in page.replace("\n", " ")


def test_moves_everything_and_leaves_a_sign(client, coordinator, pair, kept, lost):
    booking = a_booking(an_event(), lost)
    managed = saved(a_post(a_colleague(), saved(an_agency()), manager_id=lost.id))
    merge_page = client.follow(merge(client, pair)).text
    assert "was merged into" in merge_page
    assert {post.person_id for post in db.session.query(Post).filter(Post.id != managed.id)} >= {kept.id}
    assert db.session.query(Post).filter_by(person_id=lost.id).count() == 0
    assert (booking.person_id, managed.manager_id) == (kept.id, kept.id)
    assert db.session.get(Person, lost.id).merged_into_id == kept.id


def test_says_exactly_what_will_move(client, coordinator, pair, lost):
    a_booking(an_event(), lost)
    page = client.get(f"/duplicates/{pair.id}/merge?keep=first").text
    assert "<li>1 post</li>" in page
    assert "<li>1 booking</li>" in page


def test_the_chosen_details_are_kept_and_an_empty_one_is_filled(client, coordinator, pair, kept, lost):
    kept.address, lost.address, lost_email = "", "1 High Street", lost.email
    db.session.commit()
    client.follow(merge(client, pair, phone="second", email="second", given_name="first"))
    now = db.session.get(Person, kept.id)
    assert (now.given_name, now.phone, now.address) == ("Ann", "01904 555 222", "1 High Street")
    assert now.email == lost_email


def test_an_address_that_was_given_up_still_leads_there(client, coordinator, pair, kept, lost):
    own = kept.email
    client.follow(merge(client, pair, email="second"))
    assert db.session.get(Person, lost.id).email == own


def test_is_written_in_the_history_of_both(client, coordinator, pair, kept, lost):
    client.follow(merge(client, pair))
    entries = db.session.query(Activity).filter_by(verb="merge_person", subject_kind="person")
    assert {entry.subject_id for entry in entries} == {kept.id, lost.id}
    done = db.session.query(PersonMerge).one()
    assert (done.merged_by_id, done.reason) == (coordinator.person_id, "I rang them")
    assert db.session.get(type(pair), pair.id).state is PairState.MERGED


def test_nobody_becomes_their_own_manager(client, coordinator, pair, kept, lost):
    theirs, own = saved(a_post(lost, saved(an_agency()), manager_id=kept.id)), kept.id
    client.follow(merge(client, pair))
    assert (theirs.person_id, theirs.manager_id) == (own, None)


def test_nobody_acts_for_themselves(client, coordinator, pair, kept, lost):
    kept.office_contact_id = lost.id
    db.session.commit()
    client.follow(merge(client, pair))
    assert db.session.get(Person, kept.id).office_contact_id is None


class TestAccounts:
    def test_an_only_account_comes_along(self, client, coordinator, pair, kept, lost):
        account = saved(an_account(lost))
        page = client.get(f"/duplicates/{pair.id}/merge?keep=first").text
        assert f"They sign in as {account.email} from then on" in page
        client.follow(merge(client, pair))
        assert (account.person_id, account.is_active) == (kept.id, True)

    def test_a_second_account_is_closed_and_signed_out(self, client, coordinator, pair, kept, lost):
        own, other = saved(an_account(kept)), saved(an_account(lost))
        assert f"{other.email} is closed" in client.get(f"/duplicates/{pair.id}/merge?keep=first").text
        client.follow(merge(client, pair))
        accounts = {account.id: account for account in db.session.query(Account)}
        assert accounts[own.id].is_active
        assert (accounts[other.id].is_active, accounts[other.id].session_version) == (False, 2)


def test_whoever_else_they_may_be_is_asked_about_the_one_who_stays(client, coordinator, pair, kept, lost):
    third = a_colleague()
    a_pair(lost, third, why="Same phone number")
    client.follow(merge(client, pair))
    pairs = [(one.first_id, one.second_id, one.why) for one in db.session.query(PossibleDuplicate)]
    assert (kept.id, third.id, "Same phone number") in pairs


class TestRefuses:
    def test_what_was_decided_meanwhile(self, client, coordinator, pair):
        first = f"/duplicates/{pair.id}/merge?keep=first"
        client.follow(client.submit(first))
        assert errors_on(client.submit(first).text) == [
            "Somebody else has decided about these two in the meantime"
        ]

    def test_a_person_who_was_merged_meanwhile(self, client, coordinator, pair, lost):
        other = a_pair(lost, a_colleague())
        client.follow(merge(client, pair))
        assert errors_on(merge(client, other).text) == [
            "One of the two has been merged with somebody else in the meantime"
        ]

    @pytest.mark.parametrize("role", [Role.TRAINING_LEAD, Role.LINE_MANAGER])
    def test_whoever_may_not(self, client, pair, role):
        client.sign_in(someone(role))
        assert client.get(f"/duplicates/{pair.id}/merge").status_code == 403

    def test_a_pair_that_is_not_there(self, client, coordinator):
        assert client.get("/duplicates/999999").status_code == 404
        assert client.get("/duplicates/999999/merge").status_code == 404
