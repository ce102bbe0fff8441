"""Who can be invited, and who was."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true
from sqlalchemy.orm import aliased

from portal.accounts.invitations import InvitationState
from portal.accounts.models import Account, Invitation
from portal.accounts.passwords import secret_hash
from portal.kernel import clock
from portal.kernel.access import Actor, Role
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.people.models import Agency, Person, Post
from portal.people.scope import is_current

# These invite anybody; an agency's lead the people of that agency.
INVITES_EVERYONE = (Role.ADMINISTRATOR, Role.COORDINATOR)


def may_invite(actor: Actor, person_id: Any) -> ColumnElement[bool]:  # noqa: ANN401  # a column of person ids
    """The people whom this actor may let in, by where they work today."""
    if actor.holds(*INVITES_EVERYONE):
        return true()
    post = aliased(Post)
    led = actor.agencies_as(Role.AGENCY_LEAD)
    return exists().where(post.person_id == person_id, post.agency_id.in_(led), is_current(post))


def _can_be_invited() -> tuple[ColumnElement[bool], ...]:
    """In post, with an e-mail address, and neither an account nor an invitation that waits."""
    waits = and_(Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None))
    return (
        Person.email.is_not(None),
        Person.merged_into_id.is_(None),
        exists().where(Post.person_id == Person.id, is_current()),
        ~exists().where(Account.person_id == Person.id),
        ~exists().where(Account.email == func.lower(Person.email)),
        ~exists().where(Invitation.person_id == Person.id, waits),
    )


def select_invitable(actor: Actor, agency_id: int | None = None) -> Select[*tuple[Any, ...]]:
    """Id, names and address of those who can be invited, by family name."""
    statement = (
        _select_all_invitable()
        .where(may_invite(actor, Person.id))
        .order_by(Person.family_name, Person.given_name, Person.id)
    )
    if agency_id is not None:
        works_there = exists().where(Post.person_id == Person.id, Post.agency_id == agency_id, is_current())
        statement = statement.where(works_there)
    return statement


def list_invitable(actor: Actor, person_ids: Collection[int]) -> Sequence[Any]:
    return db.session.execute(select_invitable(actor).where(Person.id.in_(person_ids))).all()


def list_invitable_anyhow(person_id: int) -> Sequence[Any]:
    """The same for one person, whoever asks: nobody else decides about it."""
    return db.session.execute(_select_all_invitable().where(Person.id == person_id)).all()


def _select_all_invitable() -> Select[*tuple[Any, ...]]:
    return select(Person.id, Person.given_name, Person.family_name, Person.email).where(*_can_be_invited())


def find_waiting(person_id: int) -> Invitation | None:
    """The invitation that waits for this person, locked."""
    return db.session.scalar(
        select(Invitation)
        .where(
            Invitation.person_id == person_id,
            Invitation.accepted_at.is_(None),
            Invitation.withdrawn_at.is_(None),
        )
        .with_for_update()
    )


def list_agencies_to_invite(actor: Actor) -> Sequence[Any]:
    """The agencies whose people this actor may let in."""
    statement = select(Agency.id, Agency.name).where(Agency.is_active).order_by(Agency.name, Agency.id)
    if not actor.holds(*INVITES_EVERYONE):
        statement = statement.where(Agency.id.in_(actor.agencies_as(Role.AGENCY_LEAD)))
    return db.session.execute(statement).all()


def select_invitations(actor: Actor, state: InvitationState | None) -> Select[*tuple[Any, ...]]:
    """Invitations with the person's name, newest first."""
    statement = (
        select(Invitation, Person.id, Person.given_name, Person.family_name)
        .join(Person, Person.id == Invitation.person_id)
        .where(may_invite(actor, Invitation.person_id))
        .order_by(Invitation.sent_at.desc(), Invitation.id.desc())
    )
    return statement if state is None else statement.where(_is(state))


def _is(state: InvitationState) -> ColumnElement[bool]:
    waits = and_(Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None))
    return {
        InvitationState.OPEN: and_(waits, Invitation.expires_at > clock.now()),
        InvitationState.EXPIRED: and_(waits, Invitation.expires_at <= clock.now()),
        InvitationState.ACCEPTED: Invitation.accepted_at.is_not(None),
        InvitationState.WITHDRAWN: and_(
            Invitation.withdrawn_at.is_not(None), Invitation.accepted_at.is_(None)
        ),
    }[state]


def get_invitation(actor: Actor, invitation_id: int) -> Invitation:
    """The invitation, locked. Raise `NotFound` when there is none that this actor may know of."""
    found = db.session.scalar(
        select(Invitation)
        .where(Invitation.id == invitation_id, may_invite(actor, Invitation.person_id))
        .with_for_update()
    )
    if found is None:
        raise NotFound
    return found


def find_invitation(secret: str, *, lock: bool = False) -> Invitation | None:
    """The invitation with this secret if it can still be accepted."""
    statement = select(Invitation).where(
        Invitation.secret_hash == secret_hash(secret),
        _is(InvitationState.OPEN),
        exists().where(Person.id == Invitation.person_id, Person.merged_into_id.is_(None)),
    )
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(statement)


def get_names(person_id: int) -> tuple[str, str]:
    given, family = db.session.execute(
        select(Person.given_name, Person.family_name).where(Person.id == person_id)
    ).one()
    return given, family


def is_taken(email: str, person_id: int) -> bool:
    """Whether this address, or this person, has an account."""
    taken = or_(Account.email == email, Account.person_id == person_id)
    return db.session.scalar(select(exists().where(taken))) or False
