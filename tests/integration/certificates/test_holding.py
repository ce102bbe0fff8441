from __future__ import annotations

import pytest

from portal.kernel.access import Role
from portal.kernel.db import db
from portal.people.models import Agency, Person
from tests.factories import a_person, a_post, a_school, an_agency, saved, someone
from tests.integration.certificates.cast import a_certificate, a_coordinator, a_holder

PAGES = ("/certificates/{0.id}", "/certificates/{0.id}/download", "/people/{0.person_id}/certificates")


def statuses(client, certificate) -> set[int]:
    return {client.get(page.format(certificate)).status_code for page in PAGES}


class TestOwn:
    def test_lists_only_ones_own(self, client):
        holder, certificate = a_holder()
        _, other = a_holder()
        client.sign_in(holder)
        page = client.get("/certificates").text
        assert f"/certificates/{certificate.id}" in page
        assert f"/certificates/{other.id}" not in page

    def test_opens_and_downloads(self, client):
        holder, certificate = a_holder()
        client.sign_in(holder)
        assert statuses(client, certificate) == {200}
        answer = client.get(f"/certificates/{certificate.id}/download")
        assert answer.data.startswith(b"%PDF-1.7")
        assert 'filename="certificate-voice-of-the-child.pdf"' in answer.headers["Content-Disposition"]

    def test_says_when_there_is_none(self, client):
        client.sign_in(someone())
        assert "There are no certificates yet" in client.get("/certificates").text


class TestWhoElseMay:
    def test_the_champion_of_the_school(self, client):
        school = saved(a_school())
        person = saved(a_person())
        saved(a_post(person, db.session.get_one(Agency, school.agency_id), school_id=school.id))
        certificate = a_certificate(person)
        client.sign_in(someone(Role.CHAMPION, school=school))
        assert statuses(client, certificate) == {200}
        client.sign_in(someone(Role.CHAMPION, school=saved(a_school())))
        assert statuses(client, certificate) == {404}

    def test_the_lead_of_the_agency(self, client):
        agency = saved(an_agency())
        _, certificate = a_holder(agency=agency)
        client.sign_in(someone(Role.AGENCY_LEAD, agency=agency))
        assert statuses(client, certificate) == {200}
        client.sign_in(someone(Role.AGENCY_LEAD))
        assert statuses(client, certificate) == {404}

    def test_the_line_manager_through_any_post(self, client):
        agency = saved(an_agency())
        manager = someone(Role.LINE_MANAGER, agency=agency)
        holder, certificate = a_holder()
        person = db.session.get_one(Person, holder.person_id)
        client.sign_in(manager)
        assert statuses(client, certificate) == {404}
        saved(a_post(person, agency, manager_id=manager.person_id))
        assert statuses(client, certificate) == {200}

    @pytest.mark.parametrize("role", [Role.COORDINATOR, Role.TRAINING_LEAD])
    def test_who_runs_training(self, client, role):
        _, certificate = a_holder()
        client.sign_in(someone(role))
        assert statuses(client, certificate) == {200}

    @pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.BOARD_READER, Role.TRAINER, Role.AUDITOR])
    def test_nobody_else(self, client, role):
        _, certificate = a_holder()
        client.sign_in(someone(role))
        assert statuses(client, certificate) == {404}

    def test_what_is_not_there(self, client):
        client.sign_in(a_coordinator())
        for page in ("/certificates/999999", "/certificates/999999/download", "/people/999999/certificates"):
            assert client.get(page).status_code == 404


class TestLinks:
    def test_lead_from_a_person_to_their_certificates(self, client):
        _, certificate = a_holder()
        url = f"/people/{certificate.person_id}/certificates"
        client.sign_in(a_coordinator())
        assert url in client.get(f"/people/{certificate.person_id}").text
        client.sign_in(someone(Role.ADMINISTRATOR))
        assert url not in client.get(f"/people/{certificate.person_id}").text

    def test_lead_from_an_event_that_is_over_to_its_certificates(self, client):
        _, certificate = a_holder()
        url = f"/training/events/{certificate.event_id}/certificates"
        client.sign_in(a_coordinator())
        assert url in client.get(f"/training/events/{certificate.event_id}").text
        client.sign_in(someone())
        assert url not in client.get(f"/training/events/{certificate.event_id}").text


class TestLedger:
    def test_finds_a_name_or_a_code(self, client):
        holder, certificate = a_holder(given_name="Ann", family_name="Findable")
        a_holder(given_name="Ben", family_name="Other")
        client.sign_in(a_coordinator())
        for search in ("findable", certificate.code.lower(), "ann"):
            page = client.get("/certificates/ledger", query_string={"search": search}).text
            assert "Ann Findable" in page
            assert "Ben Other" not in page
        assert holder.person_id

    def test_is_for_those_who_issue(self, client):
        client.sign_in(someone(Role.AGENCY_LEAD))
        assert client.get("/certificates/ledger").status_code == 403
