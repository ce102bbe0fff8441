"""A successor is invited by letter, says yes or no, and goes up the queue of what makes a Champion."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from portal.accounts.models import Account
from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.outbox import MessageState, OutgoingMessage
from portal.people.models import Person, Post
from tests.factories import a_booking, a_course, a_school, an_account, an_event, saved, someone
from tests.factories_partnership import a_part
from tests.integration.champions.cast import (
    a_certificate,
    a_coordinating_actor,
    a_coordinator,
    a_member_of_staff,
    a_school_with_a_lead,
    an_appointment,
    an_invitation,
)
from tests.support.pages import errors_on
from training.bookings.domain import BookingStatus, Learner
from training.bookings.models import Booking
from training.champions import jobs, services
from training.champions.domain import AnswerInvitation, ChampionKind, InvitationState
from training.champions.models import ChampionAppointment, ChampionCourse, ChampionInvitation
from training.champions.queries.inviting import list_to_appoint


@pytest.fixture
def school():
    return saved(a_school(name="Acorn Primary School"))


@pytest.fixture
def teacher(school):
    return a_member_of_staff(school, given_name="Tess", family_name="Teacher")


@pytest.fixture
def course():
    made = saved(a_course(title="Champions' course"))
    saved(ChampionCourse(course_id=made.id))
    return made


def invite(client, school, person, kind=ChampionKind.LEAD):
    return client.submit(f"/schools/{school.id}/champions/invite", person_id=person.id, kind=kind)


def the_invitation() -> ChampionInvitation:
    db.session.expire_all()
    return db.session.scalars(select(ChampionInvitation)).one()


def answer(client, person, said="yes"):
    client.sign_in(account_of(person))
    return client.submit(f"/champions/invitations/{the_invitation().id}/answer", answer=said)


def account_of(person) -> Account:
    found = db.session.scalar(select(Account).where(Account.person_id == person.id))
    return found or saved(an_account(db.session.get_one(Person, person.id)))


class TestInvite:
    def test_sends_one_letter_that_names_school_and_course(self, client, school, teacher, course):
        client.sign_in(a_coordinator())
        invite(client, school, teacher)
        letter = db.session.scalars(select(OutgoingMessage)).one()
        assert letter.subject == "Acorn Primary School would like you as Early Help Champion"
        assert course.title in letter.body
        assert "24 March 2026" in letter.body

    def test_not_twice_at_once_but_again_after_a_no(self, client, school, teacher):
        client.sign_in(a_coordinator())
        invite(client, school, teacher)
        assert errors_on(invite(client, school, teacher).text) == ["This person has been invited already"]
        answer(client, teacher, "no")
        client.sign_in(a_coordinator())
        assert invite(client, school, teacher).status_code == 302

    def test_not_who_has_the_place_but_a_deputy_may_become_lead(self, client, school, teacher):
        an_appointment(school, teacher, ChampionKind.DEPUTY)
        client.sign_in(a_coordinator())
        assert errors_on(invite(client, school, teacher, ChampionKind.DEPUTY).text)
        assert invite(client, school, teacher, ChampionKind.LEAD).status_code == 302

    def test_the_champion_of_the_school_may_and_of_another_may_not(self, client, school, teacher):
        client.sign_in(someone(Role.CHAMPION, school=school))
        assert invite(client, school, teacher).status_code == 302
        other = saved(a_school())
        assert client.get(f"/schools/{other.id}/champions/invite").status_code == 403

    def test_is_shown_on_the_page_of_the_school_to_those_concerned(self, client, school, teacher):
        client.sign_in(a_coordinator())
        invite(client, school, teacher)
        url = f"/schools/{school.id}/champions"
        assert "Tess Teacher" in client.get(url).text
        client.sign_in(someone(Role.PRACTITIONER))
        assert "Tess Teacher" not in client.get(url).text


class TestAnswer:
    def test_yes_waits_for_those_who_appoint_and_ends_with_the_appointment(self, client, school, teacher):
        coordinator = a_coordinator()
        client.sign_in(coordinator)
        invite(client, school, teacher)
        answer(client, teacher)
        client.sign_in(coordinator)
        assert "1 person said yes" in client.get("/").text
        url = f"/schools/{school.id}/champions/appoint"
        client.submit(url, kind="lead", person_id=teacher.id, starts_on=date(2026, 3, 3))
        assert the_invitation().state is InvitationState.APPOINTED
        assert "said yes" not in client.get("/").text

    def test_is_asked_for_on_the_home_page_until_given(self, client, school, teacher):
        client.sign_in(a_coordinator())
        invite(client, school, teacher)
        client.sign_in(account_of(teacher))
        assert "A school asks you to be Champion or deputy" in client.get("/").text
        answer(client, teacher, "no")
        assert "A school asks" not in client.get("/").text
        assert "Said no" in client.get("/champions/invitations").text

    def test_is_given_once(self, client, school, teacher):
        client.sign_in(a_coordinator())
        invite(client, school, teacher)
        answer(client, teacher)
        page = client.get(f"/champions/invitations/{the_invitation().id}/answer").text
        assert "has been answered or taken back" in page
        assert "Send your answer" not in page

    def test_nobody_answers_for_another_nor_knows_of_it(self, client, school, teacher):
        client.sign_in(a_coordinator())
        invite(client, school, teacher)
        invitation_id = the_invitation().id
        assert client.get(f"/champions/invitations/{invitation_id}/answer").status_code == 404
        with pytest.raises(NotFound):
            services.answer_invitation(
                a_coordinating_actor(), AnswerInvitation(invitation_id=invitation_id, says_yes=True)
            )

    def test_taken_back_the_letter_does_not_leave(self, client, school, teacher):
        client.sign_in(a_coordinator())
        invite(client, school, teacher)
        client.submit(f"/schools/{school.id}/champions", press="Take the invitation back Tess Teacher")
        assert the_invitation().state is InvitationState.WITHDRAWN
        assert db.session.scalars(select(OutgoingMessage.state)).all() == [MessageState.CLOSED]

    def test_lapses_when_its_day_is_over_and_is_logged_once(self, client, school, teacher):
        client.sign_in(a_coordinator())
        invite(client, school, teacher)
        for answer_by, state in ((0, InvitationState.OPEN), (-1, InvitationState.LAPSED)):
            the_invitation().answer_by = clock.today() + timedelta(days=answer_by)
            db.session.commit()
            jobs.lapse_invitations()
            jobs.lapse_invitations()
            assert the_invitation().state is state
        lapsed = select(func.count()).where(Activity.verb == "lapse_champion_invitation")
        assert db.session.scalar(lapsed) == 1


class TestQueue:
    def priority(self, person, course) -> int:
        learner = Learner(person.id, person.name, person.email)
        found = services.read_priority(an_event(course), learner)
        return found.points if found else 0

    def test_only_on_the_courses_that_count(self, client, school, teacher, course):
        assert self.priority(teacher, course) == 0
        client.sign_in(a_coordinator())
        invite(client, school, teacher)
        assert (self.priority(teacher, course), self.priority(teacher, saved(a_course()))) == (30, 0)

    def test_those_who_are_appointed_and_not_trained_too(self, client, course):
        _, lead = a_school_with_a_lead()
        a_part("rules.champion-invitations", priority=40)
        assert self.priority(lead, course) == 40
        a_certificate(lead, course)
        assert self.priority(lead, course) == 0

    def test_follows_appointing_and_standing_down_too(self, client, school, teacher, course):
        theirs = a_booking(an_event(course, capacity=1), teacher, BookingStatus.WAITING)
        client.change_budget = 18  # the appointment, its role and one place in a queue
        client.sign_in(a_coordinator())
        given = {"kind": "lead", "person_id": teacher.id, "starts_on": date(2026, 2, 2)}
        client.submit(f"/schools/{school.id}/champions/appoint", **given)
        assert points(theirs) == 30
        own = db.session.scalars(select(ChampionAppointment.id)).one()
        client.submit(f"/champions/{own}/stand-down", ends_on=date(2026, 2, 28), reason="left")
        assert points(theirs) == 0

    def test_a_last_day_given_ahead_counts_when_it_has_passed(self, client, school, teacher, course, at):
        theirs = a_booking(an_event(course, capacity=1), teacher, BookingStatus.WAITING, priority=30)
        own = an_appointment(school, teacher)
        client.change_budget = 18  # likewise
        client.sign_in(a_coordinator())
        client.submit(f"/champions/{own.id}/stand-down", ends_on=date(2026, 3, 20), reason="left")
        for day, expected in ((20, 30), (21, 0)):
            at(datetime(2026, 3, day, 6, tzinfo=UTC))
            jobs.rank_former()
            assert points(theirs) == expected
        jobs.rank_former()
        verbs = select(func.count()).where(Activity.verb == "rank_anew")
        assert db.session.scalar(verbs) == 2  # why they have it, when it was given; and when it ended

    @pytest.mark.parametrize(("days_ago", "counts"), [(89, True), (91, False)])
    def test_a_yes_counts_for_so_long(self, school, teacher, course, days_ago, counts):
        said = clock.now() - timedelta(days=days_ago)
        an_invitation(school, teacher, state=InvitationState.ACCEPTED, answered_at=said)
        assert self.priority(teacher, course) == (30 if counts else 0)
        assert len(list_to_appoint(a_coordinating_actor())) == counts

    def test_a_yes_that_counts_no_longer_gives_way_to_another_invitation(self, client, school, teacher):
        said = clock.now() - timedelta(days=91)
        an_invitation(school, teacher, state=InvitationState.ACCEPTED, answered_at=said)
        client.change_budget = 18  # the old invitation and the new one
        client.sign_in(a_coordinator())
        assert invite(client, school, teacher).status_code == 302
        states = select(ChampionInvitation.state).order_by(ChampionInvitation.id)
        assert db.session.scalars(states).all() == [InvitationState.OVERTAKEN, InvitationState.OPEN]

    def test_a_yes_of_somebody_who_left_counts_no_longer(self, school, teacher, course):
        an_invitation(school, teacher, state=InvitationState.ACCEPTED, answered_at=clock.now())
        post = db.session.scalars(select(Post).where(Post.person_id == teacher.id)).one()
        post.ended_on = clock.today() - timedelta(days=1)
        db.session.commit()
        assert self.priority(teacher, course) == 0
        jobs.lapse_invitations()
        assert the_invitation().state is InvitationState.OVERTAKEN

    def test_whoever_waits_already_moves_up_and_down_again(self, client, school, teacher, course):
        event = an_event(course, capacity=1)
        first = a_booking(event, status=BookingStatus.WAITING)
        theirs = a_booking(event, teacher, BookingStatus.WAITING)
        client.change_budget = 18  # the invitation and one place in a queue
        client.sign_in(a_coordinator())
        invite(client, school, teacher)
        assert [points(one) for one in (first, theirs)] == [0, 30]
        answer(client, teacher, "no")
        assert [points(one) for one in (first, theirs)] == [0, 0]
        verbs = select(func.count()).where(Activity.verb == "rank_anew")
        assert db.session.scalar(verbs) == 2


def points(booking) -> int:
    db.session.expire_all()
    return db.session.get_one(Booking, booking.id).priority
