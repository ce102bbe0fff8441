"""Every page about a numbered thing, asked by everybody about their own and about other people's."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from werkzeug.routing import IntegerConverter

from audits.cycles.models import Allocation, AuditCycle, SampleItem
from audits.feedback.models import Feedback
from audits.marking.models import Audit, SafeguardingAlert
from audits.register.models import Assessment, RegisterImport
from checklists.models import ChecklistVersion
from portal.accounts.domain import DEMO_ACCOUNTS
from portal.accounts.models import AccountSession, Invitation
from portal.factors.models import Passkey
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.kernel.outbox import OutgoingMessage
from portal.merging.models import PersonMerge, PossibleDuplicate
from portal.people.models import Agency, LocalArea, Person, Post, RoleGrant, School, TeamHandOver
from portal.registrations.models import RegistrationRequest
from portal.trail.models import SubjectAccess
from training.approvals.models import AgencyApprover, Deputy, Step
from training.bookings.models import Booking
from training.catalogue.models import Course, EventTrainer, TrainingEvent, Venue
from training.certificates.models import Certificate
from training.champions.models import (
    ChampionAppointment,
    ChampionBriefing,
    ChampionInvitation,
    Consultation,
    SchoolTerm,
)
from training.changes.models import DateChoice, MassChange
from training.learning.models import LearningPage
from training.lost_places.models import LostPlace
from training.office.models import OfficeList, OfficeRow
from training.passport.models import PassportLink
from training.requirements.models import Requirement, RequirementAllowance, RequirementEvidence
from training.shares.models import AgencyShare, CourseShare, Reservation

WHOSE = {
    "agency_id": Agency,
    "alert_id": SafeguardingAlert,
    "allowance_id": RequirementAllowance,
    "allocation_id": Allocation,
    "appointment_id": ChampionAppointment,
    "approver_id": AgencyApprover,
    "area_id": LocalArea,
    "assessment_id": Assessment,
    "audit_id": Audit,
    "booking_id": Booking,
    "briefing_id": ChampionBriefing,
    "certificate_id": Certificate,
    "change_id": MassChange,
    "choice_id": DateChoice,
    "consultation_id": Consultation,
    "copy_id": SubjectAccess,
    "course_id": Course,
    "course_share_id": CourseShare,
    "cycle_id": AuditCycle,
    "deputy_id": Deputy,
    "event_id": TrainingEvent,
    "evidence_id": RequirementEvidence,
    "feedback_id": Feedback,
    "grant_id": RoleGrant,
    "hand_over_id": TeamHandOver,
    "import_id": RegisterImport,
    "invitation_id": Invitation,
    "item_id": SampleItem,
    "link_id": PassportLink,
    "list_id": OfficeList,
    "loss_id": LostPlace,
    "merge_id": PersonMerge,
    "message_id": OutgoingMessage,
    "page_id": LearningPage,
    "pair_id": PossibleDuplicate,
    "passkey_id": Passkey,
    "person_id": Person,
    "post_id": Post,
    "request_id": RegistrationRequest,
    "requirement_id": Requirement,
    "reservation_id": Reservation,
    "row_id": OfficeRow,
    "school_id": School,
    "session_id": AccountSession,
    "share_id": AgencyShare,
    "step_id": Step,
    "successor_id": ChampionInvitation,
    "term_id": SchoolTerm,
    "venue_id": Venue,
    "version_id": ChecklistVersion,
}
# A word that is not named here is one that nothing goes by.
WORDS = {
    "section": "A",
    "kind": "full",
    "code": "ABCD",
    "role": "admin",
    "room": "bookings",
    "slot": 1,
    "number": 2,
    "which": "after",
}
NO_WORD = "x"
LOGINS = [login for login, _, _ in DEMO_ACCOUNTS]


def addresses(app):
    """Endpoint and address of every page with arguments, for the first and the last of its things."""
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and rule.arguments and rule.endpoint != "asset":
            for which in (func.min, func.max):
                ids = {
                    name: db.session.scalar(select(which(WHOSE[name].id))) or 1
                    for name in rule.arguments & WHOSE.keys()
                }
                words = {name: WORDS.get(name, NO_WORD) for name in rule.arguments - WHOSE.keys()}
                yield rule.endpoint, rule.build({**ids, **words})[1]


def test_every_numbered_thing_has_one_to_ask_for(grown):
    numbered = {
        name
        for rule in grown.url_map.iter_rules()
        for name, kind in rule._converters.items()
        if isinstance(kind, IntegerConverter)
    }
    assert numbered <= WHOSE.keys() | WORDS.keys()


@pytest.mark.parametrize("login", LOGINS)
def test_no_page_fails_whoever_asks_about_whatever(grown, visitor, login):
    wanted = sorted(set(addresses(grown)))
    visitor.become(login)
    answers = {url: visitor.get(url).status_code for _, url in wanted}
    db.session.rollback()
    odd = {url: status for url, status in answers.items() if status not in {200, 302, 403, 404, 503}}
    assert not odd
    assert 200 in answers.values(), "Nobody was signed in"


def mine(me, model, column):
    """Things of other people, by the column that says whose they are."""
    return select(model.id).where(column != me)


def events_of_others(me):
    taught = select(EventTrainer.event_id).where(EventTrainer.person_id == me)
    return select(TrainingEvent.id).where(TrainingEvent.id.not_in(taught))


def people_managed_by_others(me):
    managed = select(Post.person_id).where(Post.manager_id == me)
    return select(Person.id).where(Person.id != me, Person.id.not_in(managed))


def people_of_other_agencies(me):
    led = select(RoleGrant.agency_id).where(RoleGrant.person_id == me, RoleGrant.role == Role.AGENCY_LEAD)
    here = select(Post.person_id).where(Post.agency_id.in_(led))
    return select(Person.id).where(Person.id != me, Person.id.not_in(here))


def pairs_of_other_agencies(me):
    foreign = people_of_other_agencies(me)
    return select(PossibleDuplicate.id).where(PossibleDuplicate.first_id.in_(foreign))


def other_schools(me):
    looked_after = select(RoleGrant.school_id).where(
        RoleGrant.person_id == me, RoleGrant.school_id.is_not(None)
    )
    return select(School.id).where(School.id.not_in(looked_after))


CLOSED = [
    ("practitioner", "/bookings/{}/withdraw", lambda me: mine(me, Booking, Booking.person_id)),
    ("practitioner", "/certificates/{}", lambda me: mine(me, Certificate, Certificate.person_id)),
    ("practitioner", "/certificates/{}/badge", lambda me: mine(me, Certificate, Certificate.person_id)),
    ("practitioner", "/certificates/{}/download", lambda me: mine(me, Certificate, Certificate.person_id)),
    ("practitioner", "/people/{}/certificates", lambda me: select(Person.id).where(Person.id != me)),
    ("practitioner", "/people/{}", lambda me: select(Person.id).where(Person.id != me)),
    ("practitioner", "/feedback/{}", lambda me: mine(me, Feedback, Feedback.person_id)),
    ("practitioner", "/feedback/{}/document.pdf", lambda me: mine(me, Feedback, Feedback.person_id)),
    ("board", "/feedback/{}", lambda me: mine(me, Feedback, Feedback.person_id)),
    ("admin", "/feedback/{}", lambda me: mine(me, Feedback, Feedback.person_id)),
    ("admin", "/audits/{}", lambda me: mine(me, Audit, Audit.auditor_id)),
    ("auditor", "/audits/{}", lambda me: mine(me, Audit, Audit.auditor_id)),
    ("auditor", "/audits/{}/sections/A", lambda me: mine(me, Audit, Audit.auditor_id)),
    ("auditor", "/audits/{}/submit", lambda me: mine(me, Audit, Audit.auditor_id)),
    ("auditor2", "/my-audits/{}/decline", lambda me: mine(me, Allocation, Allocation.auditor_id)),
    ("trainer", "/training/events/{}/attendees", events_of_others),
    ("trainer", "/training/events/{}/attendees.csv", events_of_others),
    ("trainer", "/training/events/{}/register", events_of_others),
    ("trainer", "/training/events/{}/evaluation/results", events_of_others),
    ("manager", "/people/{}", people_managed_by_others),
    ("manager", "/people/{}/certificates", people_managed_by_others),
    ("agency-lead", "/people/{}", people_of_other_agencies),
    ("agency-lead", "/people/{}/certificates", people_of_other_agencies),
    ("agency-lead", "/duplicates/{}", pairs_of_other_agencies),
    ("agency-lead", "/duplicates/{}/merge", pairs_of_other_agencies),
    ("agency-lead", "/duplicates/{}/two-people", pairs_of_other_agencies),
    ("champion", "/schools/{}/staff-certificates", other_schools),
    ("champion", "/schools/{}/inspection-pack", other_schools),
    ("champion", "/schools/{}/inspection-pack.pdf", other_schools),
    ("champion", "/schools/{}/inspection-pack.xlsx", other_schools),
]


@pytest.mark.parametrize(
    ("login", "address", "foreign"), CLOSED, ids=[f"{login} {address}" for login, address, _ in CLOSED]
)
def test_other_peoples_things_stay_theirs(visitor, login, address, foreign):
    visitor.become(login)
    ids = db.session.scalars(foreign(visitor.person_id).limit(5)).all()
    db.session.rollback()
    assert ids, "The demo holds nothing of anybody else's to ask for"
    answers = {number: visitor.get(address.format(number)).status_code for number in ids}
    assert set(answers.values()) <= {403, 404}, answers
