"""Reads that a change of people or posts asks: whom somebody meant, who manages whom. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import aliased, joinedload

from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.people.changes import MOST_SUGGESTED, Candidate
from portal.people.finding.people import named
from portal.people.models import Agency, Person, Post
from portal.people.scope import is_current, is_not_over, sees_post
from portal.people.searching import as_typed


def get_post(actor: Actor, post_id: int, *, lock: bool = False) -> Post:
    """The post with its person, manager, agency and area. Raises `NotFound`."""
    statement = (
        select(Post)
        .where(Post.id == post_id, sees_post(actor))
        .options(
            *(joinedload(Post.person), joinedload(Post.manager)),
            *(joinedload(Post.agency), joinedload(Post.local_area)),
        )
        .execution_options(populate_existing=lock)
    )
    post = db.session.scalar(statement.with_for_update(of=Post) if lock else statement)
    if post is None:
        raise NotFound
    return post


def list_held_posts(person_id: int) -> Sequence[Post]:
    """What a person holds today or will hold, whoever may see it: for rules, never for pages."""
    return db.session.scalars(
        select(Post).where(Post.person_id == person_id, is_not_over()).order_by(Post.id)
    ).all()


def list_meant(typed: str, agencies: Collection[int] | None = None) -> list[Candidate]:
    """The colleagues of today, of these agencies or of any, whom a reference, an address or a name means."""
    statement, _ = named(typed, as_typed(typed))
    post = aliased(Post)
    works_there = select(post.person_id).where(is_current(post))
    if agencies is not None:
        works_there = works_there.where(post.agency_id.in_(agencies))
    found = db.session.execute(
        statement.where(Person.id.in_(works_there))
        .order_by(Person.family_name, Person.given_name, Person.id)
        .limit(MOST_SUGGESTED + 1)
    )
    return [
        Candidate(row.id, f"{row.given_name} {row.family_name}", row.reference, bool(row.email))
        for row in found
    ]


def list_namesakes(agency_id: int, search_name: str) -> Sequence[int]:
    """People of exactly this name who work for the agency today."""
    return db.session.scalars(
        select(Person.id)
        .join(Post, Post.person_id == Person.id)
        .where(Person.search_name == search_name, Post.agency_id == agency_id, is_current())
    ).all()


def list_managers_above(person_id: int, agency_id: int) -> frozenset[int]:
    """Everybody whom this person answers to in the agency, directly or through others."""
    above = (
        select(Post.manager_id.label("id"))
        .where(
            Post.person_id == person_id,
            Post.agency_id == agency_id,
            is_not_over(),
            Post.manager_id.is_not(None),
        )
        .cte("above", recursive=True)
    )
    higher = aliased(Post)
    above = above.union(
        select(higher.manager_id)
        .join(above, higher.person_id == above.c.id)
        .where(higher.agency_id == agency_id, is_not_over(higher), higher.manager_id.is_not(None))
    )
    return frozenset(db.session.scalars(select(above.c.id)))


def select_team(manager_id: int, agency_id: int) -> Select[*tuple[Any, ...]]:
    """The posts of an agency that answer to one manager, today or later, by name."""
    return (
        select(Post)
        .join(Person, Person.id == Post.person_id)
        .where(Post.manager_id == manager_id, Post.agency_id == agency_id, is_not_over())
        .options(joinedload(Post.person))
        .order_by(Person.family_name, Person.given_name, Post.id)
    )


def list_team(manager_id: int, agency_id: int, *, lock: bool = False) -> Sequence[Post]:
    statement = select_team(manager_id, agency_id)
    return db.session.scalars(statement.with_for_update(of=Post) if lock else statement).all()


def list_teams(actor: Actor, manager_id: int) -> Sequence[Any]:
    """In which agencies posts answer to this manager, and how many: as far as the actor sees them."""
    return db.session.execute(
        select(Agency.id, Agency.name, func.count(Post.id).label("posts"))
        .join(Post, Post.agency_id == Agency.id)
        .where(Post.manager_id == manager_id, is_not_over(), sees_post(actor))
        .group_by(Agency.id, Agency.name)
        .order_by(Agency.name)
    ).all()


def count_left_without(person_id: int) -> int:
    """How many people without an address of their own this person was the way to, and stays it no longer."""
    stays = exists().where(Post.person_id == person_id, Post.ended_on.is_(None))
    theirs = (Person.office_contact_id == person_id, Person.email.is_(None), Person.merged_into_id.is_(None))
    return db.session.scalar(select(func.count(Person.id)).where(*theirs, ~stays)) or 0


def count_acted_for(person_id: int) -> int:
    """How many people are reached through this person."""
    statement = select(func.count(Person.id)).where(Person.office_contact_id == person_id)
    return db.session.scalar(statement) or 0
