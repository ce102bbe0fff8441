from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db, unit_of_work
from portal.kernel.errors import Conflict
from portal.kernel.outbox import OutgoingMessage
from portal.kernel.work import Work
from tests.factories import someone
from tests.factories_partnership import a_part
from tests.integration.certificates.cast import (
    COORDINATOR,
    ISSUER,
    a_confirmed_event,
    a_coordinator,
    a_result,
    issued,
)
from tests.support.pages import errors_on, parse, words_of
from training.bookings.domain import BookingStatus
from training.catalogue.models import Course
from training.catalogue.queries import get_event
from training.certificates import domain
from training.certificates.domain import EvaluationGate, NoFreeCode
from training.certificates.models import Certificate
from training.certificates.services import issuing


@pytest.fixture
def event():
    return a_confirmed_event()


def url(event) -> str:
    return f"/training/events/{event.id}/certificates"


def ledger() -> list[Certificate]:
    return list(db.session.scalars(select(Certificate).order_by(Certificate.id)))


class TestPreview:
    def test_says_who_gets_one_and_why_others_do_not(self, client, event):
        a_result(event, given_name="Ann", family_name="Here")
        a_result(event, status=BookingStatus.NO_SHOW, given_name="Ned", family_name="Away")
        a_result(event, evaluated=False, given_name="Una", family_name="Silent")
        client.sign_in(a_coordinator())
        page = words_of(parse(client.get(url(event)).text).select_one("main"))
        assert "1 person gets a certificate" in page
        assert "Ann HereAttended, and has sent the evaluation form." in page
        assert "Ned AwayDid not attend." in page
        assert "Una SilentAttended, but has not sent the evaluation form, which this course asks for." in page

    def test_looking_issues_nothing(self, client, event):
        a_result(event)
        client.sign_in(a_coordinator())
        client.get(url(event))
        assert not ledger()

    def test_waits_for_the_confirmed_result(self, client, event):
        a_result(event)
        event.result_confirmed_at = None
        db.session.commit()
        client.sign_in(a_coordinator())
        page = client.get(url(event))
        assert "not confirmed yet" in page.text
        assert not parse(page.text).select("main form")


class TestIssue:
    def test_writes_the_ledger_the_letter_the_log_and_asks_for_documents(self, client, event):
        person = a_result(event, given_name="Ann", family_name="Here", email="ann@demo.example")
        client.sign_in(a_coordinator())
        assert "1 certificate issued" in client.follow(client.submit(url(event))).text
        (made,) = ledger()
        assert (made.person_id, made.cycle, made.version) == (person.id, 1, 1)
        assert made.evaluation_gate is EvaluationGate.SENT
        letter = db.session.scalars(select(OutgoingMessage)).one()
        assert (letter.recipient, letter.about) == ("ann@demo.example", f"certificate:{made.id}")
        entry = db.session.scalars(select(Activity).where(Activity.verb == "issue_certificates")).one()
        assert entry.details["certificates"] == [made.id]
        assert db.session.scalars(select(Work.payload)).one() == {"certificate_ids": [made.id]}

    def test_prints_everything_as_it_is_today(self, event):
        a_result(event, given_name="Ann", family_name="Here")
        (made,) = issued(event)
        snapshot = made.read_snapshot()
        assert (snapshot.person_name, snapshot.course_title) == ("Ann Here", "Voice of the child")
        assert snapshot.outcomes == ("Listen first", "Write it down")
        assert (snapshot.dates, snapshot.issued_on) == ((date(2026, 2, 24),), clock.today())
        assert made.expires_on == snapshot.expires_on == date(2029, 2, 24)
        assert snapshot.check_url.endswith(f"/certificates/check/{made.code}")

    def test_refuses_an_event_without_a_confirmed_result(self, event):
        a_result(event)
        event.result_confirmed_at = None
        db.session.commit()
        with pytest.raises(domain.NotConfirmed):
            issued(event)

    def test_takes_as_many_statements_for_thirty_as_for_one(self, client, event):
        for _ in range(30):
            a_result(event)
        client.sign_in(a_coordinator())
        client.submit(url(event))
        assert len(ledger()) == 30

    def test_twice_gives_nobody_two(self, client, event):
        a_result(event)
        client.sign_in(a_coordinator())
        client.submit(url(event))
        assert not parse(client.get(url(event)).text).select("main form")
        with pytest.raises(domain.NothingToIssue):
            issued(event)
        assert len(ledger()) == 1

    def test_those_who_answer_later_get_theirs_later(self, event):
        a_result(event)
        issued(event)
        late = a_result(event)
        assert [one.person_id for one in issued(event)] == [late.id]

    def test_the_same_course_again_is_another_cycle(self, event):
        person = a_result(event)
        issued(event)
        again = a_confirmed_event(course=db.session.get_one(Course, event.course_id))
        a_result(again, person)
        assert [one.cycle for one in issued(again)] == [2]

    def test_somebody_without_an_address_gets_one_too(self, event):
        a_result(event, email=None)
        assert len(issued(event)) == 1
        assert not db.session.scalars(select(OutgoingMessage)).all()

    def test_a_course_without_evaluation_asks_for_none(self):
        event = a_confirmed_event(requires_evaluation=False, valid_for_months=None)
        a_result(event, evaluated=False)
        (made,) = issued(event)
        assert (made.evaluation_gate, made.expires_on) == (EvaluationGate.NOT_REQUIRED, None)

    def test_says_that_a_course_asks_for_no_form_before_anything_is_issued(self, client):
        event = a_confirmed_event(requires_evaluation=False)
        a_result(event, evaluated=False, given_name="Una", family_name="Silent")
        client.sign_in(a_coordinator())
        page = words_of(parse(client.get(url(event)).text).select_one("main"))
        assert "Una SilentAttended; this course asks for no evaluation form." in page
        assert not ledger()


