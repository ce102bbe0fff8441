"""Who gets the letters of somebody without an e-mail address, in which order, and for whom nobody does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.kernel.letters import Letter
from portal.kernel.outbox import Channel
from portal.people.letters import Addressed, addressed_each
from portal.people.models import Person
from tests.factories import a_post, an_agency, saved, someone
from tests.integration.people.cast import colleague, logged, post_of
from tests.support.client import recorded_statements
from tests.support.pages import parse

LETTER = Letter(subject="Your course", body="Bring a pen.\n")
YESTERDAY = timedelta(days=1)


@pytest.fixture
def agency():
    return saved(an_agency(name="Northside Health"))


@pytest.fixture
def lead(agency):
    return someone(Role.AGENCY_LEAD, agency=agency, given_name="Lea", email="lead@demo.example")


@pytest.fixture
def manager(agency):
    return colleague(agency, given_name="Mo", email="manager@demo.example")


@pytest.fixture
def contact(agency):
    return colleague(agency, given_name="Omar", email="contact@demo.example")


@pytest.fixture
def ann(agency, lead, manager, contact):
    given = {"given_name": "Ann", "family_name": "Lee", "email": None}
    return colleague(agency, office_contact_id=contact.id, post={"manager_id": manager.id}, **given)


def leaves(person: Person) -> None:
    post_of(person.id).ended_on = clock.today() - YESTERDAY
    db.session.commit()


def sent_to(person: Person) -> Addressed | None:
    (sent,) = addressed_each([(person, LETTER)])
    return sent


class TestOrder:
    def test_first_the_person_themselves(self, ann) -> None:
        ann.email = "ann@demo.example"
        assert sent_to(ann) == Addressed("ann@demo.example", LETTER)

    def test_then_the_office_contact(self, ann) -> None:
        sent = sent_to(ann)
        assert sent.recipient == "contact@demo.example"
        assert sent.letter.subject == "For Ann Lee: Your course"
        assert "You are the office contact of Ann Lee" in sent.letter.body
        assert sent.letter.body.endswith("Bring a pen.\n")

    @pytest.mark.parametrize("gone", ["left", "no address"])
    def test_then_the_manager(self, ann, contact, gone) -> None:
        if gone == "left":
            leaves(contact)
        else:
            contact.email = None
        sent = sent_to(ann)
        assert sent.recipient == "manager@demo.example"
        assert "ask for an office contact to be chosen" in sent.letter.body

    def test_then_whoever_leads_the_agency(self, ann, contact, manager) -> None:
        leaves(contact)
        leaves(manager)
        sent = sent_to(ann)
        assert sent.recipient == "lead@demo.example"
        assert f"choose an office contact for them: http://127.0.0.1:8000/people/{ann.id}" in sent.letter.body

    def test_else_nobody_and_the_log_says_so(self, ann, contact, manager, lead) -> None:
        for one in (contact, manager, db.session.get_one(Person, lead.person_id)):
            one.email = None
        db.session.commit()
        assert sent_to(ann) is None
        assert [entry.person_id for entry in logged("reach_nobody")] == [ann.id]

    def test_the_last_day_in_post_still_counts(self, ann, contact) -> None:
        post_of(contact.id).ended_on = clock.today()
        assert sent_to(ann).recipient == "contact@demo.example"

    def test_a_lead_of_another_agency_gets_nothing(self, ann, contact, manager, lead) -> None:
        someone(Role.AGENCY_LEAD, email="far@demo.example")
        leaves(contact)
        leaves(manager)
        assert sent_to(ann).recipient == "lead@demo.example"

    def test_nobody_is_the_way_to_themself(self, agency) -> None:
        account = someone(Role.AGENCY_LEAD, agency=agency)
        person = db.session.get_one(Person, account.person_id)
        person.email = None
        assert sent_to(person) is None


def cards(client) -> list[str]:
    return [link["href"] for link in parse(client.get("/").text).select("a[href*='lacks=contact']")]


class TestHome:
    URL = "/people?lacks=contact&standing=in_post"

    @pytest.fixture
    def unreached(self, ann, contact):
        leaves(contact)

    def test_a_coordinator_finds_how_many_and_the_list_of_them(self, client, ann, unreached) -> None:
        client.sign_in(someone(Role.COORDINATOR))
        assert "1 person has nobody who gets their messages" in client.get("/").text
        assert cards(client) == [self.URL]
        assert "Lee, Ann" in client.get(self.URL).text

    def test_so_does_the_lead_of_their_agency_and_no_other(self, client, lead, unreached) -> None:
        client.sign_in(lead)
        assert cards(client) == [self.URL]
        client.sign_in(someone(Role.AGENCY_LEAD))
        assert cards(client) == []

    def test_nobody_else_does(self, client, manager, unreached) -> None:
        for role in (Role.LINE_MANAGER, Role.TRAINER, Role.ADMINISTRATOR):
            client.sign_in(someone(role))
            assert cards(client) == []

    def test_whoever_is_reached_or_has_left_is_not_counted(self, client, ann) -> None:
        client.sign_in(someone(Role.COORDINATOR))
        assert cards(client) == []
        ann.office_contact_id = None
        leaves(ann)
        assert cards(client) == []

    def test_whoever_is_written_to_by_post_is_not_counted(self, client, ann, unreached) -> None:
        client.sign_in(someone(Role.COORDINATOR))
        assert cards(client) == [self.URL]
        ann.address = "1 High Street, York"
        db.session.commit()
        assert sent_to(ann).channel is Channel.POST
        assert cards(client) == []
        assert "Lee, Ann" not in client.get(self.URL).text

    def test_a_contact_without_an_address_reaches_nobody(self, client, ann, contact) -> None:
        contact.email = None
        db.session.commit()
        client.sign_in(someone(Role.COORDINATOR))
        assert cards(client) == [self.URL]


class TestEnding:
    def end(self, client, person: Person) -> str:
        url = f"/posts/{post_of(person.id).id}/end"
        return client.follow(client.submit(url, form="main form", ended_on=date(2026, 3, 1))).text

    def test_says_who_has_nobody_any_more(self, client, ann, contact) -> None:
        client.sign_in(someone(Role.COORDINATOR))
        assert "1 person has nobody in post who gets their messages" in self.end(client, contact)

    def test_says_nothing_while_another_post_goes_on(self, client, ann, contact) -> None:
        client.sign_in(someone(Role.COORDINATOR))
        url = f"/posts/{post_of(contact.id).id}/end"
        saved(a_post(contact, saved(an_agency())))
        page = client.follow(client.submit(url, form="main form", ended_on=date(2026, 3, 1))).text
        assert "nobody in post" not in page


def test_twenty_letters_ask_as_often_as_one(agency, contact) -> None:
    people = [colleague(agency, email=None, office_contact_id=contact.id) for _ in range(20)]
    people = db.session.query(Person).where(Person.id.in_([one.id for one in people])).all()
    with recorded_statements() as for_one:
        addressed_each([(people[0], LETTER)])
    with recorded_statements() as for_all:
        assert None not in addressed_each([(person, LETTER) for person in people])
    assert len(for_one) == len(for_all) == 1
