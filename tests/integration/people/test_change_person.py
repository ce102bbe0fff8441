"""Writing somebody's details anew: who may, what is refused, what the log keeps."""

from __future__ import annotations

from datetime import date

import pytest

from portal.kernel.access import Role
from portal.people.queries import get_person
from tests.factories import a_person, a_post, an_agency, saved, someone
from tests.integration.people.cast import colleague, logged
from tests.support.pages import errors_on


@pytest.fixture
def agency():
    return saved(an_agency(name="Northside Health"))


@pytest.fixture
def person(agency):
    return colleague(agency, given_name="Ann", family_name="Lee", phone="07700 900123")


def change(client, person, **given):
    return client.submit(f"/people/{person.id}/change", answers=given)


def test_details_are_changed_and_the_log_has_before_and_after(client, person) -> None:
    client.sign_in(someone(Role.COORDINATOR))
    answer = change(client, person, family_name="Lee-Marsh", phone="07700 900456")
    assert "The details have been saved" in client.follow(answer).text
    (entry,) = logged("change_person")
    assert entry.details["before"] == {"family_name": "Lee", "phone": "07700 900123"}
    assert entry.details["after"] == {"family_name": "Lee-Marsh", "phone": "07700 900456"}
    assert "Lee-Marsh, Ann" in client.get("/people?name=leemarsh").text


def test_saving_the_same_again_writes_nothing(client, person) -> None:
    client.sign_in(someone(Role.COORDINATOR))
    change(client, person)
    assert not logged("change_person")


def test_an_office_contact_stays_until_another_is_typed(client, agency, person) -> None:
    client.sign_in(someone(Role.COORDINATOR))
    contact = colleague(agency, given_name="Omar", family_name="Marsh")
    change(client, person, email="", office_contact="omar marsh")
    change(client, person, phone="07700 900789")
    assert get_person(person.id).office_contact_id == contact.id
    change(client, person, office_contact="")
    assert get_person(person.id).office_contact_id is None


def test_nobody_is_their_own_office_contact(client, person) -> None:
    client.sign_in(someone(Role.COORDINATOR))
    assert errors_on(change(client, person, office_contact=person.reference).text) == [
        "Nobody can be their own office contact. Choose a colleague"
    ]


def test_an_address_that_somebody_else_has_is_refused_and_ones_own_is_not(client, person) -> None:
    client.sign_in(someone(Role.COORDINATOR))
    other = saved(a_person(email="taken@demo.example"))
    (message,) = errors_on(change(client, person, email="Taken@demo.example").text)
    assert message.startswith("Somebody in the portal already has this email address")
    assert change(client, other, email="TAKEN@demo.example").status_code == 302


class TestAgencyLead:
    @pytest.fixture(autouse=True)
    def lead(self, client, agency):
        client.sign_in(someone(Role.AGENCY_LEAD, agency=agency))

    def test_changes_those_who_work_for_the_agency(self, client, person) -> None:
        assert change(client, person, given_name="Anna").status_code == 302
        assert get_person(person.id).given_name == "Anna"

    def test_leaves_the_name_of_those_who_work_elsewhere_too(self, client, person) -> None:
        saved(a_post(person, saved(an_agency())))
        assert change(client, person, phone="07700 900000").status_code == 302
        (message,) = errors_on(change(client, person, email="mine@demo.example").text)
        assert message.startswith("They also work for another agency")
        assert get_person(person.id).email != "mine@demo.example"

    def test_does_not_change_those_who_have_left(self, client, agency) -> None:
        person = colleague(agency, post={"ended_on": date(2026, 3, 2)})
        assert client.get(f"/people/{person.id}").status_code == 200
        assert client.get(f"/people/{person.id}/change").status_code == 403

    def test_does_not_know_of_others(self, client) -> None:
        stranger = colleague(saved(an_agency()))
        assert client.get(f"/people/{stranger.id}/change").status_code == 404

    def test_offers_as_office_contact_only_colleagues(self, client, person) -> None:
        colleague(saved(an_agency()), given_name="Far", family_name="Away")
        (message,) = errors_on(change(client, person, office_contact="far away").text)
        assert message.startswith("No colleague you can choose")


def test_a_manager_sees_and_does_not_change(client, agency) -> None:
    manager = someone(Role.LINE_MANAGER, agency=agency)
    person = colleague(agency, post={"manager_id": manager.person_id})
    client.sign_in(manager)
    assert client.get(f"/people/{person.id}").status_code == 200
    assert "Change these details" not in client.get(f"/people/{person.id}").text
    assert client.get(f"/people/{person.id}/change").status_code == 403


def test_nobody_is_not_found(client) -> None:
    client.sign_in(someone(Role.COORDINATOR))
    assert client.get("/people/999999/change").status_code == 404
