"""Who may do what: every permission and every grant, on one page.

A view says what it needs with `@access`; the app enforces that before the view runs and refuses
to start when a view says nothing. A service then checks the very object with `require`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import TypeVar

from portal.kernel.errors import Forbidden
from portal.kernel.subjects import (
    AboutPerson,
    AtSchool,
    ManagedByPerson,
    OwnedByAgencies,
    OwnedByAgency,
    ReachedThroughPerson,
    TaughtByPeople,
)
from portal.kernel.words import word


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    AGENCY_LEAD = "agency_lead"
    AUDITOR = "auditor"
    BOARD_READER = "board_reader"
    CHAMPION = "champion"
    COORDINATOR = "coordinator"
    LINE_MANAGER = "line_manager"
    MODERATOR = "moderator"
    PRACTITIONER = "practitioner"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    TRAINER = "trainer"
    TRAINING_LEAD = "training_lead"

    @property
    def label(self) -> str:
        words = {Role.CHAMPION: word.Champion, Role.SAFEGUARDING_LEAD: "Duty safeguarding lead"}
        return words.get(self) or self.value.replace("_", " ").capitalize()


class Permission(StrEnum):
    """`<resource>:<action>`; kept in alphabetical order."""

    ACCOUNT_CLOSE = "account:close"
    ACCOUNT_INVITE = "account:invite"
    ACCOUNT_REOPEN = "account:reopen"
    ACTIVITY_READ = "activity:read"
    AGENCY_MANAGE = "agency:manage"
    ALERT_HANDLE = "alert:handle"
    APPROVAL_DECIDE = "approval:decide"
    APPROVAL_MANAGE = "approval:manage"
    ATTENDANCE_MARK = "attendance:mark"
    AUDIT_MARK = "audit:mark"
    BOOKING_MAKE = "booking:make"
    BOOKING_OFFICE = "booking:office"
    BOOKING_READ = "booking:read"
    BRIEFING_READ = "briefing:read"
    CERTIFICATE_ISSUE = "certificate:issue"
    CERTIFICATE_READ = "certificate:read"
    CHAMPION_APPOINT = "champion:appoint"
    CHAMPION_INVITE = "champion:invite"
    CHAMPION_MANAGE = "champion:manage"
    CHAMPION_READ = "champion:read"
    CHECKLIST_READ = "checklist:read"
    CYCLE_MANAGE = "cycle:manage"
    EVALUATION_COMPARE = "evaluation:compare"
    EVALUATION_READ = "evaluation:read"
    EVENT_MANAGE = "event:manage"
    EVENT_OVERBOOK = "event:overbook"
    FACTOR_RESET = "factor:reset"
    FEEDBACK_READ = "feedback:read"
    FEEDBACK_RELEASE = "feedback:release"
    IMPORT_RUN = "import:run"
    LETTER_EDIT = "letter:edit"
    LOST_PLACE_ANSWER = "lost_place:answer"
    LOST_PLACE_READ = "lost_place:read"
    MESSAGE_SEND = "message:send"
    OUTBOX_READ = "outbox:read"
    PARTNERSHIP_MANAGE = "partnership:manage"
    PERSON_MANAGE = "person:manage"
    PERSON_MERGE = "person:merge"
    PERSON_READ = "person:read"
    REGISTER_MANAGE = "register:manage"
    REGISTRATION_DECIDE = "registration:decide"
    REQUIREMENT_EXEMPT = "requirement:exempt"
    REQUIREMENT_MANAGE = "requirement:manage"
    REQUIREMENT_READ = "requirement:read"
    REQUIREMENT_REVIEW = "requirement:review"
    RETENTION_READ = "retention:read"
    ROLE_MANAGE = "role:manage"
    SEATS_READ = "seats:read"
    SUBJECT_ACCESS = "subject:access"


@dataclass(frozen=True, slots=True)
class RoleScope:
    """One role held today. No agency and no school means the whole partnership."""

    role: Role
    agency_id: int | None = None
    school_id: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """The signed-in person, as far as rules care."""

    person_id: int
    name: str = ""
    scopes: frozenset[RoleScope] = field(default_factory=frozenset)
    # Whether somebody without e-mail is reached through this person.
    acts_for_others: bool = False

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(scope.role for scope in self.scopes)

    def holds(self, *roles: Role) -> bool:
        return any(scope.role in roles for scope in self.scopes)

    def agencies_as(self, role: Role) -> frozenset[int]:
        return frozenset(s.agency_id for s in self.scopes if s.role is role and s.agency_id is not None)

    def schools_as(self, role: Role) -> frozenset[int]:
        return frozenset(s.school_id for s in self.scopes if s.role is role and s.school_id is not None)


# Jobs and commands act as nobody in particular; the activity log shows them as "the portal".
SYSTEM = Actor(person_id=0, name="The portal")


Rule = Callable[[Actor, object | None], bool]


def holds(*roles: Role) -> Rule:
    """Anyone with one of these roles, whatever the subject."""
    return lambda actor, _subject: actor.holds(*roles)


def is_signed_in(_actor: Actor, subject: object | None) -> bool:
    """Anyone, for a page that asks nothing of a particular object."""
    return subject is None


def is_the_subject(actor: Actor, subject: object | None) -> bool:
    """Oneself; on a page about nobody in particular, everybody."""
    return subject is None or (isinstance(subject, AboutPerson) and subject.person_id == actor.person_id)


def manages_subject(actor: Actor, subject: object | None) -> bool:
    if not actor.holds(Role.LINE_MANAGER):
        return False
    return subject is None or (isinstance(subject, ManagedByPerson) and subject.manager_id == actor.person_id)


def acts_for_subject(actor: Actor, subject: object | None) -> bool:
    """The office contact of somebody, usually of somebody without e-mail."""
    if not actor.acts_for_others or subject is None:
        return actor.acts_for_others
    return isinstance(subject, ReachedThroughPerson) and subject.office_contact_id == actor.person_id


def leads_agency_of_subject(actor: Actor, subject: object | None) -> bool:
    if not actor.holds(Role.AGENCY_LEAD):
        return False
    mine = actor.agencies_as(Role.AGENCY_LEAD)
    return subject is None or (isinstance(subject, OwnedByAgency) and subject.agency_id in mine)


def leads_every_agency_of_subject(actor: Actor, subject: object | None) -> bool:
    if not actor.holds(Role.AGENCY_LEAD):
        return False
    if subject is None:
        return True
    agencies = subject.agency_ids if isinstance(subject, OwnedByAgencies) else frozenset()
    return bool(agencies) and agencies <= actor.agencies_as(Role.AGENCY_LEAD)


def champions_school_of_subject(actor: Actor, subject: object | None) -> bool:
    if not actor.holds(Role.CHAMPION):
        return False
    mine = actor.schools_as(Role.CHAMPION)
    return subject is None or (isinstance(subject, AtSchool) and subject.school_id in mine)


def teaches_subject(actor: Actor, subject: object | None) -> bool:
    if not actor.holds(Role.TRAINER):
        return False
    return subject is None or (isinstance(subject, TaughtByPeople) and actor.person_id in subject.trainer_ids)


_runs_training = holds(Role.COORDINATOR, Role.TRAINING_LEAD)
_runs_audits = holds(Role.COORDINATOR)
_keeps_people = holds(Role.ADMINISTRATOR, Role.COORDINATOR, Role.TRAINING_LEAD)
# Their manager, their agency's lead, and whoever acts for them.
_near = (manages_subject, leads_agency_of_subject, acts_for_subject)

# Any one rule is enough. A permission that is missing here is granted to no one.
GRANTS: dict[Permission, tuple[Rule, ...]] = {
    # A lead closes that of somebody who works for them alone, and opens none: it may be closed for a reason.
    Permission.ACCOUNT_CLOSE: (holds(Role.ADMINISTRATOR, Role.COORDINATOR), leads_every_agency_of_subject),
    Permission.ACCOUNT_INVITE: (holds(Role.ADMINISTRATOR, Role.COORDINATOR), leads_agency_of_subject),
    Permission.ACCOUNT_REOPEN: (holds(Role.ADMINISTRATOR, Role.COORDINATOR),),
    Permission.ACTIVITY_READ: (holds(Role.ADMINISTRATOR, Role.COORDINATOR),),
    Permission.AGENCY_MANAGE: (holds(Role.ADMINISTRATOR, Role.COORDINATOR),),
    Permission.ALERT_HANDLE: (holds(Role.SAFEGUARDING_LEAD),),
    # Who usually has something to decide; whose request it is, says training/approvals/scope.py.
    Permission.APPROVAL_DECIDE: (_runs_training, manages_subject, leads_agency_of_subject),
    Permission.APPROVAL_MANAGE: (_runs_training, leads_agency_of_subject),
    Permission.ATTENDANCE_MARK: (_runs_training, teaches_subject),
    # The object check (is this audit mine?) is `is_the_subject`: nobody marks for another.
    Permission.AUDIT_MARK: (
        lambda actor, subject: actor.holds(Role.AUDITOR) and is_the_subject(actor, subject),
    ),
    Permission.BOOKING_MAKE: (is_the_subject, _runs_training, *_near, champions_school_of_subject),
    # Several at once, for others: whom of them, says `BOOKING_MAKE`.
    Permission.BOOKING_OFFICE: (_runs_training, *_near, champions_school_of_subject),
    Permission.BOOKING_READ: (_runs_training, teaches_subject),
    Permission.BRIEFING_READ: (_runs_training, champions_school_of_subject),
    Permission.CERTIFICATE_ISSUE: (_runs_training,),
    Permission.CERTIFICATE_READ: (is_the_subject, _runs_training, *_near, champions_school_of_subject),
    Permission.CHAMPION_APPOINT: (_runs_training, leads_agency_of_subject),
    Permission.CHAMPION_INVITE: (_runs_training, leads_agency_of_subject, champions_school_of_subject),
    Permission.CHAMPION_MANAGE: (_runs_training,),
    Permission.CHAMPION_READ: (is_signed_in,),
    Permission.CHECKLIST_READ: (is_signed_in,),
    Permission.CYCLE_MANAGE: (_runs_audits,),
    Permission.EVALUATION_COMPARE: (_runs_training,),
    Permission.EVALUATION_READ: (_runs_training, teaches_subject),
    Permission.EVENT_MANAGE: (_runs_training,),
    Permission.EVENT_OVERBOOK: (_runs_training,),
    Permission.FACTOR_RESET: (holds(Role.ADMINISTRATOR),),
    # Board readers never see a named practitioner's result (docs/audits.md 4.5).
    Permission.FEEDBACK_READ: (is_the_subject, _runs_audits, manages_subject),
    Permission.FEEDBACK_RELEASE: (_runs_audits,),
    # A lead brings in the workforce list of their own agency; every other list is the partnership's.
    Permission.IMPORT_RUN: (_keeps_people, leads_agency_of_subject),
    Permission.LETTER_EDIT: (holds(Role.ADMINISTRATOR, Role.COORDINATOR),),
    # Why somebody did not come: themself, those who run training, their manager and whoever acts for them.
    Permission.LOST_PLACE_ANSWER: (is_the_subject, _runs_training, manages_subject, acts_for_subject),
    # Who missed what, and what it comes to for an agency. The reasons are for those who decide about them.
    Permission.LOST_PLACE_READ: (_runs_training, leads_agency_of_subject),
    Permission.MESSAGE_SEND: (holds(Role.ADMINISTRATOR, Role.COORDINATOR),),
    Permission.OUTBOX_READ: (holds(Role.ADMINISTRATOR, Role.COORDINATOR),),
    Permission.PARTNERSHIP_MANAGE: (holds(Role.ADMINISTRATOR),),
    # The object is a post: whom an agency's lead may change follows from that (portal/people/services).
    Permission.PERSON_MANAGE: (_keeps_people, leads_agency_of_subject),
    Permission.PERSON_MERGE: (holds(Role.ADMINISTRATOR, Role.COORDINATOR), leads_every_agency_of_subject),
    Permission.PERSON_READ: (_keeps_people, *_near),
    Permission.REGISTER_MANAGE: (_runs_audits,),
    # Whoever knows the agency says who works there; of organisations that are not listed, the partnership.
    Permission.REGISTRATION_DECIDE: (holds(Role.ADMINISTRATOR, Role.COORDINATOR), leads_agency_of_subject),
    # What is asked of whom, who is let off, and what counts of what was learned elsewhere.
    Permission.REQUIREMENT_EXEMPT: (_runs_training,),
    Permission.REQUIREMENT_MANAGE: (_runs_training,),
    Permission.REQUIREMENT_READ: (is_the_subject, _runs_training, *_near, champions_school_of_subject),
    Permission.REQUIREMENT_REVIEW: (_runs_training,),
    Permission.RETENTION_READ: (holds(Role.ADMINISTRATOR),),
    # Which role, and to whom, says portal/kernel/granting.py.
    Permission.ROLE_MANAGE: (_keeps_people, leads_agency_of_subject),
    # A lead reads how their own agency stands; what was agreed is the partnership's to write.
    Permission.SEATS_READ: (_runs_training, leads_agency_of_subject),
    Permission.SUBJECT_ACCESS: (is_the_subject, holds(Role.ADMINISTRATOR, Role.COORDINATOR)),
}


def can(actor: Actor, permission: Permission, subject: object | None = None) -> bool:
    return any(rule(actor, subject) for rule in GRANTS.get(permission, ()))


def require(actor: Actor, permission: Permission, subject: object | None = None) -> None:
    """Raise `Forbidden` unless `actor` holds `permission` over `subject`."""
    if not can(actor, permission, subject):
        raise Forbidden


class Open(Enum):
    """Marks for views that need no permission."""

    PUBLIC = "public"
    SIGNED_IN = "signed in"


View = TypeVar("View", bound=Callable[..., object])


def access(needed: Permission | Open) -> Callable[[View], View]:
    """Declare what a view needs. `portal.app` enforces it and refuses to start without it."""

    def declare(view: View) -> View:
        view.__access__ = needed  # type: ignore[attr-defined]  # how the app finds it again
        return view

    return declare
