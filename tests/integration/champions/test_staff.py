from __future__ import annotations

from datetime import UTC, datetime

import pytest

from portal.kernel.access import Role
from portal.kernel.db import db
from portal.people.models import Agency
from tests.factories import a_school, saved, someone
from tests.integration.certificates.cast import a_certificate
from tests.integration.champions.cast import a_coordinator, a_member_of_staff
from tests.support.client import recorded_statements
from tests.support.pages import parse, words_of
from training.certificates.domain import code_in_groups


@pytest.fixture
def school():
    return saved(a_school())


def url(school) -> str:
    return f"/schools/{school.id}/staff-certificates"


def words(client, school) -> str:
    return words_of(parse(client.get(url(school)).text).select_one("main"))


class TestStaff:
    def test_shows_what_each_holds_and_who_holds_nothing(self, client, school):
        trained = a_member_of_staff(school, given_name="Tina", family_name="Trained")
        a_member_of_staff(school, given_name="Gus", family_name="Gap")
        certificate = a_certificate(trained)
        client.sign_in(someone(Role.CHAMPION, agency=agency_of(school), school=school))
        page = words(client, school)
        assert "1 of 3" in page  # the Champion works there too
        assert code_in_groups(certificate.code) in page
        assert "Gus Gap, Family worker" in page.partition("Without a certificate that counts")[2]
        assert "Tina Trained" not in page.partition("Without a certificate that counts")[2]

    def test_says_on_paper_where_a_code_can_be_checked(self, app, client, school):
        client.sign_in(a_coordinator())
        address = app.config["SETTINGS"].public_url + "/certificates/check"
        assert f"check any code at {address} without an account" in words(client, school)

    def test_an_expired_certificate_is_shown_and_is_a_gap(self, client, school, at):
        trained = a_member_of_staff(school, given_name="Tina", family_name="Trained")
        a_certificate(trained)
        at(datetime(2029, 3, 1, tzinfo=UTC))
        client.sign_in(a_coordinator())
        page = words(client, school)
        assert "Expired" in page
        assert "Tina Trained" in page.partition("Without a certificate that counts")[2]

    def test_leaves_out_who_works_elsewhere(self, client, school):
        a_certificate(a_member_of_staff(saved(a_school()), family_name="Elsewhere"))
        client.sign_in(a_coordinator())
        assert "Elsewhere" not in words(client, school)

    def test_takes_as_many_statements_for_many_as_for_few(self, client, school):
        client.sign_in(a_coordinator())
        a_certificate(a_member_of_staff(school))
        counts = []
        for _ in range(2):
            client.get(url(school))  # the first opening of a day is written down
            with recorded_statements() as statements:
                client.get(url(school))
            counts.append(len(statements))
            for _ in range(30):
                a_certificate(a_member_of_staff(school))
        assert counts[0] == counts[1]


def agency_of(school) -> Agency:
    return db.session.get_one(Agency, school.agency_id)


class TestWhoMay:
    def test_the_champion_and_the_agency_lead_of_the_school(self, client, school):
        for account in (
            someone(Role.CHAMPION, school=school),
            someone(Role.AGENCY_LEAD, agency=agency_of(school)),
        ):
            client.sign_in(account)
            assert client.get(url(school)).status_code == 200

    @pytest.mark.parametrize("role", [Role.CHAMPION, Role.AGENCY_LEAD, Role.PRACTITIONER, Role.LINE_MANAGER])
    def test_nobody_of_another_school(self, client, school, role):
        client.sign_in(someone(role, school=saved(a_school())))
        assert client.get(url(school)).status_code == 403

    def test_a_school_that_is_not_there(self, client):
        client.sign_in(a_coordinator())
        assert client.get("/schools/999999/staff-certificates").status_code == 404
