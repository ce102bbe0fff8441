"""The training half of the demo partnership, and the stories its accounts open on."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from portal.kernel import clock
from portal.kernel.db import db
from portal.people.demo.cast import find_cast
from portal.people.models import Post, School
from tests.integration.demo.test_people import count
from training.attendance.domain import AttendanceMark
from training.attendance.models import SittingMark
from training.bookings.domain import PLACE_HOLDERS, BookingStatus
from training.bookings.hooks import count_unnamed
from training.bookings.models import Booking, StatusEntry
from training.bookings.promotion import awaits_draw
from training.catalogue.demo.timetable import STORY_CODES
from training.catalogue.domain import EventState
from training.catalogue.models import Course, EventTrainer, TrainingEvent
from training.certificates.domain import EvaluationGate, code_as_stored
from training.certificates.models import Certificate
from training.champions.domain import ChampionKind
from training.champions.models import ChampionAppointment
from training.desk.domain import DeskRules
from training.evaluation.domain import EvaluationForm
from training.evaluation.models import EvaluationAnswer, EvaluationResponse

ANSWERED = (
    (EvaluationResponse.event_id == Certificate.event_id)
    & (EvaluationResponse.person_id == Certificate.person_id)
    & (EvaluationResponse.form == EvaluationForm.AFTER)
)

pytestmark = pytest.mark.usefixtures("demo")

NAMED_BY_THE_STRATEGIES = (
    "early help",
    "Good Help",
    "lead practitioner",
    "team around the family",
    "Voice of the child",
    "Signs of Safety",
    "Reducing parental conflict",
    "Solihull",
    "Champion briefing",
    "Writing a Family Early Help Assessment",
    "Practitioners' Forum",
)


def story(name):
    return db.session.scalars(select(TrainingEvent).where(TrainingEvent.code == STORY_CODES[name])).one()


def statuses_of(login, name):
    statement = select(Booking.status).where(
        Booking.person_id == find_cast()[login].person_id, Booking.event_id == story(name).id
    )
    return db.session.scalars(statement).all()


@pytest.mark.parametrize("words", NAMED_BY_THE_STRATEGIES)
def test_the_catalogue_has_the_courses_that_the_strategies_name(words):
    assert count(select(Course.id).where(Course.title.contains(words))) >= 1


def test_courses_say_what_they_are_for():
    for course in db.session.scalars(select(Course)):
        assert course.aims
        assert course.outcomes
        assert set(course.principles) <= {f"GH{number}" for number in range(1, 8)}
        assert course.audit_items


def test_places_taken_are_those_who_hold_them():
    named = dict(
        db.session.execute(
            select(Booking.event_id, func.count())
            .where(Booking.status.in_(PLACE_HOLDERS))
            .group_by(Booking.event_id)
        ).all()
    )
    events = db.session.scalars(select(TrainingEvent)).all()
    unnamed = count_unnamed([one.id for one in events])
    assert sum(unnamed.values()) > 1
    taken = {one.id: named.get(one.id, 0) + unnamed.get(one.id, 0) for one in events}
    assert {one.id: one.places_taken for one in events} == taken
    assert count(select(TrainingEvent.id).where(TrainingEvent.places_taken > 0)) > 30


def test_the_newest_entry_says_how_each_booking_stands():
    newest = select(func.max(StatusEntry.id)).group_by(StatusEntry.booking_id)
    same = (
        select(Booking.id)
        .join(StatusEntry, StatusEntry.booking_id == Booking.id)
        .where(StatusEntry.id.in_(newest), StatusEntry.status == Booking.status)
    )
    assert count(same) == count(select(Booking.id)) > 300


def test_only_full_or_undated_events_or_lotteries_have_a_queue():
    waited_for = select(Booking.event_id).where(Booking.status == BookingStatus.WAITING)
    events = db.session.scalars(select(TrainingEvent).where(TrainingEvent.id.in_(waited_for))).all()
    assert len(events) > 2
    assert all(event.starts_at is None or not event.places_left or awaits_draw(event) for event in events)


SHAPES = {
    "full": lambda event: event.places_left == 0,
    "thin": lambda event: event.places_taken < event.capacity * DeskRules().thin_share,
    "cancelled": lambda event: event.state is EventState.CANCELLED,
    "undated": lambda event: event.starts_at is None,
    "planned": lambda event: event.state is EventState.PLANNED,
}


@pytest.mark.parametrize("name", SHAPES)
def test_there_is_an_event_that_is(name):
    assert SHAPES[name](story(name))


@pytest.mark.parametrize(("name", "days"), [("today", 0), ("yesterday", -1)])
def test_the_trainer_has_a_register_to_take(name, days):
    event = story(name)
    trainers = db.session.scalars(
        select(EventTrainer.person_id).where(EventTrainer.event_id == event.id)
    ).all()
    assert trainers == [find_cast()["trainer"].person_id]
    assert (clock.in_london(event.starts_at).date() - clock.today()).days == days
    assert event.result_confirmed_at is None
    assert event.places_taken > 1


def test_the_practitioner_has_training_to_come():
    assert statuses_of("practitioner", "next") == [BookingStatus.BOOKED]
    assert statuses_of("practitioner", "full") == [BookingStatus.WAITING]
    assert statuses_of("practitioner", "cancelled") == [BookingStatus.EVENT_CANCELLED]


def test_the_practitioner_has_been_trained_and_has_one_form_to_send():
    practitioner = find_cast()["practitioner"].person_id
    assert statuses_of("practitioner", "last week") == [BookingStatus.ATTENDED]
    sent = db.session.scalars(
        select(EvaluationResponse.event_id).where(
            EvaluationResponse.person_id == practitioner, EvaluationResponse.form == EvaluationForm.AFTER
        )
    ).all()
    assert story("last week").id not in sent
    assert story("last term").id in sent
    assert count(select(Certificate.id).where(Certificate.person_id == practitioner)) == 2


def test_marks_and_results_tell_the_same():
    wrong = (
        select(SittingMark.id)
        .join(Booking, Booking.id == SittingMark.booking_id)
        .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
        # Of the newest events the door has marked some, and nobody has confirmed the result.
        .where(
            TrainingEvent.result_confirmed_at.is_not(None),
            (SittingMark.mark == AttendanceMark.PRESENT) != (Booking.status == BookingStatus.ATTENDED),
        )
    )
    assert count(wrong) == 0
    assert count(select(SittingMark.id)) > 200
    assert count(select(TrainingEvent.id).where(TrainingEvent.result_confirmed_at.is_not(None))) > 25


def test_every_certificate_has_its_facts():
    attended = (Booking.event_id == Certificate.event_id) & (Booking.person_id == Certificate.person_id)
    sent = Certificate.evaluation_gate == EvaluationGate.SENT
    issued = count(select(Certificate.id))
    with_facts = (
        select(Certificate.id).join(Booking, attended).where(Booking.status == BookingStatus.ATTENDED)
    )
    assert count(with_facts) == issued > 100
    assert count(select(Certificate.id).where(sent)) == count(
        select(Certificate.id).join(EvaluationResponse, ANSWERED).where(sent)
    )


def test_codes_can_be_read_and_snapshots_say_them():
    for certificate in db.session.scalars(select(Certificate)):
        assert code_as_stored(certificate.code) == certificate.code
        assert certificate.read_snapshot().check_url.endswith(certificate.code)
        assert certificate.issued_at <= clock.now()


def test_there_are_as_many_answers_as_people_who_answered():
    sent = count(select(EvaluationResponse.id).where(EvaluationResponse.form == EvaluationForm.AFTER))
    # What fewer than five sent about an event is deleted as its forms close.
    assert (
        sent >= count(select(EvaluationAnswer.id).where(EvaluationAnswer.form == EvaluationForm.AFTER)) > 50
    )
    assert all(
        count(select(EvaluationAnswer.id).where(EvaluationAnswer.form == form)) for form in EvaluationForm
    )


def test_the_roster_has_champions_and_gaps():
    lead = (ChampionAppointment.kind == ChampionKind.LEAD) & ChampionAppointment.ends_on.is_(None)
    schools = count(select(School.id))
    assert schools / 2 < count(select(ChampionAppointment.id).where(lead)) < schools
    champion = find_cast()["champion"]
    held = select(ChampionAppointment.school_id).where(
        lead, ChampionAppointment.person_id == champion.person_id
    )
    assert db.session.scalars(held).all() == [champion.school_id]


def test_the_champions_school_has_trained_staff_and_gaps():
    school = find_cast()["champion"].school_id
    staff = select(Post.person_id).where(Post.school_id == school, Post.ended_on.is_(None)).distinct()
    trained = select(Certificate.person_id).where(Certificate.person_id.in_(staff)).distinct()
    assert 3 < count(trained) < count(staff)
