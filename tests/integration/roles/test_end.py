from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.errors import Forbidden
from portal.roles import services
from portal.roles.domain import EndGrant, LastAdministrator
from tests.factories import a_role, actor_of, an_account, saved, someone
from tests.integration.roles.cast import (
    REASON,
    a_colleague,
    logged,
    signed_in,
    the_grant_of,
    the_person,
)
from tests.support.pages import errors_on


def end(client, grant, when="at_once", **more):
    return client.submit(f"/roles/{grant.id}/end", **{"when": when, "reason": REASON, **more})


class TestEnd:
    def test_a_role_that_ends_at_once_is_gone_with_the_next_click(self, client):
        holder = someone(Role.TRAINING_LEAD)
        client.sign_in(holder)
        assert client.get("/roles").status_code == 200
        ender = signed_in(client, Role.ADMINISTRATOR)
        person = the_person(holder)
        assert end(client, the_grant_of(person)).status_code == 302
        grant = the_grant_of(person)
        assert (grant.ended_by_id, grant.ended_reason) == (ender.person_id, REASON)
        (entry,) = logged("end_role")
        assert (entry.reason, entry.details["before"]) == (REASON, None)
        client.sign_in(holder)
        assert client.get("/roles").status_code == 403

    def test_a_role_that_began_today_ends_at_once_too(self, client):
        holder = someone()
        saved(a_role(the_person(holder), Role.TRAINING_LEAD, starts_on=clock.today()))
        signed_in(client, Role.ADMINISTRATOR)
        end(client, the_grant_of(the_person(holder)))
        client.sign_in(holder)
        assert client.get("/roles").status_code == 403

    def test_a_role_that_ends_on_a_day_is_held_to_its_end(self, client, at):
        holder = someone(Role.TRAINING_LEAD)
        signed_in(client, Role.ADMINISTRATOR)
        end(client, the_grant_of(the_person(holder)), when="on_a_day", on=date(2026, 3, 10))
        client.sign_in(holder)
        assert client.get("/roles").status_code == 200
        at(clock.now() + timedelta(days=8))
        assert client.get("/roles").status_code == 403


class TestRefuses:
    def test_no_day_and_a_day_that_has_passed(self, client):
        signed_in(client)
        grant = saved(a_role(a_colleague(), Role.TRAINER))
        answer = end(client, grant, when="on_a_day")
        assert errors_on(answer.text) == ["Enter their last day in the role"]
        answer = end(client, grant, when="on_a_day", on=date(2026, 3, 2))
        assert errors_on(answer.text) == ["The last day must be today or later"]

    def test_what_has_ended(self, client):
        signed_in(client)
        grant = saved(a_role(a_colleague(), Role.TRAINER, ends_on=date(2026, 3, 2)))
        assert errors_on(end(client, grant).text) == ["This role has already ended"]

    def test_the_last_administrator_who_can_sign_in(self, client):
        only = someone(Role.ADMINISTRATOR)
        grant = the_grant_of(the_person(only))
        another = a_colleague()
        saved(a_role(another, Role.ADMINISTRATOR))
        actor = actor_of(someone(), Role.ADMINISTRATOR)
        command = EndGrant(grant_id=grant.id, on=None, reason=REASON)
        with pytest.raises(LastAdministrator):
            services.end_grant(actor, command)
        saved(an_account(another))
        assert services.end_grant(actor, command).ended_by_id == actor.person_id


class TestWhoMayNot:
    def test_nobody_ends_their_own(self, client):
        account = signed_in(client, Role.ADMINISTRATOR)
        assert client.get(f"/roles/{the_grant_of(the_person(account)).id}/end").status_code == 403

    def test_a_training_lead_ends_trainers_only(self):
        lead = actor_of(someone(), Role.TRAINING_LEAD)
        grant = saved(a_role(a_colleague(), Role.AUDITOR))
        with pytest.raises(Forbidden):
            services.end_grant(lead, EndGrant(grant_id=grant.id, on=None, reason=REASON))

    def test_an_agency_lead_knows_no_grants_elsewhere(self, client):
        signed_in(client, Role.AGENCY_LEAD)
        grant = saved(a_role(a_colleague(), Role.LINE_MANAGER))
        assert client.get(f"/roles/{grant.id}/end").status_code == 404

    def test_a_missing_grant(self, client):
        signed_in(client)
        assert client.get("/roles/987654321/end").status_code == 404
