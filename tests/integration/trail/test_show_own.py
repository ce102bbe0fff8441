from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.activity import Activity, record
from portal.kernel.db import db
from tests.factories import a_role, actor_of, an_agency, saved, someone
from tests.integration.certificates.cast import a_certificate
from tests.integration.reach.scene import a_side, the_person
from tests.integration.trail.test_list_activity import lines_on


@pytest.fixture
def home():
    return a_side("Home")


def openings() -> list[tuple[str, int | None]]:
    rows = db.session.query(Activity.verb, Activity.person_id).filter(Activity.verb.startswith("open_"))
    return [(row[0], row[1]) for row in rows]


class TestOpenings:
    def test_each_page_about_somebody_is_logged_once_a_day(self, client, home, at):
        person_id = home.practitioner.person_id
        client.sign_in(home.players[Role.LINE_MANAGER])
        for _ in range(2):
            client.get(f"/people/{person_id}")
            client.get(f"/people/{person_id}/certificates")
            client.get(f"/certificates/{home.things['certificate_id']}")
        once = {("open_person", person_id), ("open_certificates", person_id), ("open_certificate", person_id)}
        assert sorted(openings()) == sorted(once)
        at(clock.now() + timedelta(days=1))
        client.get(f"/people/{person_id}")
        assert openings().count(("open_person", person_id)) == 2

    def test_a_list_for_an_inspector_opens_everybody_on_it(self, client, home):
        champion = home.players[Role.CHAMPION]
        client.sign_in(champion)
        client.get(f"/schools/{home.school.id}/staff-certificates")
        opened = {person_id for verb, person_id in openings() if verb == "open_staff_certificates"}
        staff = {one.person_id for one in home.players.values()} - {home.players[Role.AUDITOR].person_id}
        assert opened == staff - {champion.person_id}

    def test_ones_own_is_not_logged(self, client, home):
        client.sign_in(home.practitioner)
        client.get(f"/people/{home.practitioner.person_id}/certificates")
        client.get(f"/certificates/{home.things['certificate_id']}")
        assert openings() == []

    def test_what_was_refused_is_no_opening(self, client, home):
        away = a_side("Away")
        client.sign_in(home.players[Role.LINE_MANAGER])
        assert client.get(f"/people/{away.practitioner.person_id}").status_code == 404
        assert openings() == []


class TestShowOwn:
    def test_somebody_reads_who_opened_their_record(self, client, home):
        manager = home.players[Role.LINE_MANAGER]
        client.sign_in(manager)
        client.get(f"/people/{home.practitioner.person_id}")
        client.sign_in(home.practitioner)
        (line,) = lines_on(client.get("/account/activity?show=opened").text)
        # A practitioner may not look their manager up: a role and an agency are said instead.
        assert f"A line manager of {home.agency.name} opened the record of you" in line

    def test_a_name_is_said_to_whoever_may_see_it(self, client):
        agency = saved(an_agency())
        lead = someone(Role.AGENCY_LEAD, agency=agency)
        colleague = someone(Role.COORDINATOR, agency=agency, given_name="Cora", family_name="Ordinator")
        record(actor_of(colleague, Role.COORDINATOR), "open_person", the_person(lead))
        client.sign_in(lead)
        (line,) = lines_on(client.get("/account/activity?show=opened").text)
        assert "Cora Ordinator opened the record of you" in line

    def test_shows_what_was_done_and_why_and_nothing_of_others(self, client, home):
        coordinator = someone(Role.COORDINATOR)
        for player in (home.practitioner, home.players[Role.TRAINER]):
            grant = saved(a_role(the_person(player), Role.MODERATOR))
            actor = actor_of(coordinator, Role.COORDINATOR)
            record(actor, "grant_role", grant, reason="Settles marks", role="moderator")
        client.sign_in(home.practitioner)
        page = client.get("/account/activity").text
        (line,) = [one for one in lines_on(page) if "moderator" in one]
        assert "gave you the role of moderator" in line
        assert line.endswith("Settles marks")
        assert "What was done to your record, and who opened it" in client.get("/account").text

    def test_is_empty_for_somebody_new(self, client):
        client.sign_in(someone())
        assert "Nothing has been changed yet." in client.get("/account/activity").text
        assert "Nobody else has opened your record." in client.get("/account/activity?show=opened").text


def test_an_opening_by_a_holder_of_several_posts_names_the_latest(client):
    holder = someone(Role.TRAINING_LEAD)
    certificate = a_certificate(the_person(someone()))
    client.sign_in(holder)
    client.get(f"/certificates/{certificate.id}")
    assert openings() == [("open_certificate", certificate.person_id)]
