"""Every read about requests to join."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, func, or_, select, true
from sqlalchemy.orm import joinedload

from portal.accounts.models import Account
from portal.accounts.passwords import secret_hash
from portal.kernel import clock
from portal.kernel.access import Actor, Role
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.people.models import Agency, Person, Post, RoleGrant
from portal.people.scope import is_current
from portal.registrations.domain import OPEN, QUEUED, RequestFilter, RequestState
from portal.registrations.models import RegistrationQuestion, RegistrationRequest

# These decide about everybody; leads about who asks to join their own agency.
DECIDES_ABOUT_ALL = (Role.ADMINISTRATOR, Role.COORDINATOR)
_Request, _Question = RegistrationRequest, RegistrationQuestion
# What the queue can be ordered by.
SORTS: Mapping[str, Any] = {
    "due": _Request.due_on,
    "name": _Request.family_name,
    "sent": _Request.sent_at,
}
_WITH_NAMES = (
    joinedload(_Request.agency),
    joinedload(_Request.person),
    joinedload(_Request.decided_by),
    joinedload(_Request.handed_on_by),
)


def in_queue_of(actor: Actor) -> ColumnElement[bool]:
    """The requests that this actor may see and decide about, whatever became of them."""
    queued = _Request.state.in_(QUEUED)
    if actor.holds(*DECIDES_ABOUT_ALL):
        return queued
    own = _Request.agency_id.in_(actor.agencies_as(Role.AGENCY_LEAD))
    return and_(queued, own, _Request.handed_on_at.is_(None))


def select_requests(actor: Actor, chosen: RequestFilter) -> Select[*tuple[Any, ...]]:
    """Requests with the name of their agency."""
    statement = (
        select(_Request, Agency.name.label("agency"))
        .outerjoin(Agency, Agency.id == _Request.agency_id)
        .where(in_queue_of(actor))
    )
    if chosen.state is not None:
        statement = statement.where(_Request.state == chosen.state)
    if chosen.agency_id is not None:
        statement = statement.where(_Request.agency_id == chosen.agency_id)
    if chosen.unlisted:
        statement = statement.where(_Request.agency_id.is_(None))
    for word in chosen.name.split():
        like = [
            one.icontains(word, autoescape=True)
            for one in (_Request.given_name, _Request.family_name, _Request.email)
        ]
        statement = statement.where(or_(*like))
    return statement


def select_export(actor: Actor, chosen: RequestFilter) -> Select[*tuple[Any, ...]]:
    """The same requests as facts for a file, those to be answered first in front."""
    one = _Request
    where = func.coalesce(Agency.name, one.organisation)
    columns = (one.given_name, one.family_name, one.email, where, one.job_title, one.team, one.sent_at)
    statement = select_requests(actor, chosen).with_only_columns(
        *columns, one.state, one.due_on, one.decided_at, one.reason
    )
    return statement.order_by(one.due_on, one.id)


def number_to_answer(actor: Actor) -> ScalarSelect[int]:
    return _number(actor, _Request.state == RequestState.WAITING)


def number_overdue(actor: Actor) -> ScalarSelect[int]:
    return _number(actor, is_overdue())


def is_overdue() -> ColumnElement[bool]:
    return and_(_Request.state == RequestState.WAITING, _Request.due_on < clock.today())


def _number(actor: Actor, which: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count(_Request.id)).where(in_queue_of(actor), which).scalar_subquery()


def list_agencies_that_wait(actor: Actor) -> Sequence[Any]:
    """The agencies that somebody asked to join, as far as this actor may see."""
    return db.session.execute(
        select(Agency.id, Agency.name)
        .where(exists().where(_Request.agency_id == Agency.id, in_queue_of(actor)))
        .order_by(Agency.name, Agency.id)
    ).all()


def get_request(actor: Actor, request_id: int) -> tuple[RegistrationRequest, bool]:
    """The request, and whether it is the actor's own.

    Raise `NotFound` when there is none, or none that this actor may know of.
    """
    return _get(_select_visible(actor, request_id).options(*_WITH_NAMES))


def lock_request(actor: Actor, request_id: int) -> tuple[RegistrationRequest, bool]:
    """The same, without names, and nobody else's until we commit."""
    statement = _select_visible(actor, request_id).with_for_update(of=_Request)
    return _get(statement.execution_options(populate_existing=True))


def _select_visible(actor: Actor, request_id: int) -> Select[*tuple[Any, ...]]:
    mine = _is_of(actor.person_id)
    return select(_Request, mine).where(_Request.id == request_id, in_queue_of(actor))


def _get(statement: Select[*tuple[Any, ...]]) -> tuple[RegistrationRequest, bool]:
    row = db.session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]


def _is_of(person_id: int) -> ColumnElement[bool]:
    return or_(
        exists().where(Person.id == person_id, Person.email == _Request.email),
        exists().where(Account.person_id == person_id, Account.email == _Request.email),
    )


