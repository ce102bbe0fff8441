"""What can be done about people. Callers commit."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict

from portal.kernel import activity
from portal.kernel.access import Actor, Permission, Role, can, require
from portal.kernel.db import db
from portal.kernel.differences import differences, fingerprint
from portal.kernel.errors import Forbidden, SeenHasChanged
from portal.kernel.text import folded
from portal.people import queries
from portal.people.changes import (
    AddPerson,
    ChangePerson,
    ContactWithoutEmail,
    EmailTaken,
    NamesakeHere,
    OwnOfficeContact,
    PersonDetails,
    SharedWithOthers,
    refuse_unreachable,
    the_one_meant,
)
from portal.people.domain import PeopleFilter
from portal.people.finding import people as finding
from portal.people.finding import posts as posts_finding
from portal.people.models import Person, Post
from portal.people.scope import SEES_EVERYONE
from portal.people.services.posts import new_post

# Drawn, not counted: two who add people at once never draw the same, and the register refuses it if they do.
REFERENCES = 10**8
KEPT = (
    *("given_name", "family_name", "email", "phone", "address"),
    *("contact_by", "office_contact_id"),
)


def add_person(actor: Actor, command: AddPerson) -> Person:
    """Somebody joins the workforce with their first post. Who is in it already is not entered twice."""
    require(actor, Permission.PERSON_MANAGE, Post(agency_id=command.agency_id))
    values = _checked(actor, command.person, person=None)
    _refuse_namesake(command)
    person = Person(reference=f"GHP-{secrets.randbelow(REFERENCES):08}", **values)
    db.session.add(person)
    activity.record(actor, "add_person", person, before={}, after=differences({}, values)[1])
    new_post(actor, person, command.agency_id, command.post)
    return person


def _refuse_namesake(command: AddPerson) -> None:
    name = f"{command.person.given_name} {command.person.family_name}"
    if not command.is_another and posts_finding.list_namesakes(command.agency_id, folded(name)):
        raise NamesakeHere(name)


def change_person(actor: Actor, command: ChangePerson) -> Person:
    """Write a person's details anew. Raises `SeenHasChanged` when somebody did since the page was opened."""
    person = finding.get_visible_person(actor, command.person_id)
    db.session.refresh(person, with_for_update={"of": Person})
    held = posts_finding.list_held_posts(person.id)
    require_over(actor, person, held)
    before = _kept(person)
    if command.seen not in {None, fingerprint(before)}:
        raise SeenHasChanged
    values = _checked(actor, command.person, person=person)
    old, new = differences(before, values)
    is_shared = any(not can(actor, Permission.PERSON_MANAGE, post) for post in held)
    if is_shared and {"given_name", "family_name", "email"} & new.keys():
        raise SharedWithOthers
    if new:
        for name, value in values.items():
            setattr(person, name, value)
        activity.record(actor, "change_person", person, before=old, after=new)
    return person


def seen_of(person: Person) -> str:
    """What a page that shows these details has seen."""
    return fingerprint(_kept(person))


def _kept(person: Person) -> dict[str, object]:
    return {name: getattr(person, name) for name in KEPT}


def may_change(actor: Actor, person: Person, held: Sequence[Post]) -> bool:
    """Everybody may be changed by those who see everybody; by an agency's lead, those who work for it."""
    return any(can(actor, Permission.PERSON_MANAGE, subject) for subject in (person, *held))


def require_over(actor: Actor, person: Person, held: Sequence[Post]) -> None:
    """Raise `Forbidden` unless this actor may change this person."""
    if not may_change(actor, person, held):
        raise Forbidden


def _checked(actor: Actor, details: PersonDetails, *, person: Person | None) -> dict[str, object]:
    """The details as they are kept. Raises what the rules say against them."""
    refuse_unreachable(details)
    email = details.email.casefold() or None
    if email is not None and queries.find_id_by_email(email) not in {None, person and person.id}:
        raise EmailTaken
    return {
        "given_name": details.given_name,
        "family_name": details.family_name,
        "email": email,
        "phone": details.phone,
        "address": details.address,
        "contact_by": details.contact_by,
        "office_contact_id": _office_contact(actor, details.office_contact, person),
    }


def _office_contact(actor: Actor, typed: str, person: Person | None) -> int | None:
    """Who acts for them: a colleague of today with an e-mail address; for a lead, of the agency they lead."""
    if not typed:
        return None
    now = person.office_contact if person is not None else None
    if now is not None and typed == now.reference:
        return now.id  # as it was: it may have been chosen by somebody who sees more
    agencies = None if actor.holds(*SEES_EVERYONE) else actor.agencies_as(Role.AGENCY_LEAD)
    meant = the_one_meant(
        posts_finding.list_meant(typed, agencies),
        "office_contact",
        "No colleague you can choose is called that. Enter a name, a reference or an email address",
    )
    if person is not None and meant.person_id == person.id:
        raise OwnOfficeContact
    if not meant.has_email:
        raise ContactWithoutEmail
    return meant.person_id


def note_export(actor: Actor, chosen: PeopleFilter, file_format: str, count: int) -> None:
    """Write down that people's details left the portal: how many, by which filters, and in which format."""
    require(actor, Permission.PERSON_READ)
    asked = {name: value for name, value in asdict(chosen).items() if value not in {None, "", False}}
    # What was typed is somebody's name, which the log of exports need not keep.
    asked |= {"name": True} if "name" in asked else {}
    activity.record_all(
        actor,
        "export_people",
        Person,
        [actor.person_id],
        people=count,
        file_format=file_format,
        filters=asked,
    )
