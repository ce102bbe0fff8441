"""The checks of the ledger find what they are there to find (docs/training.md I4)."""

from __future__ import annotations

from sqlalchemy import delete, update

from portal.kernel.db import db
from tests.integration.certificates.cast import a_certificate, a_confirmed_event, a_result, issued
from training.bookings.domain import BookingStatus
from training.bookings.models import Booking
from training.certificates import checks
from training.certificates.models import Certificate
from training.evaluation.models import EvaluationResponse


def breaches() -> list[str]:
    return [*checks.find_without_gate_facts(), *checks.find_other_codes()]


def test_what_the_portal_issues_passes():
    event = a_confirmed_event(requires_evaluation=False)
    a_result(event, evaluated=False)
    issued(event)
    a_certificate(title="Another course")
    assert not breaches()


def test_somebody_who_did_not_attend():
    certificate = a_certificate()
    db.session.execute(update(Booking).values(status=BookingStatus.NO_SHOW))
    assert breaches() == [f"Certificate {certificate.id} was given to somebody who did not attend its event"]


def test_a_form_that_was_never_sent():
    certificate = a_certificate()
    db.session.execute(delete(EvaluationResponse))
    assert breaches() == [f"Certificate {certificate.id} says that an evaluation form was sent, but none was"]


def test_bookings_that_were_deleted_when_their_time_came_prove_nothing():
    a_certificate()
    db.session.execute(delete(Booking))
    assert not breaches()


def test_another_code_in_print():
    certificate = a_certificate()
    db.session.execute(update(Certificate).values(code="ACDEFGHJKMNP"))
    assert breaches() == [f"Certificate {certificate.id} prints another code than the ledger keeps"]
