"""One Champion follows another, and both may serve together for a while."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.people.models import Agency, RoleGrant
from tests.factories import a_role, a_school, saved, someone
from tests.integration.champions.cast import (
    SINCE,
    a_coordinator,
    a_member_of_staff,
    a_school_with_a_lead,
    an_appointment,
)
from tests.support.forms import fill, find_form
from tests.support.pages import errors_on, parse, words_of
from training.champions.checks import find_roles_out_of_step
from training.champions.domain import ChampionKind
from training.champions.models import ChampionAppointment

TODAY, LATER = date(2026, 3, 3), date(2026, 3, 31)


@pytest.fixture
def school():
    """A school whose Champion, Ann Lead, holds the role that goes with it."""
    made, lead = a_school_with_a_lead(name="Acorn Primary School")
    saved(a_role(lead, Role.CHAMPION, school_id=made.id, starts_on=SINCE))
    return made


@pytest.fixture
def teacher(school):
    return a_member_of_staff(school, given_name="Tess", family_name="Teacher")


def appointments(school) -> list[ChampionAppointment]:
    db.session.expire_all()
    mine = select(ChampionAppointment).where(ChampionAppointment.school_id == school.id)
    return list(db.session.scalars(mine.order_by(ChampionAppointment.starts_on, ChampionAppointment.id)))


def hand_over(client, school, person, starts_on=TODAY, ends_on=LATER):
    client.change_budget = (
        25  # two appointments, their roles, cover, places in queues, an invitation, and the log
    )
    url = f"/champions/{appointments(school)[0].id}/hand-over"
    return client.submit(url, person_id=person.id, starts_on=starts_on, ends_on=ends_on)


class TestHandOver:
    def test_both_are_current_until_the_last_day_of_the_first(self, client, school, teacher):
        client.sign_in(a_coordinator())
        hand_over(client, school, teacher)
        assert [(one.starts_on, one.ends_on) for one in appointments(school)] == [
            (SINCE, LATER),
            (TODAY, None),
        ]
        row = words_of(parse(client.get("/champions").text).select_one("main tbody tr"))
        assert "Handing over Ann Lead Not trained until 31 March 2026 Tess Teacher" in row

    def test_the_role_goes_with_it_and_the_log_tells_both(self, client, school, teacher):
        client.sign_in(a_coordinator())
        hand_over(client, school, teacher)
        ends = select(RoleGrant.ends_on).where(RoleGrant.school_id == school.id).order_by(RoleGrant.id)
        assert db.session.scalars(ends).all() == [LATER, None]
        assert not list(find_roles_out_of_step())
        verbs = db.session.scalars(select(Activity.verb).order_by(Activity.id)).all()
        assert {"stand_down_champion", "appoint_champion", "end_role", "grant_role"} <= set(verbs)

    def test_a_deputy_who_takes_over_is_deputy_until_the_day_before(self, client, school, teacher):
        an_appointment(school, teacher, ChampionKind.DEPUTY)
        saved(a_role(teacher, Role.CHAMPION, school_id=school.id, starts_on=SINCE))
        client.sign_in(a_coordinator())
        hand_over(client, school, teacher)
        theirs = [one for one in appointments(school) if one.person_id == teacher.id]
        assert [(one.kind, one.ends_on) for one in theirs] == [
            (ChampionKind.DEPUTY, date(2026, 3, 2)),
            (ChampionKind.LEAD, None),
        ]
        assert not list(find_roles_out_of_step())

    @pytest.mark.parametrize(
        ("days", "said"),
        [
            ((TODAY, date(2026, 4, 14)), "at most 42 days"),
            ((TODAY, date(2026, 3, 1)), "no day without anybody"),
            ((date(2025, 8, 1), date(2025, 8, 2)), "cannot be before the appointment started"),
            ((date(2027, 3, 4), date(2027, 3, 4)), "at most 365 days ago or 365 days ahead"),
        ],
    )
    def test_refuses_days_that_cannot_be(self, client, school, teacher, days, said):
        client.sign_in(a_coordinator())
        answer = hand_over(client, school, teacher, *days)
        assert said in errors_on(answer.text)[0]
        assert [one.ends_on for one in appointments(school)] == [None]

    def test_the_second_of_two_who_do_it_at_once_is_told(self, client, school, teacher):
        client.sign_in(a_coordinator())
        hand_over(client, school, teacher)
        answer = hand_over(client, school, a_member_of_staff(school))
        assert errors_on(answer.text) == ["Only a Champion who has no last day yet can hand over"]
        assert len(appointments(school)) == 2

    def test_only_to_the_staff_of_the_school(self, client, school):
        client.sign_in(a_coordinator())
        stranger = a_member_of_staff(saved(a_school()))
        url = f"/champions/{appointments(school)[0].id}/hand-over"
        form = find_form(client.get(url).text, url, "main form[method=post]")
        sent = MultiDict(fill(form, url, {"starts_on": TODAY, "ends_on": LATER}).pairs)
        sent.setlist("person_id", [str(stranger.id)])
        assert errors_on(client.post(url, data=sent).text) == ["Select an option from the list"]
        assert len(appointments(school)) == 1

    @pytest.mark.parametrize("role", [Role.AGENCY_LEAD, Role.CHAMPION, Role.PRACTITIONER])
    def test_others_may_not(self, client, school, role):
        client.sign_in(someone(role, school=saved(a_school())))
        assert client.get(f"/champions/{appointments(school)[0].id}/hand-over").status_code == 403

    def test_the_agency_lead_may_and_a_stranger_to_the_list_is_not_found(self, client, school, teacher):
        agency = db.session.get_one(Agency, school.agency_id)
        client.sign_in(someone(Role.AGENCY_LEAD, agency=agency))
        assert hand_over(client, school, teacher).status_code == 302
        assert client.get("/champions/999999/hand-over").status_code == 404
