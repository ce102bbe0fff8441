"""The job that asks why, in two processes at the same instant: each reader has one letter."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select

from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.kernel.outbox import OutgoingMessage
from tests.factories import a_person, a_post, an_agency, saved
from tests.integration.lost_places.cast import a_lead, a_loss, a_worker
from training.lost_places.domain import LossState

ASK = """
from training.lost_places import jobs
jobs.ask_why()
"""


def a_second_time():
    """Somebody with a manager, at an agency with a lead, has missed a second event and was not asked yet."""
    agency, manager = saved(an_agency()), saved(a_person())
    saved(a_post(manager, agency))
    a_lead(agency)
    person = a_worker(agency, manager)
    a_loss(person, days_ago=60, agency=agency)
    loss = a_loss(person, days_ago=3, state=LossState.OPEN, agency=agency)
    loss.asked_at = None
    saved(loss)


def test_two_jobs_at_once_write_one_letter_to_each(house, crowd):
    a_second_time()
    db.session.remove()
    crowd.start(ASK, 4)
    crowd.finish()
    kinds = Counter(db.session.scalars(select(OutgoingMessage.kind)))
    assert kinds == {"no_show_asked": 1, "no_show_manager": 1, "no_show_lead": 1}
    assert list(db.session.scalars(select(Activity.verb).where(Activity.verb == "ask_why"))) == ["ask_why"]
