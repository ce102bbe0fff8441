"""Every read about duplicates."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import islice

from sqlalchemy import func, select, union

from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.merging.models import PossibleDuplicate
from portal.people.models import Person, Post

# Fewer than either database takes as values of one statement.
AT_ONCE = 5_000


def find_known_pairs(pairs: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of these pairs that somebody was asked about before, whatever became of it."""
    firsts = iter(sorted({first for first, _ in pairs}))
    known: set[tuple[int, int]] = set()
    while batch := list(islice(firsts, AT_ONCE)):
        found = db.session.execute(
            select(PossibleDuplicate.first_id, PossibleDuplicate.second_id).where(
                PossibleDuplicate.first_id.in_(batch)
            )
        )
        known.update((first, second) for first, second in found)
    return known.intersection(pairs)


def find_kept(person_ids: Collection[int]) -> Mapping[int, int]:
    """For each of these people the one who stands for them now: themselves, or whom they were merged into."""
    rest = iter(sorted(set(person_ids)))
    kept: dict[int, int] = {}
    while batch := list(islice(rest, AT_ONCE)):
        found = db.session.execute(
            select(Person.id, func.coalesce(Person.merged_into_id, Person.id)).where(Person.id.in_(batch))
        )
        kept.update((person_id, kept_id) for person_id, kept_id in found)
    return kept


def list_merged_ids(person_id: int) -> Sequence[int]:
    """Everybody who was merged into this person: what the log says of them is part of the same history."""
    return db.session.scalars(
        select(Person.id).where(Person.merged_into_id == person_id).order_by(Person.id)
    ).all()


def list_changed_people(since: datetime) -> Sequence[int]:
    """Whose record, or one of whose posts, somebody changed after this moment, as the log has it."""
    about = (Activity.subject_kind == "person", Activity.at >= since)
    people = select(Activity.subject_id).where(*about)
    posts = (
        select(Post.person_id)
        .join(Activity, (Activity.subject_kind == "post") & (Activity.subject_id == Post.id))
        .where(Activity.at >= since)
    )
    return sorted(db.session.scalars(union(people, posts)))
