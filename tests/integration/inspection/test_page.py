"""The page that a school office opens when an inspector asks: who is trained, who is not, and the proof."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.merging.domain import Side
from portal.people.models import Post
from tests.factories import a_school, an_agency, saved, someone
from tests.factories_merging import a_pair, merged
from tests.integration.certificates.cast import COORDINATOR, a_coordinator
from tests.integration.champions.cast import a_member_of_staff
from tests.integration.inspection.cast import (
    agency_of,
    of_agency,
    of_school,
    staff_of_a_school,
    the_champion,
)
from tests.support.pages import parse, words_of
from training.certificates.domain import (
    Issuer,
    ReplaceCertificate,
    WithdrawCertificate,
    code_in_groups,
)
from training.certificates.services import changing


@pytest.fixture
def staff():
    return staff_of_a_school()


def words(client, address: str) -> str:
    return words_of(parse(client.get(address).text).select_one("main"))


class TestSchool:
    def test_says_who_when_and_how_the_school_stands(self, client, staff):
        client.sign_in(the_champion(staff.school))
        page = words(client, of_school(staff.school))
        assert f"Hob Moor Primary, URN {staff.school.urn}" in page
        assert "Asked for by Sam Asker" in page
        assert "Made on 3 March 2026" in page
        assert "Champion Tina Trained" in page
        assert "Work here today 4 people" in page
        assert "Hold a certificate that counts 1 of 4" in page
        assert "Missed required training, or let it lapse 2 of 4" in page

    def test_shows_each_number_with_its_way_to_the_check_page(self, client, staff):
        client.sign_in(the_champion(staff.school))
        page = parse(client.get(of_school(staff.school)).text)
        code = staff.certificates["current"].code
        (link,) = page.select(f'a[href="/certificates/check/{code}"]')
        assert words_of(link) == code_in_groups(code)
        row = words_of(link.find_parent("tr"))
        assert staff.course.title in row
        assert staff.course.level.label in row
        assert "24 February 2026 24 February 2027 Valid" in row

    def test_a_certificate_that_ran_out_is_shown_as_that_and_is_missed(self, client, staff):
        client.sign_in(the_champion(staff.school))
        page = parse(client.get(of_school(staff.school)).text)
        assert "2 April 2025 Expired" in words_of(row_of(page, "Len Lapsed"))

    def test_can_be_narrowed_to_who_misses_something(self, client, staff):
        client.sign_in(the_champion(staff.school))
        page = words(client, of_school(staff.school) + "?show=missing")
        assert "Gus Gap" in page
        assert "Len Lapsed" in page
        assert "Early help for all staff: Overdue" in page
        assert "Tina Trained Family worker" not in page

    def test_a_school_without_staff_says_so(self, client):
        client.sign_in(a_coordinator())
        page = words(client, of_school(saved(a_school())))
        assert "Nobody works here today" in page
        assert "PDF" not in page

    def test_who_has_left_is_not_in_it(self, client, staff, today):
        client.sign_in(the_champion(staff.school))
        for post in posts_of(staff.missing):
            post.ended_on = today.replace(day=1)
        db.session.commit()
        assert "Gus Gap" not in words(client, of_school(staff.school))

    def test_is_reached_from_the_certificates_of_the_staff(self, client, staff):
        client.sign_in(the_champion(staff.school))
        page = client.get(f"/schools/{staff.school.id}/staff-certificates").text
        assert f'href="{of_school(staff.school)}"' in page


def row_of(page, name: str):
    return next(row for row in page.select("main tbody tr") if name in words_of(row))


def posts_of(person):
    return db.session.scalars(select(Post).where(Post.person_id == person.id)).all()


def test_says_of_each_thing_that_is_required_how_many_stand_how(client, staff):
    client.sign_in(the_champion(staff.school))
    page = words(client, of_school(staff.school))
    assert "StilltodoEarlyhelpforallstaff3120" in page.replace(" ", "")


class TestCertificates:
    def test_a_withdrawn_one_is_no_proof(self, client, staff):
        held = staff.certificates["current"]
        command = WithdrawCertificate(certificate_id=held.id, reason="Was not there")
        changing.withdraw_certificate(COORDINATOR, command)
        db.session.commit()
        client.sign_in(the_champion(staff.school))
        page = words(client, of_school(staff.school))
        assert code_in_groups(held.code) not in page
        assert "Hold a certificate that counts 0 of 4" in page

    def test_of_a_replaced_one_only_the_new_is_shown(self, client, staff):
        held = staff.certificates["current"]
        issuer = Issuer(name="York", check_page="http://localhost/certificates/check")
        new = changing.replace_certificate(
            COORDINATOR,
            ReplaceCertificate(certificate_id=held.id, issuer=issuer, name="Tina Married", reason="Name"),
        )
        db.session.commit()
        client.sign_in(the_champion(staff.school))
        page = words(client, of_school(staff.school))
        assert code_in_groups(new.code) in page
        assert code_in_groups(held.code) not in page

    def test_what_two_rows_of_one_person_hold_is_shown_once_they_are_one(self, client, staff):
        merged(a_pair(staff.missing, staff.current), keep=Side.SECOND)
        client.sign_in(the_champion(staff.school))
        page = words(client, of_school(staff.school))
        assert "Work here today 3 people" in page
        assert code_in_groups(staff.certificates["current"].code) in page.partition("Gus Gap")[2]


class TestAgency:
    def test_its_lead_sees_everybody_with_their_school(self, client, staff):
        agency = agency_of(staff.school)
        client.sign_in(someone(Role.AGENCY_LEAD, agency=agency))
        page = words(client, of_agency(agency))
        assert "Tina Trained Family worker, Hob Moor Primary, since" in page
        assert f'href="{of_agency(agency)}"' in client.get(f"/agencies/{agency.id}").text

    def test_five_hundred_take_as_many_statements_as_few(self, client, staff):
        for number in range(120):
            a_member_of_staff(staff.school, family_name=f"Many{number}")
        client.sign_in(a_coordinator())
        client.query_budget = 11  # as many entries are written when so many are opened for the first time
        page = words(client, of_school(staff.school))
        assert "Work here today 123 people" in page
        assert "Showing 1 to 50 of 123 people" in page


class TestWhoMay:
    @pytest.mark.parametrize(
        "role", [Role.CHAMPION, Role.AGENCY_LEAD, Role.PRACTITIONER, Role.LINE_MANAGER, Role.BOARD_READER]
    )
    @pytest.mark.parametrize("ending", ["", ".pdf", ".xlsx"])
    def test_nobody_of_another_place(self, client, staff, role, ending):
        client.sign_in(someone(role, school=saved(a_school()), agency=saved(an_agency())))
        for address in (of_school(staff.school, ending), of_agency(agency_of(staff.school), ending)):
            answer = client.get(address)
            assert answer.status_code == 403
            assert "Trained" not in answer.text

    def test_a_champion_has_no_pack_of_the_whole_agency(self, client, staff):
        client.sign_in(the_champion(staff.school))
        assert client.get(of_agency(agency_of(staff.school))).status_code == 403

    def test_what_is_not_there(self, client):
        client.sign_in(a_coordinator())
        for address in ("/schools/999999/inspection-pack", "/agencies/999999/inspection-pack.pdf"):
            assert client.get(address).status_code == 404


def test_that_it_was_opened_stands_in_the_log_of_everybody_in_it(client, staff):
    client.sign_in(a_coordinator())
    client.get(of_school(staff.school))
    told = db.session.scalars(
        select(Activity.person_id).where(Activity.verb == "open_inspection_pack").order_by(Activity.id)
    ).all()
    assert set(told) == {staff.current.id, staff.lapsed.id, staff.missing.id}
