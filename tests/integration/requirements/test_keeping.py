"""How people stand is kept up to date by what happens, and by nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.access import Actor, Role, RoleScope
from portal.kernel.db import db, unit_of_work
from portal.kernel.errors import Conflict
from portal.people.changes import AddPost, ChangePost, EndPost, PostDetails
from portal.people.domain import RoleGroup
from portal.people.models import Post
from portal.people.services import posts
from tests.factories import a_course, an_agency, saved, someone
from tests.integration.certificates.cast import ISSUER
from tests.integration.requirements.cast import (
    COORDINATOR,
    a_requirement,
    a_worker,
    asked_for,
    learned,
    settled,
    stands,
)
from tests.support.client import recorded_statements
from training.certificates.domain import ReplaceCertificate, WithdrawCertificate
from training.certificates.services import changing as certificates
from training.requirements import checks, jobs
from training.requirements.domain.commands import NameTaken
from training.requirements.models import RequirementCycle, RequirementStanding
from training.requirements.services import setting

KEEPER = Actor(person_id=0, name="Test", scopes=frozenset({RoleScope(Role.COORDINATOR)}))


def details(**given) -> PostDetails:
    made = {"job_title": "Worker", "role_group": RoleGroup.FAMILY_SUPPORT, "started_on": clock.today()}
    return PostDetails(**{**made, **given})


def post_of(person) -> Post:
    return db.session.scalars(select(Post).where(Post.person_id == person.id)).one()


def on(monkeypatch, day) -> None:
    monkeypatch.setattr(clock, "today", lambda: day)


class TestCertificates:
    def test_issuing_makes_current(self):
        course, person = saved(a_course()), a_worker()
        needed = a_requirement(course)
        assert stands(person, needed) == "overdue"
        learned(person, course)
        assert stands(person, needed) == "current"

    def test_withdrawing_takes_it_back_and_keeps_what_was(self):
        course, person = saved(a_course()), a_worker()
        needed, certificate = a_requirement(course), None
        certificate = learned(person, course)
        with unit_of_work():
            command = WithdrawCertificate(certificate_id=certificate.id, reason="Wrong person")
            certificates.withdraw_certificate(COORDINATOR, command)
        assert stands(person, needed) == "overdue"
        assert [one.number for one in db.session.scalars(select(RequirementCycle))] == [1]

    def test_replacing_changes_nothing(self):
        course, person = saved(a_course()), a_worker()
        needed, certificate = a_requirement(course), learned(person, course)
        command = ReplaceCertificate(
            certificate_id=certificate.id, issuer=ISSUER, name="Sam Married", reason="Name"
        )
        with unit_of_work():
            certificates.replace_certificate(COORDINATOR, command)
        assert stands(person, needed) == "current"
        assert len(db.session.scalars(select(RequirementCycle)).all()) == 1

    def test_a_refresher_renews_and_the_old_cycle_stays(self):
        refresher = saved(a_course())
        course, person = saved(a_course(refresher_id=refresher.id, valid_for_months=12)), a_worker()
        needed = a_requirement(course)
        learned(person, course, days_ago=400)
        assert stands(person, needed) == "reactivatable"
        learned(person, refresher)
        assert stands(person, needed) == "current"
        ends = [one.until for one in db.session.scalars(select(RequirementCycle))]
        assert len(ends) == 2
        assert ends == sorted(ends)


class TestPosts:
    def test_a_post_begins_and_grace_runs_from_there(self):
        needed, agency = a_requirement(), saved(an_agency())
        person = a_worker(role_group=RoleGroup.TEACHING)
        assert stands(person, needed) is None
        with unit_of_work():
            posts.add_post(KEEPER, AddPost(person.id, agency.id, details()))
        assert stands(person, needed) == "due"

    def test_another_role_group_is_no_longer_concerned(self):
        person = a_worker()
        needed, post = a_requirement(), post_of(person)
        with unit_of_work():
            other = details(role_group=RoleGroup.TEACHING, started_on=post.started_on)
            posts.change_post(KEEPER, ChangePost(post.id, other, seen=posts.seen_of(post)))
        assert stands(person, needed) is None

    def test_leaving_ends_it_the_day_after(self, monkeypatch):
        person, today = a_worker(), clock.today()
        needed = a_requirement()
        with unit_of_work():
            posts.end_post(KEEPER, EndPost(post_of(person).id, today, reason=""))
        assert stands(person, needed) == "overdue"
        on(monkeypatch, today + timedelta(days=1))
        jobs.move_on()
        assert stands(person, needed) is None

    def test_coming_back_counts_what_was_learned(self):
        course, person = saved(a_course()), a_worker()
        needed, _ = a_requirement(course), learned(person, course)
        yesterday = clock.today() - timedelta(days=1)
        with unit_of_work():
            posts.end_post(KEEPER, EndPost(post_of(person).id, yesterday, reason=""))
        assert stands(person, needed) is None
        with unit_of_work():
            posts.reopen_post(KEEPER, post_of(person).id)
        assert stands(person, needed) == "current"


class TestRequirements:
    def test_a_change_is_worked_out_for_everybody_concerned(self):
        course, person = saved(a_course()), a_worker()
        needed = a_requirement(course)
        longer = asked_for(course, requirement_id=needed.id, name=needed.name, grace_days=36_500)
        with unit_of_work():
            setting.save_requirement(COORDINATOR, longer, seen=setting.seen_of(needed))
        assert not needed.is_settled
        settled()
        assert stands(person, needed) == "due"
        db.session.expire_all()
        assert (needed.version, needed.is_settled) == (2, True)

    def test_another_refresher_of_a_course_is_heard_of(self, client):
        course, refresher, person = saved(a_course()), saved(a_course()), a_worker()
        needed = a_requirement(course)
        learned(person, course, days_ago=400)
        learned(person, refresher)
        assert stands(person, needed) == "reactivatable"
        client.change_budget = 18  # the course, each requirement that goes by it, and its work
        client.sign_in(someone(Role.TRAINING_LEAD))
        given = {"refresher_id": refresher.id, "valid_for_months": "12", "renew_within_months": "3"}
        assert client.submit(f"/training/courses/{course.id}/edit", **given).status_code == 302
        settled()
        assert stands(person, needed) == "current"

    def test_only_a_name_that_is_taken_is_told_as_that(self, monkeypatch):
        monkeypatch.setattr(setting, "check", lambda _: None)
        with pytest.raises(Conflict), unit_of_work():
            setting.save_requirement(COORDINATOR, asked_for(saved(a_course()), window_months=12))
        monkeypatch.setattr(setting.records, "find_id_by_name", lambda _: None)
        command = asked_for(saved(a_course()), name=a_requirement().name)
        with pytest.raises(NameTaken), unit_of_work():
            setting.save_requirement(COORDINATOR, command)

    def test_those_it_no_longer_speaks_of_have_no_row(self):
        course, person = saved(a_course()), a_worker()
        needed = a_requirement(course)
        others = asked_for(
            course, requirement_id=needed.id, name=needed.name, role_groups=(RoleGroup.POLICING,)
        )
        with unit_of_work():
            setting.save_requirement(COORDINATOR, others, seen=setting.seen_of(needed))
        settled()
        assert stands(person, needed) is None


class TestNight:
    def test_moves_only_those_whose_day_has_come(self, monkeypatch):
        course, person, other = saved(a_course()), a_worker(), a_worker()
        needed = a_requirement(course)
        learned(person, course, days_ago=0)
        opens = clock.today() + timedelta(days=275)
        on(monkeypatch, opens)
        with recorded_statements() as statements:
            jobs.move_on()
        assert stands(person, needed) == "renew"
        assert stands(other, needed) == "overdue"
        assert len(statements) < 20

    def test_twice_is_as_good_as_once(self, monkeypatch):
        course, person = saved(a_course()), a_worker()
        needed, _ = a_requirement(course), learned(person, course, days_ago=0)
        on(monkeypatch, clock.today() + timedelta(days=800))
        for _ in range(2):
            jobs.move_on()
        assert stands(person, needed) == "expired"
        assert len(db.session.scalars(select(RequirementCycle)).all()) == 1

    def test_a_missed_day_is_found_by_the_check(self, monkeypatch):
        course = saved(a_course())
        learned_by = a_worker()
        a_requirement(course)
        learned(learned_by, course, days_ago=0)
        assert list(checks.find_overlooked()) == []
        on(monkeypatch, clock.today() + timedelta(days=500))
        assert len(list(checks.find_overlooked())) == 1


@pytest.mark.parametrize("several", [1, 40])
def test_statements_do_not_grow_with_people(several):
    people = [a_worker().id for _ in range(several)]
    a_requirement()
    with unit_of_work(), recorded_statements() as statements:
        jobs.keeping.hear_of_people(people)
    assert len(statements) <= 11
    assert len(db.session.scalars(select(RequirementStanding)).all()) == several
