"""A whole team answers to another manager, in one act."""

from __future__ import annotations

from datetime import date

import pytest

from portal.kernel.access import Role
from tests.factories import an_agency, saved, someone
from tests.integration.people.cast import colleague, logged, post_of
from tests.support.pages import errors_on


@pytest.fixture
def agency():
    return saved(an_agency(name="Northside Health"))


@pytest.fixture
def boss(agency):
    return colleague(agency, given_name="Old", family_name="Boss")


@pytest.fixture
def team(agency, boss):
    return [colleague(agency, family_name=f"Member{n}", post={"manager_id": boss.id}) for n in range(3)]


def url(boss, agency) -> str:
    return f"/people/{boss.id}/teams/{agency.id}/hand-over"


@pytest.fixture
def coordinator(client):
    client.sign_in(someone(Role.COORDINATOR))


@pytest.mark.usefixtures("coordinator")
class TestHandOver:
    def test_everybody_moves_at_once_and_each_post_says_so(self, client, agency, boss, team) -> None:
        new = colleague(agency, given_name="New", family_name="Boss")
        assert "Hand over this team" in client.get(f"/people/{boss.id}").text
        assert all(one.name in client.get(url(boss, agency)).text for one in team)
        answer = client.submit(url(boss, agency), manager="new boss")
        assert "3 posts handed over" in client.follow(answer).text
        assert {post_of(one.id).manager_id for one in team} == {new.id}
        assert {entry.subject_id for entry in logged("hand_over")} == {post_of(one.id).id for one in team}
        assert logged("hand_over")[0].details["before"] == {"manager_id": boss.id}

    def test_one_of_the_team_takes_over_and_answers_to_the_next_above(
        self, client, agency, boss, team
    ) -> None:
        head = colleague(agency)
        post_of(boss.id).manager_id = head.id
        client.submit(url(boss, agency), manager=team[0].reference)
        assert [post_of(one.id).manager_id for one in team] == [head.id, team[0].id, team[0].id]

    def test_those_who_have_left_stay_where_they_were(self, client, agency, boss, team) -> None:
        post_of(team[0].id).ended_on = date(2026, 3, 1)
        colleague(agency, given_name="New", family_name="Boss")
        client.submit(url(boss, agency), manager="new boss")
        assert post_of(team[0].id).manager_id == boss.id

    def test_what_they_manage_elsewhere_stays(self, client, agency, boss, team) -> None:
        elsewhere = colleague(saved(an_agency()), post={"manager_id": boss.id})
        colleague(agency, given_name="New", family_name="Boss")
        client.submit(url(boss, agency), manager="new boss")
        assert post_of(elsewhere.id).manager_id == boss.id

    def test_nobody_below_the_team_takes_over(self, client, agency, boss, team) -> None:
        colleague(agency, given_name="Low", family_name="Est", post={"manager_id": team[0].id})
        assert errors_on(client.submit(url(boss, agency), manager="low est").text) == [
            "Low Est answers to them already, directly or through others"
        ]
        assert post_of(team[1].id).manager_id == boss.id

    @pytest.mark.parametrize(
        "said",
        [
            ("", "Enter who manages them from now on"),
            ("old boss", "They manage this team already"),
            (
                "nobody known",
                "Nobody who works for Northside Health today is called that. Choose a manager from there",
            ),
        ],
    )
    @pytest.mark.usefixtures("team")
    def test_says_what_is_wrong(self, client, agency, boss, said) -> None:
        typed, message = said
        assert errors_on(client.submit(url(boss, agency), manager=typed).text) == [message]

    def test_a_long_team_takes_no_more_statements(self, client, agency, boss, team) -> None:
        for _ in range(30):
            colleague(agency, post={"manager_id": boss.id})
        colleague(agency, given_name="New", family_name="Boss")
        assert client.submit(url(boss, agency), manager="new boss").status_code == 302

    def test_a_team_that_is_not_there_is_not_found(self, client, agency, boss) -> None:
        assert client.get(url(boss, agency)).status_code == 404


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize(("role", "status"), [(Role.AGENCY_LEAD, 404), (Role.LINE_MANAGER, 403)])
def test_others_hand_nothing_over(client, agency, boss, role, status) -> None:
    client.sign_in(someone(role))
    assert client.get(url(boss, agency)).status_code == status


def test_a_lead_hands_over_in_their_own_agency(client, agency, boss, team) -> None:
    client.sign_in(someone(Role.AGENCY_LEAD, agency=agency))
    colleague(agency, given_name="New", family_name="Boss")
    assert client.submit(url(boss, agency), manager="new boss").status_code == 302