def list_questions(request_id: int) -> Sequence[RegistrationQuestion]:
    return db.session.scalars(
        select(_Question)
        .where(_Question.request_id == request_id)
        .options(joinedload(_Question.asked_by))
        .order_by(_Question.id)
    ).all()


def find_received(request_id: int) -> RegistrationRequest | None:
    """A request that was sent in and not looked at yet, locked."""
    return db.session.scalar(
        select(_Request)
        .where(
            _Request.id == request_id,
            _Request.state == RequestState.UNCONFIRMED,
            _Request.secret_hash.is_(None),
        )
        .with_for_update()
    )


def list_earlier(request: RegistrationRequest) -> Sequence[RegistrationRequest]:
    """What the same address sent before and nobody has confirmed."""
    return db.session.scalars(
        select(_Request)
        .where(
            _Request.email == request.email,
            _Request.state == RequestState.UNCONFIRMED,
            _Request.id < request.id,
        )
        .order_by(_Request.id)
    ).all()


def find_unconfirmed(secret: str, since: datetime, *, lock: bool = False) -> RegistrationRequest | None:
    """The request whose address this link confirms, unless it was sent before `since`."""
    statement = select(_Request).where(
        _Request.secret_hash == secret_hash(secret),
        _Request.state == RequestState.UNCONFIRMED,
        _Request.sent_at > since,
    )
    if lock:
        statement = statement.with_for_update(of=_Request).execution_options(populate_existing=True)
    return db.session.scalar(statement.options(joinedload(_Request.agency)))


def find_open(email: str) -> RegistrationRequest | None:
    """What waits for an answer to this address."""
    return db.session.scalar(select(_Request).where(_Request.email == email, _Request.state.in_(OPEN)))


def find_asked(secret: str) -> tuple[RegistrationQuestion, RegistrationRequest] | None:
    """The question that this link answers, and the request that it is about."""
    row = db.session.execute(
        select(_Question, _Request)
        .join(_Request, _Request.id == _Question.request_id)
        .where(
            _Question.secret_hash == secret_hash(secret),
            _Question.expires_at > clock.now(),
            _Request.state == RequestState.ASKED,
        )
        .options(joinedload(_Request.agency))
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def lock_asked(request_id: int) -> RegistrationRequest | None:
    """The request while it waits for an answer to a question, locked."""
    return db.session.scalar(
        select(_Request)
        .where(_Request.id == request_id, _Request.state == RequestState.ASKED)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def list_unanswered() -> Sequence[RegistrationRequest]:
    """Requests whose question nobody answered in time, locked."""
    waits = exists().where(_Question.request_id == _Request.id, _Question.expires_at > clock.now())
    return db.session.scalars(
        select(_Request)
        .where(_Request.state == RequestState.ASKED, ~waits)
        .order_by(_Request.id)
        .with_for_update()
    ).all()


def list_overdue() -> Sequence[RegistrationRequest]:
    return db.session.scalars(
        select(_Request).where(is_overdue()).options(joinedload(_Request.agency)).order_by(_Request.id)
    ).all()


def find_in_post(email: str) -> int | None:
    """Who of the register has this address and works for an agency today."""
    works = exists().where(Post.person_id == Person.id, is_current())
    return db.session.scalar(
        select(Person.id).where(Person.email == email, Person.merged_into_id.is_(None), works)
    )


def find_agency_of_both(request_id: int, person_id: int) -> int | None:
    """The agency that a request names, if this person works there today."""
    return db.session.scalar(
        select(_Request.agency_id)
        .join(Post, and_(Post.agency_id == _Request.agency_id, is_current()))
        .where(_Request.id == request_id, Post.person_id == person_id)
        .limit(1)
    )


def holds_post(person_id: int, agency_id: int) -> bool:
    """Whether they work for this agency today."""
    there = exists().where(Post.person_id == person_id, Post.agency_id == agency_id, is_current())
    return db.session.scalar(select(there)) or False


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who is written to because of a role they hold."""

    given_name: str
    email: str


def list_holders(role: Role, agency_id: int | None = None) -> Sequence[Reader]:
    """Who holds this role today, for this agency if one is named, and can sign in."""
    today: date = clock.today()
    statement = (
        select(Person.given_name, Account.email)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .join(Account, Account.person_id == Person.id)
        .where(
            RoleGrant.role == role,
            RoleGrant.starts_on <= today,
            or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= today),
            Account.is_active,
            RoleGrant.agency_id == agency_id if agency_id is not None else true(),
        )
        .distinct()
        .order_by(Account.email)
    )
    return [Reader(*row) for row in db.session.execute(statement)]


def find_reader(person_id: int | None) -> Reader | None:
    """The person with an open account, to write to."""
    row = db.session.execute(
        select(Person.given_name, Account.email)
        .join(Account, Account.person_id == Person.id)
        .where(Person.id == person_id, Account.is_active)
    ).one_or_none()
    return None if row is None else Reader(*row)


def find_agency(agency_id: int | None) -> Agency | None:
    """An agency of the partnership that people can ask to join."""
    return db.session.scalar(select(Agency).where(Agency.id == agency_id, Agency.is_active))
