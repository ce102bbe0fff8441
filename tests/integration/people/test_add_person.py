"""Adding somebody to the workforce with their first post."""

from __future__ import annotations

from datetime import date

import pytest

from portal.kernel.access import Role
from portal.people.domain import ContactWay
from portal.people.queries import get_agency
from tests.factories import a_school, an_agency, saved, someone
from tests.integration.people.cast import NEW, POST, colleague, find_person, logged, post_of, send_again
from tests.support.pages import errors_on

URL = "/people/add"


@pytest.fixture
def agency():
    return saved(an_agency(name="Northside Health"))


@pytest.fixture
def coordinator(client):
    account = someone(Role.COORDINATOR)
    client.sign_in(account)
    return account


def add(client, agency, **given):
    return client.submit(URL, answers={**NEW, **POST, "agency_id": agency.id, **given})


class TestWorks:
    def test_somebody_joins_with_a_first_post_and_is_found(self, client, coordinator, agency) -> None:
        answer = add(client, agency, team="North")
        assert "Ann Lee has been added" in client.follow(answer).text
        person = find_person("Lee")
        assert (person.email, person.reference[:4]) == ("ann.lee@demo.example", "GHP-")
        assert (post_of(person.id).team, post_of(person.id).agency_id) == ("North", agency.id)
        assert "Lee, Ann" in client.get("/people?name=anne+leee").text

    def test_the_log_has_what_was_written_down(self, client, coordinator, agency) -> None:
        add(client, agency)
        (person,), (post,) = logged("add_person"), logged("add_post")
        assert person.actor_id == coordinator.person_id
        assert person.details["after"]["email"] == "ann.lee@demo.example"
        assert post.details["after"]["started_on"] == "2025-09-01"

    def test_nobody_needs_an_email_address(self, client, coordinator, agency) -> None:
        given = {"email": "", "address": "1 High Street\r\nYork", "contact_by": "post"}
        add(client, agency, **given)
        person = find_person("Lee")
        assert (person.email, person.address) == (None, "1 High Street\nYork")
        assert person.reached_by is ContactWay.POST
        assert "By post" in client.get(f"/people/{person.id}").text

    def test_somebody_is_reached_through_an_office_contact(self, client, coordinator, agency) -> None:
        contact = colleague(agency, given_name="Omar", family_name="Marsh")
        add(client, agency, email="", office_contact="omar marsh")
        person = find_person("Lee")
        assert person.office_contact_id == contact.id
        assert "Omar Marsh, who gets their messages" in client.get(f"/people/{person.id}").text

    def test_everything_at_once_takes_one_more_statement_than_a_change_may(
        self, client, coordinator, agency
    ) -> None:
        client.change_budget = 16  # the sixteenth asks what training is required of the newcomer
        boss = colleague(agency, given_name="Omar", family_name="Marsh")
        add(client, agency, manager="omar marsh", office_contact=boss.reference)
        person = find_person("Lee")
        assert (post_of(person.id).manager_id, person.office_contact_id) == (boss.id, boss.id)

    def test_an_agency_lead_adds_to_their_own_agency(self, client, agency) -> None:
        client.sign_in(someone(Role.AGENCY_LEAD, agency=agency))
        add(client, agency)
        assert find_person("Lee") is not None

    def test_whoever_works_at_a_school_is_of_that_school(self, client, coordinator) -> None:
        school = saved(a_school())
        add(client, get_agency(school.agency_id))
        assert post_of(find_person("Lee").id).school_id == school.id


@pytest.mark.usefixtures("coordinator")
class TestRefuses:
    @pytest.mark.parametrize(
        ("given", "message"),
        [
            ({"given_name": " "}, "Enter a given name"),
            ({"email": "ann at home"}, "Enter an email address in the correct format, like name@example.com"),
            (
                {"email": "ann@x.example, bob@x.example"},
                "Enter an email address in the correct format, like name@example.com",
            ),
            ({"job_title": ""}, "Enter a job title"),
            ({"role_group": ""}, "Select a role group"),
            ({"ended_on": date(2025, 8, 31)}, "The last day in post must be the first day or later"),
            ({"contact_by": "phone"}, "Enter a phone number, or choose another way to reach them"),
            (
                {"email": ""},
                "Enter an email address, a phone number or a postal address, so that they can be reached",
            ),
            (
                {"manager": "Nobody Known"},
                "Nobody who works for Northside Health today is called that. Choose a manager from there",
            ),
            (
                {"office_contact": "Nobody Known"},
                "No colleague you can choose is called that. Enter a name, a reference or an email address",
            ),
        ],
    )
    def test_what_cannot_be_kept(self, client, agency, given: dict[str, object], message: str) -> None:
        assert errors_on(add(client, agency, **given).text) == [message]
        assert find_person("Lee") is None

    def test_an_address_that_somebody_has_already(self, client, agency) -> None:
        colleague(saved(an_agency()), email="ann.lee@demo.example")
        (message,) = errors_on(add(client, agency).text)
        assert message.startswith("Somebody in the portal already has this email address")

    def test_a_namesake_until_they_are_said_to_be_another(self, client, agency) -> None:
        colleague(agency, given_name="Ann", family_name="LEE", email=None)
        answer = add(client, agency)
        assert errors_on(answer.text) == [
            "Ann Lee already works for this agency. Select the box if this is somebody else"
        ]
        send_again(client, answer, URL, is_another=True)
        assert find_person("Lee") is not None

    def test_a_manager_of_another_agency(self, client, agency) -> None:
        colleague(saved(an_agency()), given_name="Omar", family_name="Marsh")
        (message,) = errors_on(add(client, agency, manager="omar marsh").text)
        assert message.startswith("Nobody who works for Northside Health today")

    def test_a_name_that_several_have(self, client, agency) -> None:
        for _ in range(2):
            colleague(agency, given_name="Omar", family_name="Marsh")
        (message,) = errors_on(add(client, agency, manager="marsh").text)
        assert message.startswith("Enter the reference of the right one: Omar Marsh (T-")

    def test_an_office_contact_without_an_address(self, client, agency) -> None:
        colleague(agency, family_name="Marsh", email=None)
        assert errors_on(add(client, agency, office_contact="marsh").text) == [
            "The office contact needs an email address: messages go there"
        ]


class TestWhoMay:
    def test_a_lead_is_offered_no_other_agency(self, client, agency) -> None:
        client.sign_in(someone(Role.AGENCY_LEAD))
        assert "Northside Health" not in client.get(URL).text

    @pytest.mark.parametrize("role", [Role.LINE_MANAGER, Role.PRACTITIONER, Role.TRAINER, Role.AUDITOR])
    def test_others_add_nobody(self, client, role: Role) -> None:
        client.sign_in(someone(role))
        assert client.get(URL).status_code == 403
