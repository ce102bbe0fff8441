"""Letting somebody in: as a person of the register or as somebody new. Callers commit."""

from __future__ import annotations

from portal.accounts.invitations import InvitationRules
from portal.accounts.queries.accounts import find_account_of
from portal.accounts.services import inviting
from portal.kernel import clock
from portal.kernel.access import Actor
from portal.people.changes import AddPerson, AddPost, ChangePerson, PersonDetails, PostDetails
from portal.people.finding.people import get_visible_person
from portal.people.models import Person
from portal.people.services import people, posts
from portal.registrations import letters
from portal.registrations.domain import (
    Approve,
    EndedAlready,
    OwnRequest,
    PersonHasAccount,
    PostNeeded,
    RequestState,
    StartsLater,
)
from portal.registrations.models import RegistrationRequest
from portal.registrations.queries import holds_post
from portal.registrations.services.deciding import get_open, settle


def approve(actor: Actor, command: Approve, rules: InvitationRules) -> Person:
    """They are in the register with this post, and get a letter that opens an account.

    What the register refuses (an address that is taken, a namesake, no manager of that name) is refused
    here in its words, and nothing is half done.
    """
    request = get_open(actor, command.request_id)
    if command.post is not None:
        _refuse_other_times(command.post)
    enter = _somebody_new if command.person_id is None else _somebody_known
    person = enter(actor, request, command)
    request.agency_id, request.person_id = command.agency_id, person.id
    settle(actor, request, RequestState.APPROVED, "approve_registration")
    inviting.invite_anew(actor, person.id, rules)
    return person


def _refuse_other_times(post: PostDetails) -> None:
    """The invitation opens the portal at once, so the post is held today."""
    today = clock.today()
    if post.started_on > today:
        raise StartsLater
    if post.ended_on is not None and post.ended_on < today:
        raise EndedAlready


def _somebody_new(actor: Actor, request: RegistrationRequest, command: Approve) -> Person:
    if command.post is None:
        raise PostNeeded
    details = PersonDetails(
        given_name=request.given_name, family_name=request.family_name, email=request.email
    )
    return people.add_person(
        actor, AddPerson(command.agency_id, details, command.post, is_another=command.is_another)
    )


def _somebody_known(actor: Actor, request: RegistrationRequest, command: Approve) -> Person:
    """Somebody of the register. Their address becomes the one that was confirmed, and the old one is told."""
    person = get_visible_person(actor, command.person_id or 0)
    if person.id == actor.person_id:
        raise OwnRequest
    if find_account_of(person.id) is not None:
        raise PersonHasAccount
    _give_post(actor, person, command)
    old = person.email
    if old != request.email:
        people.change_person(actor, ChangePerson(person.id, _with_address(person, request.email)))
        if old:
            letters.tell_address_changed(person, old)
    return person


def _give_post(actor: Actor, person: Person, command: Approve) -> None:
    """Unless they have one at that agency today."""
    if holds_post(person.id, command.agency_id):
        return
    if command.post is None:
        raise PostNeeded
    posts.add_post(actor, AddPost(person.id, command.agency_id, command.post))


def _with_address(person: Person, email: str) -> PersonDetails:
    contact = person.office_contact
    return PersonDetails(
        given_name=person.given_name,
        family_name=person.family_name,
        email=email,
        phone=person.phone,
        address=person.address,
        contact_by=person.contact_by,
        office_contact=contact.reference if contact else "",
    )
