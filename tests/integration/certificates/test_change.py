"""Replacing and withdrawing, and everything that must change nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from portal.kernel import sending, work
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.kernel.outbox import OutgoingMessage
from portal.people.models import Person
from tests.factories import saved, someone
from tests.integration.bookings.support import fine
from tests.integration.certificates.cast import (
    a_certificate,
    a_confirmed_event,
    a_coordinator,
    a_holder,
    a_result,
    issued,
)
from tests.support.pages import errors_on
from training.catalogue.models import Course
from training.certificates import documents, jobs
from training.certificates.domain import CertificateState
from training.certificates.models import Certificate, CertificateDocument
from training.certificates.services import keeping


def replace(client, certificate, **answers):
    filled = {"name": "Ann After", "reason": "Married name", **answers}
    return client.submit(f"/certificates/{certificate.id}/replace", **filled)


def withdraw(client, certificate, **answers):
    return client.submit(f"/certificates/{certificate.id}/withdraw", **{"reason": "Was not there", **answers})


class TestReplace:
    def test_makes_a_new_version_that_points_back(self, client):
        _, old = a_holder(given_name="Ann", family_name="Before")
        client.sign_in(a_coordinator())
        replace(client, old)
        new = db.session.scalars(select(Certificate).where(Certificate.replaces_id == old.id)).one()
        db.session.refresh(old)
        assert (old.state, old.state_reason) == (CertificateState.REPLACED, "Married name")
        assert (new.version, new.cycle, new.state) == (2, old.cycle, CertificateState.CURRENT)
        assert new.code != old.code
        assert old.read_snapshot().person_name == "Ann Before"
        assert new.read_snapshot().person_name == "Ann After"
        fine()

    def test_tells_the_holder_once_about_each_version(self, client):
        holder, old = a_holder()
        client.sign_in(a_coordinator())
        replace(client, old)
        letters = db.session.scalars(select(OutgoingMessage).order_by(OutgoingMessage.version)).all()
        assert [(one.recipient, one.version) for one in letters] == [(holder.email, 1), (holder.email, 2)]

    def test_keeps_every_other_word_of_the_old_one(self, client):
        _, old = a_holder()
        course = db.session.get_one(Course, old.course_id)
        course.title, course.minutes = "Something else", 999
        saved(course)
        client.sign_in(a_coordinator())
        replace(client, old)
        new = db.session.scalars(select(Certificate).where(Certificate.replaces_id == old.id)).one()
        assert new.read_snapshot().course_title == "Voice of the child"
        assert new.completed_on == old.completed_on

    def test_refuses_the_same_name_and_one_that_is_replaced(self, client):
        _, old = a_holder(given_name="Ann", family_name="Before")
        client.sign_in(a_coordinator())
        assert errors_on(replace(client, old, name="Ann Before").text) == [
            "Enter a name that differs from the one on the certificate"
        ]
        replace(client, old)
        assert errors_on(replace(client, old).text) == [
            "Only a current certificate can be replaced or withdrawn"
        ]

    def test_asks_for_name_and_reason(self, client):
        client.sign_in(a_coordinator())
        answer = replace(client, a_certificate(), name=" ", reason="")
        assert errors_on(answer.text) == ["Enter the name to print", "Enter a reason"]


class TestWithdraw:
    def test_is_final_and_written_down(self, client):
        certificate = a_certificate()
        client.sign_in(a_coordinator())
        withdraw(client, certificate)
        db.session.refresh(certificate)
        assert certificate.state is CertificateState.WITHDRAWN
        entry = db.session.scalars(select(Activity).where(Activity.verb == "withdraw_certificate")).one()
        assert (entry.subject_id, entry.reason) == (certificate.id, "Was not there")
        assert errors_on(withdraw(client, certificate).text) == [
            "Only a current certificate can be replaced or withdrawn"
        ]

    def test_the_event_does_not_give_another(self, client):
        event = a_confirmed_event()
        certificate = a_certificate(event=event)
        client.sign_in(a_coordinator())
        withdraw(client, certificate)
        page = client.get(f"/training/events/{event.id}/certificates").text
        assert "Had the certificate of this event; it was withdrawn" in page

    def test_asks_why(self, client):
        client.sign_in(a_coordinator())
        assert errors_on(withdraw(client, a_certificate(), reason="").text) == ["Enter a reason"]


@pytest.mark.parametrize("verb", ["replace", "withdraw"])
class TestWhoMay:
    @pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.AGENCY_LEAD, Role.CHAMPION])
    def test_others_may_not(self, client, verb, role):
        certificate = a_certificate()
        client.sign_in(someone(role))
        assert client.get(f"/certificates/{certificate.id}/{verb}").status_code == 403

    def test_a_certificate_that_is_not_there(self, client, verb):
        client.sign_in(a_coordinator())
        assert client.get(f"/certificates/999999/{verb}").status_code == 404


class Nothing:
    def report(self, done, total):
        """No page is looking."""


def facts() -> tuple:
    """Everything that must not change by itself."""
    rows = db.session.execute(select(Certificate.__table__).order_by(Certificate.id)).all()
    letters = db.session.scalar(select(func.count()).select_from(OutgoingMessage))
    hashes = db.session.scalars(select(CertificateDocument.sha256).order_by(CertificateDocument.id)).all()
    return rows, letters, hashes


class TestNothingElseChangesAnything:
    @pytest.fixture
    def holder(self):
        holder, certificate = a_holder()
        jobs.render({"certificate_ids": [certificate.id]}, Nothing())
        a_result(a_confirmed_event())  # somebody who could be given one
        return holder

    def test_looking_at_every_page(self, client, holder):
        before = facts()
        certificate = db.session.scalars(select(Certificate)).one()
        for account in (holder, a_coordinator()):
            client.sign_in(account)
            for page in ("", "/{0.id}", "/{0.id}/download", "/check/{0.code}"):
                client.get("/certificates" + page.format(certificate))
            client.get("/")
        client.get(f"/training/events/{certificate.event_id}/certificates")
        assert facts() == before

    def test_a_new_name_a_new_course_and_a_new_template(self, holder, monkeypatch):
        before = facts()
        person = db.session.get_one(Person, holder.person_id)
        person.family_name = "Renamed"
        for course in db.session.scalars(select(Course)):
            course.title, course.version = "Renamed", 9
        db.session.commit()
        for name in ("cast", "draw_with_care"):
            monkeypatch.setattr(documents, name, lambda *_: b"%PDF-another")
        certificate = db.session.scalars(select(Certificate)).one()
        jobs.render({"certificate_ids": [certificate.id]}, Nothing())
        assert keeping.document_of(certificate).startswith(b"%PDF-1.7")
        assert facts() == before

    def test_a_release_and_ten_rounds_of_the_timetable(self, app, holder):
        registry = app.extensions["slices"]
        work.drain(registry.tasks)
        before = facts()
        for _ in range(10):
            work.drain(registry.tasks)
            sending.send_due(lambda _message: None)
        assert holder.person_id
        assert facts() == before

    def test_making_the_documents_twice(self, holder):
        before = facts()
        ids = list(db.session.scalars(select(Certificate.id)))
        jobs.render({"certificate_ids": ids}, Nothing())
        assert holder.person_id
        assert facts() == before


class TestProgress:
    def test_counts_documents_and_says_when_all_are_ready(self, client, app):
        event = a_confirmed_event()
        a_result(event)
        issued(event)
        client.sign_in(a_coordinator())
        url = f"/training/events/{event.id}/certificates/progress"
        assert "0 of 1 document made" in client.get(url).text
        work.drain(app.extensions["slices"].tasks)
        assert "All documents are ready" in client.get(url).text
