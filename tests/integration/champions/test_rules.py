"""Which certificates make a Champion current, who lapses this term, and the terms."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from tests.factories import a_course, a_school, saved, someone
from tests.integration.champions.cast import (
    a_certificate,
    a_coordinator,
    a_member_of_staff,
    a_school_with_a_lead,
    an_appointment,
)
from tests.support.forms import fill, find_form
from tests.support.pages import errors_on, parse, words_of
from training.champions.domain import ChampionKind
from training.champions.models import ChampionCourse, SchoolTerm

URL = "/champions/rules/courses"
TERM_ENDS = date(2026, 3, 27)


@pytest.fixture(autouse=True)
def signed_in(client):
    client.sign_in(a_coordinator())


@pytest.fixture
def term():
    return saved(SchoolTerm(name="Spring 2026", starts_on=date(2026, 1, 5), ends_on=TERM_ENDS))


def rows(client, gap="") -> list[str]:
    page = parse(client.get(f"/champions?gap={gap}").text)
    return [words_of(row) for row in page.select("main tbody tr")]


class TestCurrent:
    def test_any_certificate_counts_until_some_are_named(self, client):
        _, lead = a_school_with_a_lead()
        a_certificate(lead)
        assert "Ann Lead Trained" in rows(client)[0]
        named = saved(a_course())
        saved(ChampionCourse(course_id=named.id))
        assert "Ann Lead Not trained" in rows(client)[0]
        a_certificate(lead, named)
        assert "Ann Lead Trained" in rows(client)[0]

    def test_the_roster_is_cut_down_to_schools_whose_champion_is_not_trained(self, client):
        a_school_with_a_lead(name="Acorn")
        a_certificate(a_school_with_a_lead(name="Birch")[1])
        saved(a_school(name="Cedar"))
        assert [row.split()[0] for row in rows(client, "not_trained")] == ["Acorn"]


class TestLapsing:
    @pytest.mark.parametrize(
        ("expires_on", "found"),
        [(date(2026, 3, 27), True), (date(2026, 3, 28), False), (None, False), (date(2026, 3, 2), False)],
    )
    @pytest.mark.usefixtures("term")
    def test_a_certificate_that_runs_out_by_the_last_day_of_the_term(self, client, expires_on, found):
        _, lead = a_school_with_a_lead()
        a_certificate(lead, expires_on=expires_on)
        assert len(rows(client, "lapses")) == found
        assert ("Lapses this term trained until 27 March 2026" in rows(client)[0]) == found

    @pytest.mark.usefixtures("term")
    def test_the_longest_of_several_counts(self, client):
        _, lead = a_school_with_a_lead()
        a_certificate(lead, expires_on=TERM_ENDS)
        a_certificate(lead, expires_on=date(2028, 1, 1))
        assert not rows(client, "lapses")

    @pytest.mark.usefixtures("term")
    def test_an_appointment_that_ends_unless_somebody_follows(self, client):
        school = saved(a_school())
        an_appointment(school, a_member_of_staff(school), ends_on=TERM_ENDS)
        assert len(rows(client, "lapses")) == 1
        an_appointment(school, a_member_of_staff(school), starts_on=date(2026, 3, 28))
        assert not rows(client, "lapses")

    @pytest.mark.usefixtures("term")
    def test_whoever_follows_only_after_a_gap_does_not_help(self, client):
        school = saved(a_school())
        an_appointment(school, a_member_of_staff(school), ends_on=TERM_ENDS)
        an_appointment(school, a_member_of_staff(school), starts_on=date(2026, 3, 29))
        assert len(rows(client, "lapses")) == 1

    @pytest.mark.usefixtures("term")
    def test_a_deputy_who_lapses_counts_too_and_whoever_covers_does_not(self, client):
        school, other = saved(a_school()), saved(a_school())
        a_certificate(deputy := a_member_of_staff(school), expires_on=TERM_ENDS)
        an_appointment(school, deputy, ChampionKind.DEPUTY)
        an_appointment(other, a_member_of_staff(school), ChampionKind.COVER, ends_on=TERM_ENDS)
        assert len(rows(client, "lapses")) == 1

    def test_without_terms_it_is_so_many_days(self, client):
        _, lead = a_school_with_a_lead()
        a_certificate(lead, expires_on=date(2026, 6, 1))
        assert len(rows(client, "lapses")) == 1
        assert "1 June 2026" in client.get("/champions").text

    def test_in_holidays_it_is_the_next_term(self, client, term):
        term.starts_on, term.ends_on = date(2026, 4, 13), date(2026, 7, 22)
        db.session.commit()
        assert "22 July 2026" in client.get("/champions").text


class TestChoosing:
    def test_courses_are_chosen_and_logged(self, client):
        course = saved(a_course(title="Champion briefing"))
        client.submit("/champions/rules/courses", course_ids=[course.id])
        assert "Champion briefing" in client.get("/champions/rules").text
        entry = db.session.scalars(select(Activity).where(Activity.verb == "choose_champion_courses")).one()
        assert entry.details["after"] == {"courses": ["Champion briefing"]}

    def test_what_somebody_else_chose_meanwhile_is_not_overwritten(self, client):
        course = saved(a_course())
        shown = client.get("/champions/rules/courses").text
        saved(ChampionCourse(course_id=course.id))
        filled = fill(find_form(shown, URL, "main form[method=post]"), URL, {"course_ids": []})
        answer = client.post(URL, data=MultiDict(filled.pairs))
        assert "Somebody else has changed what counts" in errors_on(answer.text)[0]
        assert db.session.scalars(select(ChampionCourse.course_id)).all() == [course.id]

    def test_a_term_is_added_and_removed(self, client):
        filled = {"name": "Spring", "starts_on": date(2026, 1, 5), "ends_on": TERM_ENDS}
        client.submit("/champions/rules/terms/add", **filled)
        assert "Spring" in client.get("/champions/rules").text
        client.submit("/champions/rules")
        assert db.session.scalars(select(SchoolTerm)).all() == []

    @pytest.mark.usefixtures("term")
    @pytest.mark.parametrize(
        ("first", "last", "said"),
        [
            (TERM_ENDS, date(2026, 7, 1), "These days are in “Spring 2026” already"),
            (date(2026, 7, 1), date(2026, 7, 1), "The last day of a term must be after its first"),
        ],
    )
    def test_terms_do_not_overlap(self, client, first, last, said):
        answer = client.submit("/champions/rules/terms/add", name="Other", starts_on=first, ends_on=last)
        assert errors_on(answer.text) == [said]

    @pytest.mark.parametrize("role", [Role.AGENCY_LEAD, Role.CHAMPION, Role.ADMINISTRATOR])
    def test_only_those_who_run_training_choose(self, client, role):
        client.sign_in(someone(role, school=saved(a_school())))
        assert client.get("/champions/rules").status_code == 403
