"""A manager hears once of somebody who did not come: by the letter that asks why, else by copy or digest."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from tests.factories import an_event, someone
from tests.integration.lost_places.cast import an_absent, ask, confirm, loss_of
from tests.integration.managers.cast import LAST_WEEK, MONDAY, a_team, written
from training.lost_places.domain import LossState
from training.managers import jobs
from training.managers.domain import ManagerWay


@pytest.fixture
def missed(client, at):
    """Confirms that one of a team whose agency hears so did not come last week."""

    def confirmed(way):
        at(LAST_WEEK)
        agency, manager, member = a_team(way)
        event = an_event(starts_at=clock.now() - timedelta(days=1))
        booking = an_absent(event, member, agency=agency)
        at(LAST_WEEK + timedelta(minutes=1))
        client.sign_in(someone(Role.COORDINATOR))
        confirm(client, event)
        return manager, booking

    return confirmed


def heard(at):
    """What managers were written of no-shows, once every job has run."""
    jobs.send_copies()
    ask()
    jobs.send_copies()
    at(MONDAY)
    jobs.send_digests()
    told = [one for one in written("manager_copy") if "did not attend" in one.subject]
    told += [one for one in written("manager_digest") if "Did not attend" in one.body]
    return [one.recipient for one in [*written("no_show_manager"), *told]]


@pytest.mark.parametrize("way", list(ManagerWay))
def test_by_the_letter_that_asks_why_and_nothing_else(missed, at, way):
    manager, _ = missed(way)
    assert heard(at) == [manager.email]


@pytest.mark.parametrize("way", [ManagerWay.COPIES, ManagerWay.DIGEST])
def test_otherwise_where_nobody_is_asked_why(missed, at, way):
    manager, booking = missed(way)
    loss_of(booking).state = LossState.WAIVED
    db.session.commit()
    assert heard(at) == [manager.email]
    assert written("no_show_manager") == []
