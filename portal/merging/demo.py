"""A handful of people whom two lists of the demo partnership name differently.

Nobody is added: somebody whom their agency's list knows only by name comes to look like a colleague.
"""

from __future__ import annotations

from random import Random

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased

from portal.accounts.models import Account
from portal.kernel.db import db
from portal.kernel.slice import DemoPlan
from portal.kernel.text import folded
from portal.merging import services
from portal.merging.domain import FoundBy, Suggestion
from portal.merging.matching import Known, likeness
from portal.people.models import Person, Post

# After the people and their accounts, before anything prints a name.
ORDER = 12
PAIRS = 6


def load(plan: DemoPlan) -> None:
    """Make some quiet people look like colleagues of theirs, and put the pairs into the queue."""
    rng = Random(f"{plan.seed}/merging")  # noqa: S311  # invented data, no secret
    found = _lookalikes(rng)
    for number, (twin, person) in enumerate(found):
        _dress_up(twin, person, number)
    db.session.flush()
    services.suggest([_suggestion(number, *pair) for number, pair in enumerate(found)])
    plan.say(f"{len(found)} possible duplicates to decide about")


def _lookalikes(rng: Random) -> list[tuple[Person, Person]]:
    """Somebody without an address or a team, and a colleague with an account, agency by agency."""
    led = aliased(Post)
    quiet = (Person.email.is_(None), ~exists().where(led.manager_id == Person.id))
    # Nobody of the demo's own cast, who have a password.
    known = exists().where(Account.person_id == Person.id, Account.password_hash == "")
    twins, people = _one_of_each(*quiet), _one_of_each(known)
    agencies = sorted(twins.keys() & people.keys())
    chosen = rng.sample(agencies, min(PAIRS, len(agencies)))
    return [
        (db.session.get_one(Person, twins[one]), db.session.get_one(Person, people[one])) for one in chosen
    ]


def _one_of_each(*which: ColumnElement[bool]) -> dict[int, int]:
    """For each agency the newest such person in post there."""
    rows = db.session.execute(
        select(Post.agency_id, func.max(Post.person_id))
        .join(Person, Person.id == Post.person_id)
        .where(Post.ended_on.is_(None), *which)
        .group_by(Post.agency_id)
    )
    return {agency_id: person_id for agency_id, person_id in rows}  # noqa: C416  # rows are no pairs to `dict`


def _dress_up(twin: Person, person: Person, number: int) -> None:
    """As lists tend to differ: a letter left out, a number in common, or nothing at all."""
    twin.given_name, twin.family_name = person.given_name, person.family_name
    if number % 3 == 1:
        middle = len(person.family_name) // 2
        twin.family_name = person.family_name[:middle] + person.family_name[middle + 1 :]
    elif number % 3 == 2:  # noqa: PLR2004  # every third
        twin.phone = person.phone


def _suggestion(number: int, twin: Person, person: Person) -> Suggestion:
    found = likeness(*(_known(one) for one in (twin, person)))
    likelihood, why = found or (60, "A colleague says that they are one person")
    found_by = list(FoundBy)[number % len(FoundBy)]
    return Suggestion(twin.id, person.id, why, found_by, likelihood)


def _known(person: Person) -> Known:
    # Both work for the agency that they were found by.
    return Known(person.id, folded(person.name), person.phone, person.email or "", frozenset({0}))
