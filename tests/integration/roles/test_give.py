from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from portal.kernel import clock
from portal.kernel.access import Role, RoleScope
from portal.kernel.errors import Forbidden, NotFound
from portal.people.models import RoleGrant
from portal.roles import services
from portal.roles.domain import GiveRole
from tests.factories import a_person, a_role, actor_of, an_agency, saved, someone
from tests.integration.roles.cast import (
    REASON,
    a_colleague,
    give,
    grants_of,
    logged,
    signed_in,
    the_grant_of,
    the_person,
)
from tests.support.pages import errors_on


def a_command(person, role=Role.TRAINER, **given):
    made = {"agency_id": None, "starts_on": clock.today(), "ends_on": None, "reason": REASON, **given}
    return GiveRole(person_id=person.id, role=role, **made)


class TestGive:
    def test_a_coordinator_gives_a_role_that_works_at_the_next_click(self, client):
        coordinator, person = signed_in(client), someone()
        answer = give(client, client_person := a_colleague(), Role.TRAINER)
        assert answer.status_code == 302
        grant = the_grant_of(client_person)
        assert (grant.role, grant.starts_on, grant.reason) == (Role.TRAINER, clock.today(), REASON)
        assert grant.granted_by_id == coordinator.person_id
        (entry,) = logged("grant_role")
        assert (entry.subject_id, entry.reason, entry.details["role"]) == (grant.id, REASON, "trainer")
        client.sign_in(person)
        assert client.get("/roles").status_code == 403

    def test_nothing_is_given_before_the_second_step(self, client):
        signed_in(client)
        person = a_colleague()
        shown = client.submit(f"/roles/people/{person.id}/give", role=Role.AUDITOR, reason=REASON)
        assert "Check before you give the role" in shown.text
        assert "Auditor" in shown.text
        assert not grants_of(person)

    def test_an_agency_lead_is_one_of_the_agency_they_work_for(self, client):
        signed_in(client)
        agency = saved(an_agency())
        person = a_colleague(agency)
        assert give(client, person, Role.AGENCY_LEAD, agency_id=agency.id).status_code == 302
        assert the_grant_of(person).agency_id == agency.id

    def test_a_role_from_another_day_on_is_not_held_before(self, client, at):
        signed_in(client, Role.ADMINISTRATOR)
        account = someone()
        person = the_person(account)
        give(client, person, Role.TRAINING_LEAD, starts_on=date(2026, 3, 10), ends_on=date(2026, 3, 20))
        for now, status in ((9, 403), (10, 200), (20, 200), (21, 403)):
            at(clock.at_london(date(2026, 3, now), clock.now().time()))
            client.sign_in(account)
            assert client.get("/roles").status_code == status, now


class TestRefuses:
    def test_somebody_without_a_post(self, client):
        signed_in(client)
        person = saved(a_person())
        assert errors_on(give(client, person).text) == [
            "This person has no post today. Roles are for people with a post"
        ]

    def test_an_agency_where_they_do_not_work_and_none(self):
        agency = saved(an_agency())
        coordinator = actor_of(someone(), Role.COORDINATOR)
        person = a_colleague()
        for wrong in (agency.id, None):
            with pytest.raises(services.NotTheirAgency):
                services.give_role(coordinator, a_command(person, Role.AGENCY_LEAD, agency_id=wrong))

    def test_an_agency_for_a_role_that_has_none(self, client):
        signed_in(client)
        agency = saved(an_agency())
        answer = give(client, a_colleague(agency), Role.TRAINER, agency_id=agency.id)
        assert errors_on(answer.text) == ["This role is not held for one agency. Leave the agency empty"]

    @pytest.mark.parametrize(
        ("starts_on", "ends_on", "words"),
        [
            (date(2026, 3, 2), None, "The first day must be today or later"),
            (date(2027, 3, 4), None, "The first day is too far ahead"),
            (date(2026, 3, 9), date(2026, 3, 8), "The last day must be the first day or later"),
        ],
    )
    def test_days_that_cannot_be(self, client, starts_on, ends_on, words):
        signed_in(client)
        ends = {"ends_on": ends_on} if ends_on else {}
        answer = give(client, a_colleague(), starts_on=starts_on, **ends)
        assert errors_on(answer.text) == [words]

    def test_the_same_role_twice_at_one_time(self, client):
        signed_in(client)
        person = a_colleague()
        saved(a_role(person, Role.TRAINER, ends_on=date(2026, 3, 31)))
        assert "already holds this role" in give(client, person).text
        assert give(client, person, starts_on=date(2026, 4, 1)).status_code == 302

    def test_an_administrator_who_would_see_cases(self, client):
        signed_in(client, Role.ADMINISTRATOR)
        for held, wanted in ((Role.ADMINISTRATOR, Role.AUDITOR), (Role.MODERATOR, Role.ADMINISTRATOR)):
            person = a_colleague()
            saved(a_role(person, held))
            assert "may not hold a role that shows audits" in give(client, person, wanted).text

    def test_no_reason(self, client):
        signed_in(client)
        assert errors_on(give(client, a_colleague(), reason=" ").text) == ["Enter the reason"]


class TestWhoMayNot:
    def test_nobody_gives_themself_a_role(self, client):
        account = signed_in(client, Role.ADMINISTRATOR)
        assert client.get(f"/roles/people/{account.person_id}/give").status_code == 403
        with pytest.raises(Forbidden):
            services.give_role(
                actor_of(account, Role.ADMINISTRATOR), a_command(the_person(account), Role.TRAINER)
            )

    def test_nobody_gives_a_role_above_their_own(self):
        actor, person = actor_of(someone(), Role.COORDINATOR), a_colleague()
        for role in (Role.ADMINISTRATOR, Role.COORDINATOR, Role.SAFEGUARDING_LEAD, Role.CHAMPION):
            with pytest.raises(Forbidden):
                services.give_role(actor, a_command(person, role))

    def test_an_agency_lead_gives_line_managers_in_their_agency_and_knows_no_others(self):
        agency = saved(an_agency())
        lead = actor_of(someone(), RoleScope(Role.AGENCY_LEAD, agency_id=agency.id))
        assert services.give_role(lead, a_command(a_colleague(agency), Role.LINE_MANAGER)).id
        with pytest.raises(Forbidden):
            services.give_role(lead, a_command(a_colleague(agency), Role.TRAINER))
        with pytest.raises(NotFound):
            services.give_role(lead, a_command(a_colleague(), Role.LINE_MANAGER))

    def test_a_practitioner_gives_none(self, client):
        signed_in(client, Role.PRACTITIONER)
        assert client.get(f"/roles/people/{a_colleague().id}/give").status_code == 403
        with pytest.raises(NotFound):
            services.give_role(actor_of(someone(), Role.PRACTITIONER), a_command(a_colleague()))

    def test_a_missing_person(self, client):
        signed_in(client)
        assert client.get("/roles/people/987654321/give").status_code == 404


def test_the_database_itself_refuses_the_same_open_role_twice():
    person = a_colleague()
    saved(a_role(person, Role.TRAINER))
    with pytest.raises(IntegrityError):
        saved(RoleGrant(person_id=person.id, role=Role.TRAINER, starts_on=clock.today() + timedelta(days=9)))
