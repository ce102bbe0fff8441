"""Every act by every actor in any order: the portal stands where the model does, and nothing breaks."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.activity import Activity
from portal.kernel.db import db
from tests.integration.bookings.machine.acting import Acting, Time
from tests.integration.bookings.machine.deciders import Deciders
from tests.integration.bookings.machine.keepers import Keepers
from tests.integration.bookings.machine.learners import Learners
from tests.integration.bookings.machine.staff import Staff

# Each act is one step: 2,000 of them in all. In parts, as each is one transaction, rolled back, and
# PostgreSQL slows down the more is deleted within one.
PARTS, RUNS, STEPS, ENOUGH = 3, 20, 60, 800

# What the log of all parts together must tell of.
EVERY = {
    *("booked", "requested", "waiting", "withdrawn", "removed", "declined", "expired_request", "lapsed"),
    *("approve_booking", "accept_offer", "offer_place", "promote_booking", "substitute_booking", "ask_again"),
    *("end_other_wait", "move_up", "overbook_event", "put_back", "event_cancelled", "lose_date"),
    *("plan_draw", "draw_lots", "hold_places", "release_places", "save_share", "release_share"),
    *("remove_share", "extend_window", "waive_late_cancel", "record_result", "rank_anew"),
}

OFTEN = settings(
    max_examples=RUNS,
    stateful_step_count=STEPS,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("part", range(PARTS))
def test_the_portal_does_what_the_model_says(monkeypatch, part):
    monkeypatch.setattr(clock, "now", lambda: Time.now)
    Acting.steps = 0

    @seed(part)
    class Machine(Learners, Deciders, Staff, Keepers):
        """All of them at once."""

    run_state_machine_as_test(Machine, settings=OFTEN)
    assert Acting.steps >= ENOUGH
    Acting.done[part] = set(db.session.scalars(select(Activity.verb).distinct()))


def test_every_act_was_done_and_not_only_refused():
    if len(Acting.done) < PARTS:
        pytest.skip("Only some parts were run")
    assert EVERY - set().union(*Acting.done.values()) == set()
