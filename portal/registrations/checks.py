"""What must be true of requests to join; `flask portal check` prints each breach."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import and_, or_, select

from portal.kernel import clock, working_days
from portal.kernel.db import db
from portal.kernel.slice import Check
from portal.registrations.domain import RequestState
from portal.registrations.models import RegistrationQuestion, RegistrationRequest

_Request = RegistrationRequest
# Time enough to take over a newer list.
HOLIDAYS_KNOWN_FOR = timedelta(days=60)


def find_without_clock() -> Iterator[str]:
    """Whatever waits has a last day for the answer, and whatever stands still the days that are left."""
    stray = or_(
        and_(_Request.state == RequestState.WAITING, _Request.due_on.is_(None)),
        and_(_Request.state == RequestState.ASKED, _Request.days_left.is_(None)),
    )
    for request_id in db.session.scalars(select(_Request.id).where(stray).order_by(_Request.id)):
        yield f"Request to join {request_id} has no clock"


def find_half_decided() -> Iterator[str]:
    """Whatever is decided says when, and whoever was approved is in the register."""
    decided = _Request.state.in_((RequestState.APPROVED, RequestState.REFUSED, RequestState.LAPSED))
    stray = or_(
        and_(decided, _Request.decided_at.is_(None)),
        and_(_Request.state == RequestState.APPROVED, _Request.person_id.is_(None)),
        and_(_Request.state == RequestState.REFUSED, _Request.reason == ""),
        and_(_Request.person_id.is_not(None), _Request.person_id == _Request.decided_by_id),
    )
    for request_id in db.session.scalars(select(_Request.id).where(stray).order_by(_Request.id)):
        yield f"Request to join {request_id} is half decided, or somebody decided about themself"


def find_open_questions() -> Iterator[str]:
    """A link answers only a question about a request that waits for it."""
    rows = db.session.scalars(
        select(RegistrationQuestion.id)
        .join(_Request, _Request.id == RegistrationQuestion.request_id)
        .where(RegistrationQuestion.secret_hash.is_not(None), _Request.state != RequestState.ASKED)
        .order_by(RegistrationQuestion.id)
    )
    for question_id in rows:
        yield f"Question {question_id} about a request to join can still be answered, and nobody waits"


def find_unknown_holidays() -> Iterator[str]:
    """The clock knows the bank holidays to come."""
    last = working_days.known_until()
    if last < clock.today() + HOLIDAYS_KNOWN_FOR:
        yield f"Bank holidays are known until {last.isoformat()}: update govuk-bank-holidays"


CHECKS = (
    Check("registrations-clock", find_without_clock),
    Check("registrations-decided", find_half_decided),
    Check("registrations-questions", find_open_questions),
    Check("bank-holidays-known", find_unknown_holidays),
)
