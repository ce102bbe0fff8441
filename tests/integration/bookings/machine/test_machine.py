"""Every act by every actor in any order: the portal stands where the model does, and nothing breaks."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    run_state_machine_as_test,
)

from portal.kernel import clock
from tests.integration.bookings.machine.acting import Acting, Time
from tests.integration.bookings.machine.deciders import Deciders
from tests.integration.bookings.machine.learners import Learners
from tests.integration.bookings.machine.staff import Staff
from training.bookings.domain import PENDING, BookingStatus

# Each act is one step; draws that come to nothing, as there is no booking yet, are not counted.
RUNS, STEPS, ENOUGH = 43, 100, 2_000

OFTEN = settings(
    max_examples=RUNS,
    stateful_step_count=STEPS,
    deadline=None,
    phases=[Phase.generate],
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


class Machine(Learners, Deciders, Staff):
    """All of them at once."""


def test_the_portal_does_what_the_model_says(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: Time.now)
    Acting.steps = 0
    run_state_machine_as_test(Machine, settings=OFTEN)
    assert Acting.steps >= ENOUGH
    assert Acting.reached >= PENDING | {BookingStatus.LAPSED, BookingStatus.WITHDRAWN}
