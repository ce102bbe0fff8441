from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import delete

from portal.kernel.db import db, unit_of_work
from portal.people.models import Person
from tests.factories import saved
from tests.integration.bookings.support import fine
from tests.integration.certificates.cast import COORDINATOR, ISSUER, a_certificate, a_holder
from tests.support.pages import errors_on, parse, words_of
from training.bookings.models import Booking
from training.catalogue.models import Course, Sitting, TrainingEvent
from training.certificates.domain import ReplaceCertificate, WithdrawCertificate, code_in_groups
from training.certificates.routes import checking
from training.certificates.services import changing
from training.evaluation.models import EvaluationResponse

PRINTED = (
    "This certificate is valid until Saturday 24 February 2029.",
    "Voice of the child",
    "Introduction",
    "3 hours",
    "Tuesday 24 February 2026",
    "York Early Help Partnership",
)


def answer(client, code: str) -> str:
    return words_of(parse(client.get(f"/certificates/check/{code}").text).select_one("main"))


class TestCheck:
    def test_a_stranger_sees_what_was_issued(self, client):
        holder, certificate = a_holder(given_name="Ann", family_name="Here")
        page = answer(client, certificate.code)
        for words in (*PRINTED, "Ann Here", code_in_groups(certificate.code)):
            assert words in page
        assert holder.email not in page
        assert "Agency" not in page

    def test_says_that_it_has_expired(self, client, at):
        certificate = a_certificate()
        at(datetime(2029, 2, 25, tzinfo=UTC))
        assert "This certificate expired on Saturday 24 February 2029." in answer(client, certificate.code)

    def test_says_that_it_was_withdrawn_but_not_why(self, client):
        certificate = a_certificate()
        with unit_of_work():
            changing.withdraw_certificate(
                COORDINATOR, WithdrawCertificate(certificate_id=certificate.id, reason="Was not there")
            )
        page = answer(client, certificate.code)
        assert "This certificate was withdrawn on Tuesday 3 March 2026." in page
        assert "Was not there" not in page

    def test_says_that_it_was_replaced_and_keeps_the_old_name(self, client):
        _, certificate = a_holder(given_name="Ann", family_name="Before")
        with unit_of_work():
            command = ReplaceCertificate(
                certificate_id=certificate.id, issuer=ISSUER, name="Ann After", reason="Married"
            )
            code = changing.replace_certificate(COORDINATOR, command).code
        assert "This certificate was replaced on Tuesday 3 March 2026." in answer(client, certificate.code)
        assert "Ann Before" in answer(client, certificate.code)
        assert "Ann After" in answer(client, code)

    def test_still_answers_when_the_course_is_gone(self, client):
        certificate = a_certificate()
        code, event_id, course_id = certificate.code, certificate.event_id, certificate.course_id
        for table in (EvaluationResponse, Sitting, Booking):
            db.session.execute(delete(table))
        db.session.execute(delete(TrainingEvent).where(TrainingEvent.id == event_id))
        db.session.execute(delete(Course).where(Course.id == course_id))
        db.session.commit()
        assert "Voice of the child" in answer(client, code)
        fine()


class TestCodes:
    @pytest.mark.parametrize("change", [str.lower, code_in_groups, lambda code: f" {code[:4]} {code[4:]} "])
    def test_are_read_however_they_are_typed(self, client, change):
        certificate = a_certificate()
        found = client.submit("/certificates/check", form="main form", code=change(certificate.code))
        assert found.location == f"/certificates/check/{certificate.code}"
        assert client.get(f"/certificates/check/{change(certificate.code).strip()}").status_code == 200

    @pytest.mark.parametrize("code", ["ACDEFGHJKMNP", "nonsense", "<b>", "A" * 300])
    def test_that_nobody_knows_are_answered_kindly(self, client, code):
        found = client.get(f"/certificates/check/{code}")
        assert found.status_code == 404
        assert "We do not know this code" in found.text

    def test_left_out_are_asked_for(self, client):
        found = client.submit("/certificates/check", form="main form", code="")
        assert errors_on(found.text) == ["Enter the code that is printed on the certificate"]

    def test_guessed_too_often_must_wait(self, client, at):
        for _ in range(checking.WRONG_CODES_A_MINUTE):
            assert client.get("/certificates/check/ACDEFGHJKMNP").status_code == 404
        assert client.get("/certificates/check/ACDEFGHJKMNP").status_code == 429
        at(datetime(2026, 3, 3, 10, 1, tzinfo=UTC))
        assert client.get("/certificates/check/ACDEFGHJKMNP").status_code == 404

    def test_that_are_right_are_not_counted(self, client):
        certificate = a_certificate()
        for _ in range(checking.WRONG_CODES_A_MINUTE + 5):
            assert client.get(f"/certificates/check/{certificate.code}").status_code == 200


def test_the_name_stays_as_printed_when_the_person_is_renamed(client):
    holder, certificate = a_holder(given_name="Ann", family_name="Before")
    person = db.session.get_one(Person, holder.person_id)
    person.family_name = "After"
    saved(person)
    assert "Ann Before" in answer(client, certificate.code)
    fine()
