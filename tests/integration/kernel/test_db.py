from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from portal.kernel import clock
from portal.kernel.activity import Activity, record
from portal.kernel.db import db, unit_of_work
from portal.kernel.errors import Conflict
from portal.people.models import Agency
from tests.factories import actor_of, an_agency, saved, someone


def test_a_failed_block_leaves_no_trace() -> None:
    def fail_half_way() -> None:
        with unit_of_work():
            db.session.add(an_agency(name="Half done"))
            db.session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    assert db.session.scalar(select(Agency).where(Agency.name == "Half done")) is None


def test_a_broken_constraint_is_a_conflict_in_plain_words() -> None:
    saved(an_agency(name="Twice"))
    with pytest.raises(Conflict, match="Someone else has just changed this"), unit_of_work():
        db.session.add(an_agency(name="Twice"))


def test_instants_come_back_aware_and_equal() -> None:
    account = someone()
    account.last_signed_in_at = clock.now()
    db.session.commit()
    db.session.expire_all()
    assert account.last_signed_in_at == clock.now()
    assert account.last_signed_in_at.tzinfo is not None


def test_an_instant_without_a_zone_is_refused() -> None:
    account = someone()
    account.last_signed_in_at = datetime(2026, 3, 3)  # noqa: DTZ001  # the mistake itself
    with pytest.raises(StatementError, match="needs a zone"):
        db.session.flush()


def test_the_log_knows_who_did_what_and_why() -> None:
    account = someone()
    agency = an_agency()
    db.session.add(agency)
    record(actor_of(account), "close", agency, reason="merged", before="open")
    entry = db.session.scalars(select(Activity)).one()
    assert (entry.actor_id, entry.verb, entry.subject_kind) == (account.person_id, "close", "agency")
    assert (entry.subject_id, entry.reason, entry.details) == (agency.id, "merged", {"before": "open"})
