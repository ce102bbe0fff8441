"""A vacancy is covered by the Champion of another school until a day that is said."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from portal.kernel.access import Role
from portal.kernel.db import db
from portal.people.models import Agency, Person, RoleGrant
from tests.factories import a_post, a_school, an_area, saved, someone
from tests.integration.champions.cast import (
    a_coordinating_actor,
    a_coordinator,
    a_member_of_staff,
    a_school_with_a_lead,
    an_appointment,
)
from tests.support.pages import errors_on, parse, words_of
from training.champions import services
from training.champions.domain import ChampionKind, CoverSchool, CoversFromElsewhere
from training.champions.models import ChampionAppointment

FIRST, LAST = date(2026, 3, 3), date(2026, 5, 1)


@pytest.fixture
def area():
    return saved(an_area())


@pytest.fixture
def lead(area):
    """Ann Lead, Champion of Birch."""
    return a_school_with_a_lead(name="Birch Primary School", area=area)[1]


@pytest.fixture
def school(area):
    return saved(a_school(name="Acorn Primary School", area=area))


@pytest.fixture(autouse=True)
def signed_in(client):
    client.sign_in(a_coordinator())


def cover(client, school, person, starts_on=FIRST, ends_on=LAST):
    url = f"/schools/{school.id}/champions/cover"
    return client.submit(url, person_id=person.id, starts_on=starts_on, ends_on=ends_on)


def roster(client, asked="") -> list[str]:
    return [words_of(row) for row in parse(client.get(f"/champions{asked}").text).select("main tbody tr")]


class TestCover:
    def test_shows_who_covers_and_that_the_place_is_still_vacant(self, client, school, lead):
        cover(client, school, lead)
        assert "Vacant Ann Lead Covers of Birch Primary School until 1 May 2026" in roster(client)[0]
        assert len(roster(client, "?gap=no_lead")) == len(roster(client, "?gap=covered")) == 1
        chart = words_of(parse(client.get("/champions").text).select_one("figure"))
        assert "Cover instead of a Champion 1 of 2" in chart

    def test_the_role_ends_by_itself(self, client, school, lead):
        cover(client, school, lead)
        grant = db.session.scalars(select(RoleGrant).where(RoleGrant.school_id == school.id)).one()
        assert (grant.role, grant.starts_on, grant.ends_on) == (Role.CHAMPION, FIRST, LAST)

    def test_can_end_sooner_and_the_role_with_it(self, client, school, lead):
        cover(client, school, lead)
        made = select(ChampionAppointment).where(ChampionAppointment.school_id == school.id)
        answer = client.submit(
            f"/champions/{db.session.scalars(made).one().id}/stand-down", ends_on=FIRST, reason="other"
        )
        assert answer.status_code == 302
        grant = db.session.scalars(select(RoleGrant).where(RoleGrant.school_id == school.id)).one()
        assert grant.ends_on == FIRST

    @pytest.mark.parametrize(("starts_on", "ends_on"), [(FIRST, date(2026, 3, 2)), (FIRST, date(2026, 9, 3))])
    def test_has_an_end_that_is_not_too_far(self, client, school, lead, starts_on, ends_on):
        answer = cover(client, school, lead, starts_on, ends_on)
        assert "at most 183 days later" in errors_on(answer.text)[0]

    def test_only_where_nobody_is_champion_then(self, client, school, lead):
        teacher = a_member_of_staff(school)
        an_appointment(school, teacher, starts_on=date(2026, 5, 1))
        assert "nothing to cover" in errors_on(cover(client, school, lead).text)[0]
        assert cover(client, school, lead, FIRST, date(2026, 4, 30)).status_code == 302

    def test_not_twice(self, client, school, lead):
        cover(client, school, lead)
        assert errors_on(cover(client, school, lead).text)
        kinds = select(ChampionAppointment.kind).where(ChampionAppointment.school_id == school.id)
        assert db.session.scalars(kinds).all() == [ChampionKind.COVER]


class TestWhatItRestsOn:
    @pytest.fixture(autouse=True)
    def dearer(self, client):
        client.change_budget = 20  # the cover and its role end in the same act

    def last_days(self, school) -> list[date | None]:
        """Of whoever covers, and of the role for it."""
        db.session.expire_all()
        of_cover = select(ChampionAppointment.ends_on).where(
            ChampionAppointment.school_id == school.id, ChampionAppointment.kind == ChampionKind.COVER
        )
        of_role = select(RoleGrant.ends_on).where(RoleGrant.school_id == school.id).order_by(RoleGrant.id)
        return [*db.session.scalars(of_cover), db.session.scalars(of_role).first()]

    def test_ends_with_whoever_covers_as_champion_of_their_own_school(self, client, school, lead):
        cover(client, school, lead)
        own = select(ChampionAppointment.id).where(ChampionAppointment.kind == ChampionKind.LEAD)
        day = date(2026, 3, 31)
        client.submit(f"/champions/{db.session.scalars(own).one()}/stand-down", ends_on=day, reason="left")
        assert self.last_days(school) == [day, day]

    def test_ends_the_day_before_the_school_has_its_own(self, client, school, lead):
        cover(client, school, lead)
        teacher = a_member_of_staff(school)
        given = {"kind": "lead", "person_id": teacher.id, "starts_on": date(2026, 4, 13)}
        assert client.submit(f"/schools/{school.id}/champions/appoint", **given).status_code == 302
        assert self.last_days(school) == [date(2026, 4, 12)] * 2

    def test_ends_where_whoever_covers_comes_to_lead_the_school(self, client, school, lead):
        cover(client, school, lead)
        saved(a_post(lead, db.session.get_one(Agency, school.agency_id), school_id=school.id))
        given = {"kind": "lead", "person_id": lead.id, "starts_on": date(2026, 4, 13)}
        assert client.submit(f"/schools/{school.id}/champions/appoint", **given).status_code == 302
        assert self.last_days(school) == [date(2026, 4, 12)] * 2
        role = select(RoleGrant.starts_on).where(
            RoleGrant.school_id == school.id, RoleGrant.ends_on.is_(None)
        )
        assert db.session.scalars(role).all() == [date(2026, 4, 13)]

    def test_nobody_deputises_where_they_cover(self, client, school, lead):
        cover(client, school, lead)
        saved(a_post(lead, db.session.get_one(Agency, school.agency_id), school_id=school.id))
        given = {"kind": "deputy", "person_id": lead.id, "starts_on": date(2026, 4, 13)}
        answer = client.submit(f"/schools/{school.id}/champions/appoint", **given)
        assert "already has this place" in errors_on(answer.text)[0]

    def test_that_had_not_begun_has_its_first_day_left(self, client, school, lead):
        cover(client, school, lead, date(2026, 4, 20))
        given = {"kind": "lead", "person_id": a_member_of_staff(school).id, "starts_on": FIRST}
        client.submit(f"/schools/{school.id}/champions/appoint", **given)
        assert self.last_days(school) == [date(2026, 4, 20)] * 2


class TestWhoIsOffered:
    def test_the_champions_of_the_same_part_and_of_another_when_asked(self, client, school, lead):
        other = saved(an_area(name="Far away"))
        a_school_with_a_lead(name="Cedar Primary School", area=other)
        url = f"/schools/{school.id}/champions/cover"
        assert "Birch" in client.get(url).text
        assert "Cedar" not in client.get(url).text
        assert "Cedar" in client.get(f"{url}?local_area_id={other.id}").text

    def test_nobody_who_is_not_champion_elsewhere(self, client, school, lead):
        deputy = db.session.get_one(Person, a_coordinator().person_id)
        with pytest.raises(CoversFromElsewhere):
            services.cover_school(
                a_coordinating_actor(),
                CoverSchool(school_id=school.id, person_id=deputy.id, starts_on=FIRST, ends_on=LAST),
            )

    def test_others_may_not(self, client, school):
        client.sign_in(someone(Role.CHAMPION, school=school))
        assert client.get(f"/schools/{school.id}/champions/cover").status_code == 403
