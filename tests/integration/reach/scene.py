"""Two of everything, so that each role can be asked for what is theirs and for what is not.

`home` is one school's agency: whoever plays a role works there, leads it, manages in it, teaches for it
or audits its work. `away` is another such agency where none of them has any business.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from audits.cycles.models import Allocation, CycleAuditor, CycleFrame
from audits.marking.domain import Submit
from audits.marking.models import SafeguardingAlert
from audits.marking.services import submission
from audits.register.domain import LinkKind
from portal.accounts.models import Account
from portal.imports.domain import ImportKind
from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.people.models import Agency, Person, School
from tests import factories as make
from tests.factories_audits import a_link
from tests.factories_registrations import a_request
from tests.integration.certificates.cast import a_certificate, a_confirmed_event
from tests.integration.champions.cast import (
    a_briefing,
    a_consultation,
    a_term,
    an_appointment,
    an_invitation,
)
from tests.integration.feedback import scene as feedback
from tests.integration.marking import scene as marking
from tests.integration.reach import rows
from tests.support.sessions import a_session_key
from training.bookings.domain import BookingStatus
from training.catalogue.models import EventTrainer

# Somebody with the same employer and no part in anything.
COLLEAGUE = "colleague"
# These act for the whole partnership: where they work makes no difference.
ANYWHERE = (
    Role.ADMINISTRATOR,
    Role.BOARD_READER,
    Role.COORDINATOR,
    Role.MODERATOR,
    Role.SAFEGUARDING_LEAD,
    Role.TRAINING_LEAD,
)


@dataclass
class Side:
    """One agency with its school, its people, and everything that is kept about one of them."""

    name: str
    school: School
    agency: Agency
    players: dict[str, Account] = field(default_factory=dict)
    # What each argument of an address stands for, by its name; and by endpoint where it is another thing.
    things: dict[str, Any] = field(default_factory=dict)

    @property
    def practitioner(self) -> Account:
        return self.players[Role.PRACTITIONER]


def a_side(name: str) -> Side:
    agency = make.saved(make.an_agency(name=f"{name} Primary"))
    side = Side(name, make.saved(make.a_school(agency)), agency)
    for role in (COLLEAGUE, Role.LINE_MANAGER, Role.AGENCY_LEAD, Role.CHAMPION, Role.TRAINER):
        roles = () if role == COLLEAGUE else (Role(role),)
        side.players[role] = make.someone(*roles, agency=agency, school=side.school)
    side.players[Role.PRACTITIONER] = _somebody_managed(side)
    _add_training(side)
    side.things |= rows.an_office_list(side)
    _add_audit(side)
    _add_rest(side)
    side.things["venue_id"] = make.saved(make.a_venue()).id
    side.things |= rows.a_learning_page() | rows.required_of(side, the_person(side.practitioner))
    return side


def _somebody_managed(side: Side) -> Account:
    person = make.saved(make.a_person(given_name="Zoe", family_name=f"{side.name}folk"))
    manager = side.players[Role.LINE_MANAGER].person_id
    post = make.a_post(person, side.agency, school_id=side.school.id, manager_id=manager)
    side.things |= {"post_id": make.saved(post).id, "area_id": side.school.local_area_id}
    return make.saved(make.an_account(person))


def the_person(account: Account) -> Person:
    return db.session.get_one(Person, account.person_id)


def _add_training(side: Side) -> None:
    person, trainer = the_person(side.practitioner), side.players[Role.TRAINER]
    event = make.an_event()
    booking = make.a_booking(event, person, agency_id=side.agency.id, school_id=side.school.id)
    taught = a_confirmed_event()
    certificate = a_certificate(person, event=taught)
    unmarked = make.an_event(starts_at=clock.now() - timedelta(days=1))
    make.a_booking(unmarked, person, BookingStatus.BOOKED, agency_id=side.agency.id)
    for one in (event, taught, unmarked):
        make.saved(EventTrainer(event_id=one.id, person_id=trainer.person_id))
    side.things |= {
        "event_id": event.id,
        "course_id": event.course_id,
        "booking_id": booking.id,
        "certificate_id": certificate.id,
        "code": certificate.code,
        "attendance.take_register:event_id": unmarked.id,
        "attendance.confirm_result:event_id": unmarked.id,
        "certificates.issue:event_id": taught.id,
        "passport.download:kind": "json",
        "certificates.show_progress:event_id": taught.id,
    }
    _add_evaluation(side, taught.id)
    _add_champions(side, person)


def _add_champions(side: Side, person: Person) -> None:
    appointment = an_appointment(side.school, the_person(side.players[Role.CHAMPION]))
    invitation, term = an_invitation(side.school, person), a_term()
    side.things |= {
        "appointment_id": appointment.id,
        "successor_id": invitation.id,
        "term_id": term.id,
        "briefing_id": a_briefing(side.school).id,
        "consultation_id": a_consultation(side.school, person).id,
    }


def _add_evaluation(side: Side, event_id: int) -> None:
    trainer_id = side.players[Role.TRAINER].person_id
    pages = ("results", "send", "export_event")
    side.things |= {f"evaluation.{page}:event_id": event_id for page in pages}
    side.things |= {f"evaluation.{page}_trainer:person_id": trainer_id for page in ("show", "export")}


def _add_audit(side: Side) -> None:
    """One audit that is being marked, one that is handed in with its feedback, one not begun."""
    cycle = make.saved(marking.a_cycle(name=f"Cycle of {side.name}", drawn_at=clock.now()))
    drafted, finished, waiting = (marking.a_scene(lead=side.practitioner, cycle=cycle) for _ in range(3))
    auditor = drafted.auditor
    for scene in (finished, waiting):
        scene.auditors = [auditor]
        db.session.get_one(Allocation, scene.allocations[0].id).auditor_id = auditor.person_id
    db.session.commit()
    make.saved(CycleFrame(cycle_id=cycle.id, rows=[]))
    make.saved(CycleAuditor(cycle_id=cycle.id, person_id=auditor.person_id, capacity=4))
    side.players[Role.AUDITOR] = auditor
    make.saved(a_link(drafted.assessment, the_person(side.players[COLLEAGUE]), LinkKind.DECLARED))
    side.things |= {
        "cycle_id": cycle.id,
        "item_id": waiting.item.id,
        "assessment_id": drafted.assessment.id,
        "allocation_id": waiting.allocations[0].id,
        "audit_id": marking.started(drafted).id,
        "version_id": cycle.checklist_version_id,
    }
    _hand_in(side, finished)


def _hand_in(side: Side, scene: marking.Scene) -> None:
    """The audit with its grade, its feedback, and an alert that was raised while it was marked."""
    done = marking.filled(scene)
    handed_in = Submit(done.id, done.version, identifiers_checked=True)
    submission.submit(make.actor_of(scene.auditor, Role.AUDITOR), handed_in)
    db.session.commit()
    alert = SafeguardingAlert(audit_id=done.id, raised_by_id=scene.auditor.person_id, raised_at=clock.now())
    side.things |= {
        "marking.grade:audit_id": done.id,
        "alert_id": make.saved(alert).id,
        "feedback_id": feedback.released(scene, done).id,
    }


def _add_rest(side: Side) -> None:
    person = the_person(side.practitioner)
    grant = make.saved(make.a_role(the_person(side.players[COLLEAGUE]), Role.TRAINER))
    side.things |= {
        "person_id": person.id,
        **rows.of_an_event(side, person),
        **rows.places_of(side),
        **rows.approvals_of(side, person),
        "school_id": side.school.id,
        "agency_id": side.agency.id,
        "message_id": make.saved(rows.a_letter(side, person)).id,
        "grant_id": grant.id,
        "import_id": make.saved(rows.an_import(side)).id,
        **rows.duplicates_of(side),
        "imports:import_id": make.saved(rows.an_agencys_file(side)).id,
        "request_id": a_request(side.agency).id,
        "invitation_id": make.saved(rows.an_invitation(person, side)).id,
        "session_id": int(a_session_key(side.practitioner).partition(".")[0]),
        "copy_id": make.saved(rows.a_copy(side.practitioner)).id,
        "passkey_id": make.saved(rows.a_passkey(side.practitioner)).id,
        "hand_over_id": rows.a_hand_over(side).id,
        "people.hand_over:person_id": side.players[Role.LINE_MANAGER].person_id,
        "register.remove_link:person_id": side.players[COLLEAGUE].person_id,
        "cycles.remove_auditor:person_id": side.players[Role.AUDITOR].person_id,
    }


@dataclass(frozen=True)
class Scene:
    home: Side
    away: Side
    # What stands in the session of each player.
    keys: dict[str, str]


def a_scene() -> Scene:
    home, away = a_side("Home"), a_side("Away")
    players = home.players | {role: make.someone(role, agency=home.agency) for role in ANYWHERE}
    keys = {name: a_session_key(one) for name, one in players.items()}
    db.session.remove()
    return Scene(home, away, keys)


# Words in addresses: the same for everybody.
WORDS = {
    "messages:kind": "booked",
    "approvals:token": "nothing",
    "evaluation:key": "listen",
    "evaluation:number": 2,
    "evaluation:token": "nothing",
    "evaluation:which": "after",
    "calendars:kind": "learner",
    "calendars:secret": "nothing",
    "accounts.open_invitation:secret": "nothing",
    "accounts.open_password_link:secret": "nothing",
    "accounts.sign_in_to_demo:role": "nobody",
    "asset:name": "nothing.css",
    "checklists.show_version:kind": "full",
    "imports:kind": ImportKind.WORKFORCE.value,
    "partnership:digest": "0123",
    "partnership:key": "york",
    "marking.section:section": marking.SECTIONS[0],
    "partnership.edit_numbers:room": "bookings",
    "register.remove_link:kind": LinkKind.DECLARED.value,
    "roles.review:decision": "keep",
    "cycles.pin_slot:slot": 1,
}


def thing_for(endpoint: str, argument: str, side: Side) -> Any:
    """What stands in the address. Raises `KeyError` for an argument that nobody has said a word about."""
    room = endpoint.partition(".")[0]
    for key in (f"{endpoint}:{argument}", f"{room}:{argument}", argument):
        for known in (WORDS, side.things):
            if key in known:
                return known[key]
    raise KeyError(argument)
