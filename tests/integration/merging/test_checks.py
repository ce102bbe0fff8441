"""What `flask portal check` says about merges."""

import pytest
from sqlalchemy import update

from portal.kernel.db import db
from portal.merging.checks import CHECKS
from portal.people.models import Person
from tests.factories import a_booking, an_account, an_event, saved
from tests.factories_merging import a_colleague, a_pair, merged, undone


def breaches() -> list[str]:
    return [words for check in CHECKS for words in check.find()]


@pytest.fixture
def done(pair, lost):
    saved(an_account(lost))
    return merged(pair)


def test_nothing_after_a_merge_and_its_undoing(done):
    assert breaches() == []
    undone(done)
    assert breaches() == []


def test_nothing_after_a_chain(done, kept):
    merged(a_pair(kept, a_colleague()))
    assert breaches() == []


def test_a_chain(done, kept, lost):
    further = a_colleague()
    db.session.execute(update(Person).where(Person.id == kept.id).values(merged_into_id=further.id))
    assert f"Person {lost.id} leads to somebody who was merged as well" in breaches()


def test_a_merge_that_nobody_wrote_down(kept):
    other = a_colleague()
    db.session.execute(update(Person).where(Person.id == other.id).values(merged_into_id=kept.id))
    assert f"Person {other.id} is merged, and no merge says so" in breaches()


def test_a_merge_that_was_lost(done, lost):
    db.session.execute(update(Person).where(Person.id == lost.id).values(merged_into_id=None))
    assert f"Person {lost.id} stands for themself, and a merge says otherwise" in breaches()


def test_an_open_door(done, lost):
    saved(an_account(lost, email="other@demo.example"))
    assert f"Person {lost.id} was merged and still has an open account" in breaches()


def test_a_row_that_was_left(done, lost):
    booking = a_booking(an_event(), booked_by_id=lost.id)
    assert f"1 of booking.booked_by_id name person {lost.id}, who was merged" in breaches()
    assert booking.booked_by_id == lost.id
