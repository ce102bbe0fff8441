"""Filling tables past the session, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import bindparam, select

from portal.kernel import bulk, clock
from portal.kernel.db import db, unit_of_work
from portal.kernel.errors import Conflict
from portal.kernel.outbox import OutgoingMessage
from portal.people.domain import AgencyKind
from portal.people.models import Agency
from tests import factories


def some(count):
    return [{"name": f"Force {number}", "kind": AgencyKind.POLICE} for number in range(count)]


def test_ids_come_back_in_the_order_of_the_rows():
    ids = bulk.add_rows_for_ids(Agency, some(30))
    names = {row.id: row.name for row in db.session.scalars(select(Agency))}
    assert [names[one] for one in ids] == [f"Force {number}" for number in range(30)]


def test_the_database_goes_on_counting_after_them():
    ids = bulk.add_rows_for_ids(Agency, some(3))
    assert factories.saved(factories.an_agency()).id > max(ids)


def test_batches_add_up(monkeypatch):
    monkeypatch.setattr(bulk, "BATCH", 7)
    assert bulk.add_rows(Agency, iter(some(20))) == 20
    assert len(db.session.scalars(select(Agency)).all()) == 20


def test_columns_that_are_not_named_get_their_default_and_words_their_enum():
    bulk.add_rows(Agency, some(1))
    agency = db.session.scalars(select(Agency)).one()
    assert agency.kind is AgencyKind.POLICE
    assert agency.is_active is True


def test_moments_and_text_come_back_as_they_went():
    due_at = clock.now() - timedelta(days=1)
    row = {"recipient": "a@demo.example", "kind": "test", "about": "tab\there", "version": 1}
    row |= {"subject": "O’Mahony \\ Wójcik", "body": "Two\nlines", "due_at": due_at}
    bulk.add_rows(OutgoingMessage, [row])
    message = db.session.scalars(select(OutgoingMessage)).one()
    assert {name: getattr(message, name) for name in row} == row


def test_nothing_to_add_is_nothing():
    assert bulk.add_rows(Agency, []) == 0
    assert bulk.add_rows_for_ids(Agency, []) == []


def test_a_refusal_is_a_conflict_as_everywhere():
    bulk.add_rows(Agency, some(1))
    with pytest.raises(Conflict), unit_of_work():
        bulk.add_rows(Agency, some(1))


def test_rows_are_read_with_what_objects_hold_and_was_not_written_yet():
    db.session.add(Agency(name="Newest", kind=AgencyKind.POLICE, is_active=True))
    asked = select(Agency.name, Agency.kind).where(Agency.name == bindparam("name"))
    assert bulk.read_rows(asked, {"name": "Newest"}).all() == [("Newest", AgencyKind.POLICE)]
    with db.session.no_autoflush:
        db.session.add(Agency(name="Waits", kind=AgencyKind.POLICE, is_active=True))
        assert not bulk.read_rows(asked, {"name": "Waits"}).all()
