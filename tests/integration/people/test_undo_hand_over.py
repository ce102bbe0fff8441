"""A team that was handed over is given back whole, or somebody reads why it is not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db, unit_of_work
from portal.kernel.errors import NotFound
from portal.merging.domain import Side
from portal.people import queries
from portal.people.changes import GivenBack, HandOver, UndoHandOver
from portal.people.models import Agency, HandedPost, Person, TeamHandOver
from portal.people.services import handing
from portal.records.purging import purge_all
from tests.factories import actor_of, an_agency, saved, someone
from tests.factories_merging import a_pair, merged
from tests.factories_partnership import a_part
from tests.integration.people.cast import colleague, logged, post_of
from tests.support.pages import errors_on, parse


@pytest.fixture
def agency():
    return saved(an_agency(name="Northside Health"))


@pytest.fixture
def boss(agency):
    return colleague(agency, given_name="Old", family_name="Boss")


@pytest.fixture
def new(agency):
    return colleague(agency, given_name="New", family_name="Boss")


@pytest.fixture
def team(agency, boss):
    return [colleague(agency, family_name=f"Member{n}", post={"manager_id": boss.id}) for n in range(3)]


@pytest.fixture
def coordinator(client):
    account = someone(Role.COORDINATOR)
    client.sign_in(account)
    return actor_of(account, Role.COORDINATOR)


@pytest.fixture
def kept(agency, boss, team, new, coordinator):
    return handed(coordinator, agency, boss, new)


def handed(actor, agency, old, successor) -> TeamHandOver:
    with unit_of_work():
        handing.hand_over(actor, HandOver(agency.id, old.id, successor.reference))
    return db.session.scalars(select(TeamHandOver).order_by(TeamHandOver.id.desc())).first()


def url(kept) -> str:
    return f"/hand-overs/{kept.id}/undo"


def managers(team):
    return [post_of(one.id).manager_id for one in team]


def refusal(client, kept) -> str:
    """What the page says, and what is said to whoever sends the form all the same."""
    shown = client.get(url(kept))
    assert shown.status_code == 200
    assert "Give the team back</button>" not in shown.text
    token = parse(shown.text).select_one("input[name=csrf_token]")["value"]
    (said,) = errors_on(client.post(url(kept), data={"csrf_token": token}).text)
    assert said in shown.text
    return said


class TestGiveBack:
    def test_everybody_goes_back_and_the_log_says_from_whom(self, client, team, kept):
        assert "3 posts from Old Boss to New Boss" in client.get(f"/agencies/{kept.agency_id}").text
        assert all(one.name in client.get(url(kept)).text for one in team)
        answer = client.submit(url(kept), reason="The wrong New Boss")
        assert "3 posts given back" in client.follow(answer).text
        assert managers(team) == [kept.from_id] * 3
        entries = logged("undo_hand_over")
        assert [entry.person_id for entry in entries] == [one.id for one in team]
        assert entries[0].details["before"] == {"manager_id": kept.to_id}
        assert entries[0].details["after"] == {"manager_id": kept.from_id}
        assert entries[0].reason == "The wrong New Boss"
        assert "Teams handed over lately" not in client.get(f"/agencies/{kept.agency_id}").text

    def test_whoever_took_over_from_within_is_one_of_the_team_again(
        self, client, agency, boss, team, coordinator
    ):
        agency = queries.get_agency(post_of(boss.id).agency_id)
        head = colleague(agency)
        post_of(boss.id).manager_id = head.id
        db.session.commit()
        kept = handed(coordinator, agency, boss, team[0])
        assert managers(team) == [head.id, team[0].id, team[0].id]
        client.submit(url(kept))
        assert managers(team) == [boss.id] * 3

    def test_who_answered_to_the_successor_before_stays(self, client, agency, new, kept):
        own = colleague(agency, post={"manager_id": new.id})
        client.submit(url(kept))
        assert managers([own]) == [new.id]

    def test_whoever_has_left_since_stays_as_they_were(self, client, boss, new, team, kept):
        post_of(team[0].id).ended_on = clock.today() - timedelta(days=1)
        db.session.commit()
        client.submit(url(kept))
        assert managers(team) == [new.id, boss.id, boss.id]

    def test_of_two_hand_overs_the_later_goes_back_first(self, client, agency, new, team, kept):
        lead = actor_of(someone(Role.COORDINATOR), Role.COORDINATOR)
        later = handed(lead, agency, new, colleague(agency))
        assert "Member0" in refusal(client, kept)
        client.submit(url(later))
        client.submit(url(kept))
        assert managers(team) == [kept.from_id] * 3


@pytest.mark.parametrize("which", ["from_id", "to_id"])
def test_whoever_was_merged_since_hands_on_to_who_stands_for_them(client, team, kept, which):
    """The old manager, or the new one, was entered twice: the merge asks about it in words, and moves it."""
    lost = db.session.get_one(Person, getattr(kept, which))
    stays = colleague(db.session.get_one(Agency, kept.agency_id))
    pair = a_pair(lost, stays)
    keep = "first" if pair.first_id == stays.id else "second"
    page = client.get(f"/duplicates/{pair.id}/merge?keep={keep}").text
    assert {"from_id": "1 team they handed over", "to_id": "1 team they took over"}[which] in page
    merged(pair, keep=Side(keep))
    client.submit(url(kept))
    assert managers(team) == [stays.id if which == "from_id" else kept.from_id] * 3


class TestRefused:
    def test_twice(self, client, kept):
        client.submit(url(kept))
        assert refusal(client, kept) == "This team has been given back already"

    def test_of_two_at_once_the_second_is_told(self, boss, team, kept, coordinator):
        """The first has committed while the second still held what it had read."""
        again = UndoHandOver(kept.id)
        with unit_of_work():
            handing.undo_hand_over(coordinator, again)
        with pytest.raises(GivenBack), unit_of_work():
            handing.undo_hand_over(coordinator, again)
        assert len(logged("undo_hand_over")) == len(team)

    def test_after_its_time(self, client, new, team, kept, at):
        at(clock.now() + timedelta(days=13))
        assert "Give the team back" in client.get(url(kept)).text
        at(clock.now() + timedelta(days=2))
        assert "for 14 days after" in refusal(client, kept)
        assert managers(team) == [new.id] * 3

    def test_the_time_is_what_the_partnership_says(self, client, kept, at):
        a_part("rules.people", hand_over_undo=1)
        at(clock.now() + timedelta(days=2))
        assert "for 1 day after" in refusal(client, kept)

    def test_where_somebody_else_is_the_manager_by_now(self, client, new, team, kept, agency):
        post_of(team[1].id).manager_id = colleague(agency).id
        db.session.commit()
        said = refusal(client, kept)
        assert "Member1" in said
        assert "Member0" not in said
        assert managers([team[0], team[2]]) == [new.id] * 2

    def test_when_the_old_manager_has_left(self, client, boss, new, team, kept):
        post_of(boss.id).ended_on = date(2026, 3, 1)
        db.session.commit()
        assert refusal(client, kept).startswith("Old Boss does not work for this agency today")
        assert managers(team) == [new.id] * 3

    def test_when_the_old_manager_answers_to_the_team_by_now(self, client, boss, new, team, kept):
        post_of(boss.id).manager_id = team[2].id
        db.session.commit()
        assert refusal(client, kept).startswith("Old Boss answers to them already")
        assert managers(team) == [new.id] * 3

    def test_when_nobody_of_the_team_is_left(self, client, team, kept):
        for one in team:
            post_of(one.id).ended_on = date(2026, 3, 1)
        db.session.commit()
        assert refusal(client, kept) == "Nobody of this team is in post any more"


class TestWho:
    def test_the_agencys_lead_gives_back(self, client, agency, boss, team, kept):
        client.sign_in(someone(Role.AGENCY_LEAD, agency=agency))
        client.submit(url(kept))
        assert managers(team) == [boss.id] * 3

    @pytest.mark.parametrize(("role", "status"), [(Role.AGENCY_LEAD, 404), (Role.LINE_MANAGER, 403)])
    def test_others_do_not_and_see_nothing_of_it(self, client, kept, role, status):
        client.sign_in(someone(role))
        assert client.get(url(kept)).status_code == status
        assert "handed over" not in client.get(f"/agencies/{kept.agency_id}").text

    def test_a_lead_of_another_agency_is_refused_by_the_service_too(self, kept):
        lead = someone(Role.AGENCY_LEAD)
        with pytest.raises(NotFound):
            handing.undo_hand_over(actor_of(lead, Role.AGENCY_LEAD), UndoHandOver(kept.id))


def test_what_moved_is_forgotten_after_its_time(kept, at):
    at(clock.now() + timedelta(weeks=25))
    purge_all()
    assert db.session.scalars(select(HandedPost)).all()
    at(clock.now() + timedelta(weeks=2))
    purge_all()
    assert not db.session.scalars(select(TeamHandOver)).all()
    assert not db.session.scalars(select(HandedPost)).all()
