"""What can be asked of the workforce and its posts, and the rules that refuse it. Plain Python."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from portal.kernel.errors import RuleBroken
from portal.kernel.text import listed, plural
from portal.people.domain import ContactWay, RoleGroup

# Of several who may be meant, so many are named.
MOST_SUGGESTED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDetails:
    """What is written down of a person. `office_contact` is a reference, an e-mail address or a name."""

    given_name: str
    family_name: str
    email: str = ""
    phone: str = ""
    address: str = ""
    contact_by: ContactWay | None = None
    office_contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostDetails:
    """What is written down of a post. `manager` is a reference, an e-mail address or a name."""

    job_title: str
    role_group: RoleGroup
    started_on: date
    ended_on: date | None = None
    team: str = ""
    is_paid: bool = True
    school_id: int | None = None
    local_area_id: int | None = None
    manager: str = ""


@dataclass(frozen=True, slots=True)
class AddPerson:
    """Command: somebody joins the workforce with their first post."""

    agency_id: int
    person: PersonDetails
    post: PostDetails
    # There is somebody of this name in the agency, and this is somebody else.
    is_another: bool = False


@dataclass(frozen=True, slots=True)
class ChangePerson:
    """Command: write a person's details anew.

    `seen` says what they were when the page was opened; None where no page was, as for a request to join.
    """

    person_id: int
    person: PersonDetails
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class AddPost:
    """Command: somebody takes on a further post."""

    person_id: int
    agency_id: int
    post: PostDetails


@dataclass(frozen=True, slots=True)
class ChangePost:
    """Command: write a post anew. Its agency stays: who moves on ends one post and begins another."""

    post_id: int
    post: PostDetails
    seen: str


@dataclass(frozen=True, slots=True)
class EndPost:
    """Command: this is the last day in the post, or it was, whatever was written down before."""

    post_id: int
    last_day: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class HandOver:
    """Command: everybody who answers to one manager in an agency answers to another from now on."""

    agency_id: int
    from_id: int
    manager: str


@dataclass(frozen=True, slots=True)
class UndoHandOver:
    """Command: the posts of a hand-over answer to whom they answered to before it."""

    hand_over_id: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be meant by what was typed."""

    person_id: int
    name: str
    reference: str
    has_email: bool = False


class EndsBeforeStart(RuleBroken):
    message = "The last day in post must be the first day or later"
    field = "ended_on"


class EmailTaken(RuleBroken):
    message = (
        "Somebody in the portal already has this email address. "
        "If it is the same person, ask a coordinator to add the post to them"
    )
    field = "email"


class NobodyMeant(RuleBroken):
    """What was typed leads to nobody who could be chosen, or to several."""


class OwnManager(RuleBroken):
    message = "Nobody can be their own manager"
    field = "manager"


class ManagersInACircle(RuleBroken):
    field = "manager"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} answers to them already, directly or through others")


class OwnOfficeContact(RuleBroken):
    message = "Nobody can be their own office contact. Choose a colleague"
    field = "office_contact"


class ContactWithoutEmail(RuleBroken):
    message = "The office contact needs an email address: messages go there"
    field = "office_contact"


class NothingToReachBy(RuleBroken):
    field = "contact_by"

    def __init__(self, way: ContactWay) -> None:
        wanted = {"email": "an email address", "phone": "a phone number", "post": "a postal address"}
        super().__init__(f"Enter {wanted[way.value]}, or choose another way to reach them")


class Unreachable(RuleBroken):
    message = "Enter an email address, a phone number or a postal address, so that they can be reached"
    field = "email"


class SharedWithOthers(RuleBroken):
    message = (
        "They also work for another agency. Ask a coordinator to change their name or email address, "
        "which both agencies rely on"
    )


class NamesakeHere(RuleBroken):
    field = "is_another"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} already works for this agency. Select the box if this is somebody else")


class SchoolOfAnother(RuleBroken):
    message = "This school is an agency of its own. Choose that school, or none"
    field = "school_id"


class NotEnded(RuleBroken):
    message = "This post has no end that could be taken back"


class NobodyToHandOver(RuleBroken):
    message = "Nobody in this agency answers to them any more"


class GivenBack(RuleBroken):
    message = "This team has been given back already"


class TooLateToGiveBack(RuleBroken):
    def __init__(self, days: int) -> None:
        super().__init__(
            f"A team can be given back for {plural(days, 'day')} after it was handed over. Hand it over anew"
        )


class ManagerHasLeft(RuleBroken):
    def __init__(self, name: str) -> None:
        super().__init__(f"{name} does not work for this agency today. Hand the team over to somebody else")


class AnsweringToOthers(RuleBroken):
    """Of what moved somebody has changed the manager since: all goes back, or nothing."""

    def __init__(self, names: Collection[str]) -> None:
        some = [*names][:MOST_SUGGESTED]
        more = (
            [plural(len(names) - len(some), "more person", "more people")] if len(names) > len(some) else []
        )
        super().__init__(
            f"Somebody has changed since to whom these people answer: {listed([*some, *more])}. "
            "Change their posts one by one, or hand the team over anew"
        )


def refuse_wrong_term(started_on: date, ended_on: date | None) -> None:
    if ended_on is not None and ended_on < started_on:
        raise EndsBeforeStart


def refuse_unreachable(details: PersonDetails) -> None:
    """Somebody must be reached by what they asked for; and by anything at all."""
    given = {
        ContactWay.EMAIL: details.email,
        ContactWay.PHONE: details.phone,
        ContactWay.POST: details.address,
    }
    if details.contact_by is not None and not given[details.contact_by]:
        raise NothingToReachBy(details.contact_by)
    if not any(given.values()) and not details.office_contact:
        raise Unreachable


def the_one_meant(found: Collection[Candidate], field: str, nobody: str) -> Candidate:
    """The only candidate. Raises `NobodyMeant`, naming those who could be meant when there are several."""
    if not found:
        raise NobodyMeant(nobody, field=field)
    if len(found) > 1:
        some = [f"{one.name} ({one.reference})" for one in list(found)[:MOST_SUGGESTED]]
        named = listed(some) if len(found) <= MOST_SUGGESTED else f"{', '.join(some)} and others"
        raise NobodyMeant(f"Enter the reference of the right one: {named}", field=field)
    (one,) = found
    return one
