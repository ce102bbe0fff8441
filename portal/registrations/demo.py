"""Requests to join the demo partnership: some wait, one is overdue, one was asked back, one was refused."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, select

from portal.accounts.models import Account
from portal.kernel import clock
from portal.kernel.bulk import add_rows_for_ids
from portal.kernel.db import db
from portal.kernel.slice import DemoPlan
from portal.people.demo.cast import Player, find_cast
from portal.people.domain import RoleGroup
from portal.people.models import Person, Post
from portal.registrations.domain import RegistrationRules, RequestState, due_on
from portal.registrations.models import RegistrationQuestion, RegistrationRequest

# After the people, their accounts and the lookalikes among them.
ORDER = 13
DAY = timedelta(days=1)
# Long enough ago to be overdue whatever weekends and holidays lie between.
LONG_AGO = 12 * DAY
QUESTION = "Which children’s centre are you based at, and who is your manager there?"
REASON = "Your work is for another local authority. Please ask the partnership there to let you in."

Row = dict[str, Any]
# Names of nobody: given, family, what they do, for which group, paid, and what they wrote.
WAITING = (
    ("Amara", "Okonjo", "Health visitor", RoleGroup.HEALTH_VISITING, True, "To book the assessment course."),
    ("Piotr", "Zielinski", "Nursery nurse", RoleGroup.CHILDCARE, True, ""),
    ("Maureen", "Thackray", "Baby group volunteer", RoleGroup.VOLUNTEERING, False, "My certificate, please."),
)
ELSEWHERE = ("Callum", "Oxtoby", "Teaching assistant", RoleGroup.SUPPORT_STAFF, True, "")
UNLISTED = ("Yasmin", "Farooqi", "Youth leader", RoleGroup.YOUTH_WORK, False, "We run a club on Fridays.")
ASKED = ("Bronwen", "Maddox", "Community nursery nurse", RoleGroup.CHILDCARE, True, "")
OVERDUE = (
    "Dele",
    "Akintola",
    "School nurse",
    RoleGroup.SCHOOL_NURSING,
    True,
    "Starting a new post with you.",
)
REFUSED = ("Hugh", "Pickersgill", "Family worker", RoleGroup.FAMILY_SUPPORT, True, "")


def load(plan: DemoPlan) -> None:
    """The demo's agency lead finds every kind in their queue; coordinators find more."""
    cast, now = find_cast(), clock.now()
    lead = cast["agency-lead"]
    here: Row = {"agency_id": lead.agency_id}
    rows = [
        *(_waiting(one, here, now - number * DAY / 4) for number, one in enumerate(WAITING)),
        _known(lead, now),
        _waiting(OVERDUE, here, now - LONG_AGO),
        _waiting(ELSEWHERE, {"agency_id": cast["practitioner"].agency_id}, now - DAY / 2),
        _waiting(UNLISTED, {"agency_id": None, "organisation": "Acomb Green Youth Club"}, now),
        _waiting(ASKED, here, now - DAY) | {"state": RequestState.ASKED, "days_left": 2},
        _waiting(REFUSED, here, now - LONG_AGO) | _refused(lead, now),
    ]
    found = [row for row in rows if row]
    ids = add_rows_for_ids(RegistrationRequest, found)
    states = dict(zip(ids, (row["state"] for row in found), strict=True))
    asked = [number for number, state in states.items() if state is RequestState.ASKED]
    add_rows_for_ids(RegistrationQuestion, [_question(number, lead, now) for number in asked])
    plan.say(f"{len(found)} requests to join")


def _waiting(who: tuple[Any, ...], where: Row, at: datetime) -> Row:
    given, family, title, group, is_paid, note = who
    return {
        "given_name": given,
        "family_name": family,
        "email": f"{given}.{family}@newcomer.example".casefold(),
        "organisation": "",
        "job_title": title,
        "role_group": group,
        "is_paid": is_paid,
        "note": note,
        "state": RequestState.WAITING,
        "sent_at": at - DAY / 48,
        "confirmed_at": at,
        "due_on": due_on(clock.in_london(at).date(), RegistrationRules()),
        "days_left": None,
        "decided_by_id": None,
        "decided_at": None,
        "reason": "",
        **where,
    }


def _known(lead: Player, now: datetime) -> Row | None:
    """Somebody whom the agency's list knows without an address: the page shows who it may be."""
    known = db.session.execute(
        select(Person.given_name, Person.family_name, Post.job_title, Post.role_group)
        .join(Post, Post.person_id == Person.id)
        .where(
            Post.agency_id == lead.agency_id,
            Post.ended_on.is_(None),
            Person.email.is_(None),
            ~exists().where(Account.person_id == Person.id),
        )
        .order_by(Person.id)
    ).first()
    if known is None:
        return None
    given, family, title, group = known
    return _waiting((given, family, title, group, True, ""), {"agency_id": lead.agency_id}, now - DAY / 3)


def _refused(lead: Player, now: datetime) -> Row:
    return {
        "state": RequestState.REFUSED,
        "decided_by_id": lead.person_id,
        "decided_at": now - LONG_AGO + DAY,
        "reason": REASON,
    }


def _question(request_id: int, lead: Player, now: datetime) -> Row:
    """Its link leads nowhere: nobody knows a secret of this hash."""
    return {
        "request_id": request_id,
        "asked_by_id": lead.person_id,
        "asked_at": now - DAY / 2,
        "question": QUESTION,
        "secret_hash": f"demo {request_id}",
        "expires_at": now - DAY / 2 + RegistrationRules().question_waits,
        "answer": "",
    }
