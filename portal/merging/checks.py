"""What must be true of duplicates and merges; `flask portal check` prints each breach."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from portal.accounts.models import Account
from portal.kernel.db import db
from portal.kernel.slice import Check
from portal.merging.models import PersonMerge
from portal.merging.queries import count_rows
from portal.merging.references import list_references
from portal.people.models import Person


def find_chains() -> Iterator[str]:
    """Whoever was merged leads straight to somebody who stands for themself."""
    kept = aliased(Person)
    rows = db.session.scalars(
        select(Person.id)
        .join(kept, kept.id == Person.merged_into_id)
        .where(kept.merged_into_id.is_not(None))
        .order_by(Person.id)
    )
    for person_id in rows:
        yield f"Person {person_id} leads to somebody who was merged as well"


def find_unexplained() -> Iterator[str]:
    """Every merged person has a merge that says how it came to be, and none that was undone leads away."""
    standing = exists().where(PersonMerge.lost_id == Person.id, PersonMerge.undone_at.is_(None))
    for person_id in db.session.scalars(
        select(Person.id).where(Person.merged_into_id.is_not(None), ~standing).order_by(Person.id)
    ):
        yield f"Person {person_id} is merged, and no merge says so"
    for person_id in db.session.scalars(
        select(Person.id).where(Person.merged_into_id.is_(None), standing).order_by(Person.id)
    ):
        yield f"Person {person_id} stands for themself, and a merge says otherwise"


def find_open_doors() -> Iterator[str]:
    """Nobody signs in as somebody who was merged."""
    rows = db.session.scalars(
        select(Person.id)
        .join(Account, Account.person_id == Person.id)
        .where(Person.merged_into_id.is_not(None), Account.is_active)
        .order_by(Person.id)
    )
    for person_id in rows:
        yield f"Person {person_id} was merged and still has an open account"


def find_left_behind() -> Iterator[str]:
    """Nothing names a merged person, except what a rule leaves there."""
    references = [
        one for one in list_references() if not (one.rule.stays or one.rule.clash or one.rule.settle)
    ]
    merged = db.session.scalars(select(Person.id).where(Person.merged_into_id.is_not(None))).all()
    for start in range(0, len(merged), 500):
        for person_id, rows in count_rows(references, merged[start : start + 500]).items():
            for name, count in rows.items():
                yield f"{count} of {name} name person {person_id}, who was merged"


CHECKS = (
    Check("Merged people lead to one who stays", find_chains),
    Check("Every merge is written down", find_unexplained),
    Check("Nobody signs in as a merged person", find_open_doors),
    Check("Nothing is left with a merged person", find_left_behind),
)
