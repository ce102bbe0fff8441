"""What happens to requests by itself."""

from __future__ import annotations

from portal.kernel import clock
from portal.kernel.db import unit_of_work
from portal.kernel.errors import NotFound, RuleBroken
from portal.kernel.rules import in_force
from training.approvals import due, queries, services
from training.approvals.domain import ApprovalRules
from training.bookings import services as bookings
from training.bookings.queries import get_booking


def end_unanswered() -> None:
    """A request ends when its working days are over, or booking closes. Safe to run twice."""
    for _, booking_id in queries.list_run_out(clock.now()):
        try:
            with unit_of_work():
                bookings.expire_request(get_booking(booking_id))
        except (RuleBroken, NotFound):
            continue  # decided, or deleted, at this very moment


def write_letters() -> None:
    """Write to everybody whose letter is due. Safe to run twice, and to be killed half-way."""
    with unit_of_work():
        people = due.list_due(clock.now(), in_force(ApprovalRules))
    for person_id in people:
        with unit_of_work():
            services.write_letter(person_id)


def follow_up() -> None:
    """Note who has come to decide since, and whom to remind, once. Safe to run twice."""
    for step_id in queries.list_current():
        with unit_of_work():
            services.follow_up(step_id)
    for step_id in queries.list_to_remind(clock.now()):
        with unit_of_work():
            services.remind(step_id)
