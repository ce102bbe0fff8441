"""What this room holds about a person (portal/kernel/held.py)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from portal.accounts.models import Account
from portal.kernel.bulk import table_of
from portal.kernel.held import OF_OTHERS, Held, LeftOut
from portal.people.models import Agency, Person
from portal.registrations.models import RegistrationQuestion, RegistrationRequest

HIDDEN = {"id", "agency_id", "person_id", "decided_by_id", "handed_on_by_id", "secret_hash"}


def held() -> Sequence[Held | LeftOut]:
    return (
        Held(
            title="Your requests to join",
            covers=("registration_request.person_id",),
            select=_requests,
        ),
        Held(title="What you were asked when you asked to join", covers=(), select=_questions),
        LeftOut(
            (
                "registration_request.decided_by_id",
                "registration_request.handed_on_by_id",
                "registration_question.asked_by_id",
            ),
            OF_OTHERS,
        ),
    )


def _is_theirs(person_id: int) -> ColumnElement[bool]:
    """One that let them in, or that was sent from their address."""
    return or_(
        RegistrationRequest.person_id == person_id,
        RegistrationRequest.email.in_(select(Person.email).where(Person.id == person_id)),
        RegistrationRequest.email.in_(select(Account.email).where(Account.person_id == person_id)),
    )


def _requests(person_id: int) -> Select[*tuple[Any, ...]]:
    shown = [one for one in table_of(RegistrationRequest).columns if one.name not in HIDDEN]
    return (
        select(*shown, Agency.name.label("agency"))
        .outerjoin(Agency, Agency.id == RegistrationRequest.agency_id)
        .where(_is_theirs(person_id))
        .order_by(RegistrationRequest.id)
    )


def _questions(person_id: int) -> Select[*tuple[Any, ...]]:
    one = RegistrationQuestion
    return (
        select(one.asked_at, one.question, one.answer, one.answered_at)
        .join(RegistrationRequest, RegistrationRequest.id == one.request_id)
        .where(_is_theirs(person_id))
        .order_by(one.id)
    )
