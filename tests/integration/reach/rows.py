"""One row of each kind that the scene needs and no factory makes."""

from __future__ import annotations

from datetime import timedelta

from audits.register.models import RegisterImport
from portal.accounts.models import Invitation
from portal.factors.models import Passkey
from portal.imports.domain import ImportKind, ImportState
from portal.imports.models import FileImport, ImportSource
from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.kernel.outbox import OutgoingMessage
from portal.merging.domain import FoundBy, PairState
from portal.merging.models import PersonMerge, PossibleDuplicate
from portal.people.domain import AgencyKind
from portal.people.models import Person, TeamHandOver
from portal.trail.models import SubjectAccess
from tests import factories as make
from tests.integration.learning.support import a_page
from training.approvals.domain import StepKind
from training.approvals.models import AgencyApprover, ApprovalRequest, Deputy, Step
from training.bookings.domain import BookingStatus
from training.catalogue.models import TrainingEvent
from training.changes.domain import ChangeAct
from training.changes.models import ChangedEvent, DateChoice, MassChange
from training.lost_places.domain import LossKind, LossState
from training.lost_places.models import LostPlace
from training.office.models import OfficeList, OfficeRow
from training.passport.models import PassportLink
from training.requirements.domain import AllowanceKind, Basis, State
from training.requirements.models import (
    Requirement,
    RequirementAllowance,
    RequirementEvidence,
    RequirementStanding,
)
from training.shares.domain import ShareSort
from training.shares.models import AgencyShare, CourseShare, Reservation

# What everybody here calls one who has no part in anything.
COLLEAGUE = "colleague"


def a_letter(side, person):
    return OutgoingMessage(
        recipient=f"{side.name}@demo.example",
        kind="test",
        about=f"person:{person.id}",
        version=1,
        subject="A letter",
        body="Its words",
        due_at=clock.now(),
    )


def an_import(side):
    return RegisterImport(
        file_name="register.csv",
        sha256=side.name,
        rows=1,
        added=0,
        changed=0,
        unchanged=0,
        at=clock.now(),
        actor_id=side.players[COLLEAGUE].person_id,
        staged=[],
    )


def an_invitation(person, side):
    return Invitation(
        person_id=person.id,
        email=f"{side.name.casefold()}@demo.example",
        secret_hash=side.name,
        sent_at=clock.now(),
        expires_at=clock.now() + timedelta(days=14),
    )


def duplicates_of(side):
    """A pair that waits for somebody to decide, and one that became one person."""
    kept = side.practitioner.person_id
    lost = [make.saved(make.a_person(family_name=f"{side.name}twin")).id for _ in range(2)]
    seen = {"why": "Same name", "found_by": FoundBy.NIGHTLY, "found_at": clock.now(), "likelihood": 90}
    pairs = [make.saved(PossibleDuplicate(first_id=kept, second_id=other, **seen)) for other in lost]
    pairs[1].state, pairs[1].decided_at = PairState.MERGED, clock.now()
    coordinator = make.someone(Role.COORDINATOR).person_id
    merge = PersonMerge(pair_id=pairs[1].id, kept_id=kept, lost_id=lost[1], merged_at=clock.now())
    merge.merged_by_id = coordinator
    db.session.get_one(Person, lost[1]).merged_into_id = kept
    return {"pair_id": pairs[0].id, "merge_id": make.saved(merge).id}


def a_hand_over(side):
    """The team of the line manager came to them from a colleague."""
    manager, colleague = side.players[Role.LINE_MANAGER].person_id, side.players[COLLEAGUE].person_id
    kept = TeamHandOver(agency_id=side.agency.id, from_id=colleague, to_id=manager, handed_at=clock.now())
    return make.saved(kept)


def a_copy(account):
    """Ready to be downloaded by whom it is about."""
    return SubjectAccess(
        person_id=account.person_id,
        asked_by_id=account.person_id,
        asked_at=clock.now(),
        with_cases=True,
        ready_at=clock.now(),
        expires_at=clock.now() + timedelta(days=1),
        content=b"ZIP",
    )


def a_passkey(account):
    return Passkey(
        account_id=account.id,
        name="Phone",
        credential_id=f"credential-{account.id}",
        user_handle=f"handle-{account.id}",
        public_key=b"key",
        sign_count=0,
        is_synced=False,
        added_at=clock.now(),
    )


def an_agencys_file(side):
    """A list that the agency's own lead sent in."""
    source = make.saved(
        ImportSource(kind=ImportKind.WORKFORCE, name=side.name, agency_id=side.agency.id, used_at=clock.now())
    )
    return FileImport(
        source_id=source.id,
        kind=ImportKind.WORKFORCE,
        agency_id=side.agency.id,
        actor_id=side.players[Role.AGENCY_LEAD].person_id,
        is_by_lead=True,
        file_name="staff.csv",
        sha256=side.name,
        state=ImportState.READY,
        at=clock.now(),
    )


