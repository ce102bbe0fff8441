"""Posts: several at once, written anew, ended, corrected and taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.people.models import RoleGrant
from tests.factories import a_post, a_school, an_agency, saved, someone
from tests.integration.people.cast import POST, colleague, logged, post_of
from tests.support.pages import errors_on


@pytest.fixture
def agency():
    return saved(an_agency(name="Northside Health"))


@pytest.fixture
def person(agency):
    return colleague(agency, given_name="Ann", family_name="Lee", post={"started_on": date(2025, 9, 1)})


@pytest.fixture
def coordinator(client):
    client.sign_in(someone(Role.COORDINATOR))


@pytest.mark.usefixtures("coordinator")
class TestAdding:
    def test_one_person_holds_several_posts(self, client, person) -> None:
        second = saved(an_agency(name="Second"))
        answer = client.submit(f"/people/{person.id}/posts/add", answers={**POST, "agency_id": second.id})
        page = client.follow(answer).text
        assert "Northside Health" in page
        assert "Second" in page
        (entry,) = logged("add_post")
        assert (entry.details["person_id"], entry.details["agency_id"]) == (person.id, second.id)

    def test_a_school_of_another_agency_is_refused_only_to_schools(self, client, person) -> None:
        first, other = saved(a_school()), saved(a_school())
        url, given = f"/people/{person.id}/posts/add", {**POST, "school_id": other.id}
        answer = client.submit(url, answers={**given, "agency_id": first.agency_id})
        assert errors_on(answer.text) == ["This school is an agency of its own. Choose that school, or none"]
        nurses = saved(an_agency())
        assert client.submit(url, answers={**given, "agency_id": nurses.id}).status_code == 302


@pytest.mark.usefixtures("coordinator")
class TestChanging:
    def test_everything_but_the_agency_is_written_anew(self, client, agency, person) -> None:
        boss, post = colleague(agency, given_name="Omar", family_name="Marsh"), post_of(person.id)
        given = {"job_title": "Manager", "team": "South", "manager": "omar marsh", "is_paid": "no"}
        answer = client.submit(f"/posts/{post.id}/change", answers=given)
        assert "The post has been saved" in client.follow(answer).text
        (entry,) = logged("change_post")
        assert entry.details["before"] == {
            "job_title": "Family worker", "team": "", "manager_id": None, "is_paid": True,
        }  # fmt: skip
        assert entry.details["after"]["manager_id"] == boss.id == post_of(person.id).manager_id

    def test_saving_the_same_again_writes_nothing(self, client, agency, person) -> None:
        boss = colleague(agency, post={"ended_on": date(2026, 1, 1)})
        post_of(person.id).manager_id = boss.id
        client.submit(f"/posts/{post_of(person.id).id}/change")
        assert not logged("change_post")
        assert post_of(person.id).manager_id == boss.id

    def test_nobody_manages_themselves_or_those_who_manage_them(self, client, agency, person) -> None:
        middle = colleague(agency, given_name="Mid", family_name="Dle", post={"manager_id": person.id})
        colleague(agency, given_name="Low", family_name="Est", post={"manager_id": middle.id})
        url = f"/posts/{post_of(person.id).id}/change"
        assert errors_on(client.submit(url, manager="ann lee").text) == ["Nobody can be their own manager"]
        assert errors_on(client.submit(url, manager="low est").text) == [
            "Low Est answers to them already, directly or through others"
        ]

    def test_who_manages_whom_elsewhere_is_no_circle_here(self, client, agency, person) -> None:
        boss = colleague(agency, given_name="Omar", family_name="Marsh")
        saved(a_post(boss, saved(an_agency()), manager_id=person.id))
        answer = client.submit(f"/posts/{post_of(person.id).id}/change", manager="omar marsh")
        assert answer.status_code == 302


@pytest.mark.usefixtures("coordinator")
class TestEnding:
    def end(self, client, post, day: date, **given):
        return client.submit(f"/posts/{post.id}/end", form="main form", ended_on=day, **given)

    def test_a_post_ends_and_stays_and_its_end_is_corrected(self, client, person) -> None:
        post = post_of(person.id)
        self.end(client, post, date(2026, 3, 1), reason="Moved away")
        page = client.get(f"/people/{person.id}").text
        assert "1 March 2026" in page
        assert "Correct the end" in page
        self.end(client, post, date(2026, 3, 2))
        assert post_of(person.id).ended_on == date(2026, 3, 2)
        (ended,), (corrected,) = logged("end_post"), logged("correct_end")
        assert (ended.reason, ended.details["before"]) == ("Moved away", {"ended_on": None})
        assert corrected.details["before"] == {"ended_on": "2026-03-01"}

    def test_a_post_does_not_end_before_it_began(self, client, person) -> None:
        answer = self.end(client, post_of(person.id), date(2025, 8, 31))
        assert errors_on(answer.text) == ["The last day in post must be the first day or later"]
        assert post_of(person.id).ended_on is None

    def test_an_end_is_taken_back(self, client, person) -> None:
        post = post_of(person.id)
        self.end(client, post, date(2026, 3, 1))
        url = f"/posts/{post.id}/end"
        answer = client.submit(url, form=".portal-inline-form")
        assert "The post goes on" in client.follow(answer).text
        assert post_of(person.id).ended_on is None
        assert logged("reopen_post")[0].details["before"] == {"ended_on": "2026-03-01"}

    def test_with_the_last_post_ends_the_lead_of_the_agency(self, client, agency) -> None:
        lead = someone(Role.AGENCY_LEAD, agency=agency)
        self.end(client, post_of(lead.person_id), clock.today())
        grant = db.session.query(RoleGrant).where(RoleGrant.person_id == lead.person_id).one()
        assert grant.ends_on == clock.today()
        assert logged("end_role")[0].reason == "The post in the agency ends"

    def test_the_lead_stays_while_another_post_there_goes_on(self, client, agency) -> None:
        lead = someone(Role.AGENCY_LEAD, agency=agency)
        post = post_of(lead.person_id)
        db.session.add(a_post(lead, agency, person_id=lead.person_id))
        self.end(client, post, clock.today())
        assert not logged("end_role")

    def test_the_page_says_who_will_be_without_a_manager(self, client, agency, person) -> None:
        colleague(agency, office_contact_id=person.id, post={"manager_id": person.id})
        page = client.get(f"/posts/{post_of(person.id).id}/end").text
        assert "1 post answers to Ann Lee here" in page
        assert "office contact of 1 person" in page


class TestWhoMay:
    def test_a_lead_ends_and_corrects_posts_of_their_agency(self, client, agency, person) -> None:
        client.sign_in(someone(Role.AGENCY_LEAD, agency=agency))
        post = post_of(person.id)
        yesterday = clock.today() - timedelta(days=1)
        client.submit(f"/posts/{post.id}/end", form="main form", ended_on=yesterday)
        client.submit(f"/posts/{post.id}/end", form="main form", ended_on=clock.today())
        assert post_of(person.id).ended_on == clock.today()

    @pytest.mark.parametrize("page", ["change", "end"])
    def test_a_lead_of_another_agency_finds_no_such_post(self, client, person, page: str) -> None:
        client.sign_in(someone(Role.AGENCY_LEAD))
        assert client.get(f"/posts/{post_of(person.id).id}/{page}").status_code == 404

    @pytest.mark.parametrize("page", ["change", "end"])
    def test_whose_post_it_is_does_not_change_it(self, client, agency, page: str) -> None:
        account = someone(agency=agency)
        client.sign_in(account)
        assert client.get(f"/posts/{post_of(account.person_id).id}/{page}").status_code == 403

    def test_a_lead_does_not_change_their_own_post_elsewhere(self, client, agency) -> None:
        lead = someone(Role.AGENCY_LEAD)
        elsewhere = saved(a_post(lead, agency, person_id=lead.person_id))
        client.sign_in(lead)
        assert client.get(f"/posts/{elsewhere.id}/change").status_code == 403

    def test_a_post_that_is_not_there_is_not_found(self, client, coordinator) -> None:
        for page in ("change", "end"):
            assert client.get(f"/posts/999999/{page}").status_code == 404
