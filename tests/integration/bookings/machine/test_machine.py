"""Every act by every actor in any order: the portal stands where the model does, and nothing breaks."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from portal.kernel import clock
from tests.integration.bookings.machine.acting import Acting, Time
from tests.integration.bookings.machine.deciders import Deciders
from tests.integration.bookings.machine.learners import Learners
from tests.integration.bookings.machine.staff import Staff
from training.bookings.domain import PENDING, BookingStatus

# Each act is one step: 2,000 of them in all. In parts, as each is one transaction, rolled back, and
# PostgreSQL slows down the more is deleted within one.
PARTS, RUNS, STEPS, ENOUGH = 3, 10, 100, 700

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
    Acting.steps, Acting.reached = 0, set()

    @seed(part)
    class Machine(Learners, Deciders, Staff):
        """All of them at once."""

    run_state_machine_as_test(Machine, settings=OFTEN)
    assert Acting.steps >= ENOUGH
    assert Acting.reached >= PENDING | {BookingStatus.LAPSED, BookingStatus.WITHDRAWN, BookingStatus.REMOVED}
