"""Two approvers who answer at the same instant, in different processes."""

from __future__ import annotations

from sqlalchemy import func, select

from portal.kernel.access import Role
from portal.kernel.db import db
from tests.integration.approvals.support import Team, an_asking_event, book, link_of
from tests.integration.bookings.support import status_of
from tests.integration.bookings.test_last_place import all_at_once
from training.approvals.domain import Way
from training.approvals.models import Decision
from training.bookings.models import Booking

OVER = "This request is no longer open"
DONE = 302


def asked(server):
    """A booking that waits for either of two leads, and the links of both."""
    with server.app.app_context():
        team = Team()
        other = team.colleague("Lou", "Lead", Role.AGENCY_LEAD)
        booking = book(an_asking_event(Way.AGENCY), team.learner)
        return booking.id, [link_of(one) for one in (team.lead, other)]


def answering(server, link, said):
    """Somebody with the page of a link open and the form filled in."""
    visitor = server.visitor()
    return (visitor, *visitor.prepare(link, answer=said, reason="So"))


def test_of_two_who_answer_at_once_one_decides_and_the_other_is_told(live_server):
    booking_id, (mine, theirs) = asked(live_server)
    forms = [(mine, "agree"), (mine, "agree"), (theirs, "decline"), (theirs, "decline")]
    answers = all_at_once([answering(live_server, link, said) for link, said in forms])
    assert sorted(one.status_code for one in answers) == [200, 200, 200, DONE]
    assert sum(OVER in one.text or "Your answer has been sent" in one.text for one in answers) == 3
    with live_server.app.app_context():
        assert db.session.scalar(select(func.count(Decision.id))) == 1
        agreed = db.session.scalar(select(Decision.agreed))
        assert status_of(db.session.get_one(Booking, booking_id)) == ("booked" if agreed else "declined")