def an_office_list(side):
    """Somebody who manages there is putting a list together, and one line leads to nobody yet."""
    manager = side.players[Role.LINE_MANAGER].person_id
    begun = make.saved(OfficeList(event_id=side.things["event_id"], made_by_id=manager, made_at=clock.now()))
    row = make.saved(OfficeRow(list_id=begun.id, typed="Somebody"))
    return {"list_id": begun.id, "row_id": row.id}


def places_of(side):
    """Places that are kept on an event and on every new one of its course, and one that somebody holds."""
    event_id, holder = side.things["event_id"], side.players[Role.LINE_MANAGER]
    kept = {"sort": ShareSort.KEPT, "kind": AgencyKind.HEALTH, "places": 1, "days_before": 7}
    held = {"event_id": event_id, "holder_id": holder.person_id, "agency_id": side.agency.id}
    db.session.get_one(TrainingEvent, event_id).places_taken += 1
    return {
        "share_id": make.saved(AgencyShare(event_id=event_id, **kept)).id,
        "course_share_id": make.saved(CourseShare(course_id=side.things["course_id"], **kept)).id,
        "reservation_id": make.saved(Reservation(**held, places=1, most=5, held_at=clock.now())).id,
    }


def of_an_event(side, person):
    """What becomes of somebody on an event: new dates to choose from, and a place given up too late."""
    event_id = side.things["event_id"]
    lost = a_lost_place(event_id, person, side.agency)
    answered = {"lost_places.answer:booking_id": lost.booking_id}
    return {"loss_id": lost.id, **answered, **a_choice(event_id, person)}


def a_lost_place(event_id, person, agency):
    """Somebody who gave a place up too late, and nobody has said why."""
    event = db.session.get(TrainingEvent, event_id)
    booking = make.a_booking(event, person, BookingStatus.WITHDRAWN, agency_id=agency.id, is_late_cancel=True)
    return make.saved(
        LostPlace(
            booking_id=booking.id,
            kind=LossKind.LATE_WITHDRAWAL,
            happened_on=clock.today(),
            noted_at=clock.now(),
            state=LossState.NOTED,
        )
    )


def a_choice(event_id, person):
    """Somebody who is to choose one of the new dates of an event."""
    coordinator = make.someone(Role.COORDINATOR).person_id
    change = make.saved(
        MassChange(act=ChangeAct.OFFER, reason="Snow", asked_at=clock.now(), asked_by_id=coordinator)
    )
    changed = make.saved(ChangedEvent(change_id=change.id, event_id=event_id))
    until = clock.now() + timedelta(days=5)
    choice = make.saved(DateChoice(changed_event_id=changed.id, person_id=person.id, until=until))
    return {"change_id": change.id, "choice_id": choice.id}


def required_of(side, person):
    """Something is required of them, they were given longer, and sent something from elsewhere."""
    made = {"name": f"Needs {side.name}", "basis": Basis.COMPLETION, "starts_on": clock.today()}
    needed = make.saved(Requirement(**made))
    whose = {"person_id": person.id, "requirement_id": needed.id}
    make.saved(RequirementStanding(**whose, state=State.DUE, state_since=clock.today()))
    given = {"kind": AllowanceKind.EXEMPT, "starts_on": clock.today(), "given_at": clock.now()}
    sent = {"completed_on": clock.today(), "reference": "Elsewhere", "sent_at": clock.now()}
    return {
        "requirement_id": needed.id,
        "allowance_id": make.saved(RequirementAllowance(**whose, **given, reason="Away")).id,
        "evidence_id": make.saved(RequirementEvidence(**whose, **sent)).id,
        "link_id": a_passport_link(person).id,
    }


def a_passport_link(person) -> PassportLink:
    times = {"made_at": clock.now(), "expires_at": clock.now() + timedelta(days=1)}
    reference = f"of {person.id}"
    return make.saved(
        PassportLink(person_id=person.id, reference=reference, note="", with_requirements=False, **times)
    )


def a_learning_page() -> dict[str, object]:
    page = a_page()
    return {"page_id": page.id, "slug": page.slug}


def approvals_of(side, person):
    """A request that waits for the line manager, somebody whom the agency named, and a deputy."""
    colleague, manager = side.players[COLLEAGUE].person_id, side.players[Role.LINE_MANAGER].person_id
    now = clock.now()
    booking = make.a_booking(make.an_event(), person, BookingStatus.REQUESTED, agency_id=side.agency.id)
    week = now + timedelta(days=7)
    request = make.saved(ApprovalRequest(booking_id=booking.id, asked_at=now, steps=1, expires_at=week))
    step = make.saved(Step(request_id=request.id, number=1, kind=StepKind.MANAGER))
    named = {"named_by_id": manager, "named_at": now}
    approver = make.saved(AgencyApprover(agency_id=side.agency.id, person_id=colleague, **named))
    days = {"starts_on": clock.today(), "ends_on": week.date(), "named_at": now, "over_at": week}
    deputy = make.saved(Deputy(person_id=manager, deputy_id=colleague, **days))
    return {"step_id": step.id, "approver_id": approver.id, "deputy_id": deputy.id}
