"""What can be done about posts. A post that was held is never taken away: leavers end it. Callers commit."""

from __future__ import annotations

from collections.abc import Collection

from portal.kernel import activity
from portal.kernel.access import Actor, Permission, require
from portal.kernel.db import db
from portal.kernel.differences import differences, fingerprint, told
from portal.kernel.errors import SeenHasChanged
from portal.people import queries
from portal.people.areas import AreaIsClosed
from portal.people.changes import (
    AddPost,
    ChangePost,
    EndPost,
    ManagersInACircle,
    NotEnded,
    OwnManager,
    PostDetails,
    SchoolOfAnother,
    refuse_wrong_term,
    the_one_meant,
)
from portal.people.finding import people as people_finding
from portal.people.finding import posts as finding
from portal.people.hooks import tell_posts_changed
from portal.people.models import Agency, Person, Post

KEPT = (
    *("job_title", "role_group", "team", "is_paid", "started_on", "ended_on"),
    *("school_id", "local_area_id", "manager_id"),
)


def add_post(actor: Actor, command: AddPost) -> Post:
    """Somebody whom the actor sees takes on a further post."""
    person = people_finding.get_visible_person(actor, command.person_id)
    return new_post(actor, person, command.agency_id, command.post)


def new_post(actor: Actor, person: Person, agency_id: int, details: PostDetails) -> Post:
    """A post for this person, who is there already."""
    agency, school_id = queries.get_employer(agency_id)
    require(actor, Permission.PERSON_MANAGE, Post(agency_id=agency.id))
    values = _checked(details, agency, person_id=person.id, manager=None)
    values["school_id"] = _school_of(details.school_id, school_id)
    post = Post(person_id=person.id, agency_id=agency.id, **values)
    db.session.add(post)
    _, after = differences({}, values)
    activity.record(actor, "add_post", post, person_id=person.id, agency_id=agency.id, before={}, after=after)
    tell_posts_changed([person.id])
    return post


def change_post(actor: Actor, command: ChangePost) -> Post:
    """Write a post anew; the log keeps what it was.

    Raises `SeenHasChanged` when somebody has changed it since the page was opened.
    """
    post = finding.get_post(actor, command.post_id, lock=True)
    require(actor, Permission.PERSON_MANAGE, post)
    if command.seen != seen_of(post):
        raise SeenHasChanged
    values = _checked(
        command.post,
        post.agency,
        person_id=post.person_id,
        manager=post.manager,
        area_id=post.local_area_id,
    )
    values["school_id"] = _school_of(command.post.school_id, queries.get_employer(post.agency_id)[1])
    old, new = differences({name: getattr(post, name) for name in values}, values)
    if new:
        for name, value in values.items():
            setattr(post, name, value)
        activity.record(actor, "change_post", post, person_id=post.person_id, before=old, after=new)
        tell_posts_changed([post.person_id])
    return post


def seen_of(post: Post) -> str:
    """What a page that shows this post has seen."""
    return fingerprint({name: getattr(post, name) for name in KEPT})


def end_post(actor: Actor, command: EndPost) -> Post:
    """Write down the last day in post, for the first time or to correct it.

    Whoever leads the agency by a role does so no longer than they work there.
    """
    post = finding.get_post(actor, command.post_id, lock=True)
    require(actor, Permission.PERSON_MANAGE, post)
    refuse_wrong_term(post.started_on, command.last_day)
    before = post.ended_on
    if before == command.last_day:
        return post
    post.ended_on = command.last_day
    activity.record(
        actor,
        "end_post" if before is None else "correct_end",
        post,
        reason=command.reason,
        person_id=post.person_id,
        before={"ended_on": told(before)},
        after={"ended_on": told(command.last_day)},
    )
    end_leads(actor, [post.person_id])
    tell_posts_changed([post.person_id])
    return post


def end_leads(actor: Actor, person_ids: Collection[int]) -> None:
    """With the last post in an agency ends the role of its lead. For whoever ended posts of these people."""
    db.session.flush()
    for grant, last_day in queries.list_leads_beyond_posts(person_ids):
        before, grant.ends_on = grant.ends_on, max(last_day, grant.starts_on)
        activity.record(
            actor,
            "end_role",
            grant,
            reason="The post in the agency ends",
            role=grant.role.value,
            person_id=grant.person_id,
            before={"ends_on": told(before)},
            after={"ends_on": told(grant.ends_on)},
        )


def reopen_post(actor: Actor, post_id: int) -> Post:
    """Take an end back: they have not left. Roles that ended with it have to be granted again."""
    post = finding.get_post(actor, post_id, lock=True)
    require(actor, Permission.PERSON_MANAGE, post)
    if post.ended_on is None:
        raise NotEnded
    before, post.ended_on = post.ended_on, None
    activity.record(
        actor,
        "reopen_post",
        post,
        person_id=post.person_id,
        before={"ended_on": told(before)},
        after={"ended_on": None},
    )
    tell_posts_changed([post.person_id])
    return post


def _checked(
    details: PostDetails,
    agency: Agency,
    *,
    person_id: int,
    manager: Person | None,
    area_id: int | None = None,
) -> dict[str, object]:
    """The details as they are kept. Raises what the rules say against them."""
    refuse_wrong_term(details.started_on, details.ended_on)
    return {
        "job_title": details.job_title,
        "role_group": details.role_group,
        "started_on": details.started_on,
        "ended_on": details.ended_on,
        "team": details.team,
        "is_paid": details.is_paid,
        "local_area_id": _area(details.local_area_id, area_id),
        "manager_id": _manager(details.manager, agency, person_id, manager),
    }


def _area(chosen: int | None, now: int | None) -> int | None:
    """An area that is open; a post keeps the one that it has."""
    if chosen is not None and chosen != now and queries.find_open_area(chosen) is None:
        raise AreaIsClosed
    return chosen


def _school_of(chosen: int | None, own: int | None) -> int | None:
    """A school's own people work there; others may be based at a school that somebody chose."""
    if own is not None and chosen not in {None, own}:
        raise SchoolOfAnother
    return chosen if own is None else own


def _manager(typed: str, agency: Agency, person_id: int, now: Person | None) -> int | None:
    """A colleague of today in the agency, and nobody who answers to this person. As it was, it may stay."""
    if not typed:
        return None
    if now is not None and typed == now.reference:
        return now.id
    meant = the_one_meant(finding.list_meant(typed, [agency.id]), "manager", nobody_there(agency))
    if meant.person_id == person_id:
        raise OwnManager
    if person_id in finding.list_managers_above(meant.person_id, agency.id):
        raise ManagersInACircle(meant.name)
    return meant.person_id


def nobody_there(agency: Agency) -> str:
    return f"Nobody who works for {agency.name} today is called that. Choose a manager from there"