class TestRelease:
    def test_an_old_form_may_be_released_by_name(self, client):
        event = a_confirmed_event(days_ago=40)
        chosen, left = (a_result(event, evaluated=False) for _ in range(2))
        client.sign_in(a_coordinator())
        client.submit(url(event), release=[chosen.id], reason="Has no computer")
        assert [(one.person_id, one.evaluation_gate) for one in ledger()] == [
            (chosen.id, EvaluationGate.RELEASED)
        ]
        entry = db.session.scalars(select(Activity).where(Activity.verb == "issue_certificates")).one()
        assert entry.details["released"] == [chosen.id]
        assert left.id not in entry.details["released"]
        assert entry.reason == "Has no computer"

    def test_nobody_is_released_without_a_reason(self, client):
        event = a_confirmed_event(days_ago=40)
        chosen = a_result(event, evaluated=False)
        client.sign_in(a_coordinator())
        answer = client.submit(url(event), release=[chosen.id])
        assert "Say why they get it without the form" in answer.text
        assert not ledger()

    def test_the_partnership_says_how_old(self):
        event = a_confirmed_event(days_ago=40)
        a_result(event, evaluated=False)
        a_part("rules.certificates", hold_for=60)
        assert not [one for one in issuing.judge(get_event(event.id)) if one.may_be_released]

    def test_a_young_one_may_not_even_by_a_made_up_request(self, event):
        person = a_result(event, evaluated=False)
        with pytest.raises(domain.NothingToIssue), unit_of_work():
            issuing.issue_certificates(
                COORDINATOR,
                domain.IssueCertificates(
                    event_id=event.id, issuer=ISSUER, release=frozenset({person.id}), reason="Ill"
                ),
            )

    def test_nobody_chosen_is_an_error_on_the_form(self, client):
        event = a_confirmed_event(days_ago=40)
        a_result(event, evaluated=False)
        client.sign_in(a_coordinator())
        assert errors_on(client.submit(url(event)).text) == [
            "Nobody on this event can be given a certificate at the moment"
        ]


class TestWhoMay:
    @pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.TRAINER, Role.AGENCY_LEAD, Role.CHAMPION])
    def test_others_may_not(self, client, event, role):
        client.sign_in(someone(role))
        for path in (url(event), f"{url(event)}/progress", "/certificates/to-issue"):
            assert client.get(path).status_code == 403

    def test_an_event_that_is_not_there(self, client):
        client.sign_in(a_coordinator())
        assert client.get("/training/events/999999/certificates").status_code == 404
        assert client.get("/training/events/999999/certificates/progress").status_code == 404


class TestLedgerItself:
    def test_refuses_a_second_current_certificate_of_a_cycle(self, event):
        a_result(event)
        (made,) = issued(event)
        columns = {key.name for key in Certificate.__table__.columns} - {"id", "code", "version"}
        twin = {name: getattr(made, name) for name in columns}
        with pytest.raises(Conflict), unit_of_work():
            db.session.add(Certificate(**twin, code="ACDEFGHJKMNP", version=2))

    def test_looks_for_another_code_when_one_is_taken(self, event, monkeypatch):
        a_result(event)
        (made,) = issued(event)
        codes = iter([made.code, "ACDEFGHJKMNP"])
        monkeypatch.setattr(issuing, "new_code", lambda: next(codes))
        assert issuing.free_codes(1) == ["ACDEFGHJKMNP"]

    def test_gives_up_loudly_when_chance_is_broken(self, event, monkeypatch):
        a_result(event)
        (made,) = issued(event)
        taken = made.code
        monkeypatch.setattr(issuing, "new_code", lambda: taken)
        with pytest.raises(NoFreeCode):
            issuing.free_codes(1)


class TestLists:
    def test_events_show_how_many_wait_and_how_many_are_issued(self, client, event):
        a_result(event)
        issued(event)
        a_result(event)
        a_result(event, evaluated=False)
        client.sign_in(a_coordinator())
        row = words_of(parse(client.get("/certificates/to-issue").text).select_one("main tbody tr"))
        assert row.endswith("1 1")

    def test_home_asks_the_coordinator_until_all_are_issued(self, client, event):
        a_result(event)
        client.sign_in(a_coordinator())
        assert "Issue certificates for 1 event" in client.get("/").text
        issued(event)
        assert "Issue certificates" not in client.get("/").text
