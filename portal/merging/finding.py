"""Finding people who may be one: everyone is read a few times, however many are compared with everyone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain, combinations, groupby, islice
from operator import itemgetter
from typing import Any

from sqlalchemy import Select, or_, select, union

from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.merging.domain import FoundBy, PairState, Suggestion
from portal.merging.matching import (
    Key,
    Known,
    MatchRules,
    contact_keys,
    likeness,
    name_keys,
    phone_key,
)
from portal.merging.models import PossibleDuplicate
from portal.people.models import Person, Post

ROWS_AT_ONCE = 2_000
# Fewer than either database takes as values of one statement.
VALUES_AT_ONCE = 5_000
# So many people of one agency are compared with the rest of it in one go, which bounds memory.
AT_ONCE = 20_000
# A key that more people share tells none of them apart; comparing them all would never end.
MOST_SHARING = 60

Pair = tuple[int, int]


def find_duplicates(
    person_ids: Collection[int], found_by: FoundBy, weighed: MatchRules | None = None
) -> Iterator[Suggestion]:
    """Whom these people may be the same as, among everybody. Takes as long as there are people to read.

    As this partnership weighs likeness, unless it is `weighed` otherwise.
    """
    rules = weighed or in_force(MatchRules)
    chosen = frozenset(person_ids)
    if not chosen:
        return
    contacts = _sharing(_contacts, chosen, lambda said: contact_keys(*said))
    # A telephone that many share is an office's and says nothing: `likeness` asks how many.
    holders = {key: len(people) for key, people in contacts.items()}
    told: set[Pair] = set()
    pairs = chain(_pairs(contacts, chosen), _pairs_by_name(chosen, rules))
    while some := list(islice(pairs, ROWS_AT_ONCE)):
        known = _known({person_id for pair in some for person_id in pair})
        for one, other in ((known[first], known[second]) for first, second in some):
            sharing = holders.get(phone_key(one.digits), 0)
            found = likeness(one, other, phone_holders=sharing, rules=rules)
            pair = one.person_id, other.person_id
            if found is not None and pair not in told:
                told.add(pair)
                yield Suggestion(*pair, found[1], found_by, found[0])


def _pairs_by_name(chosen: frozenset[int], rules: MatchRules) -> Iterator[Pair]:
    for _, rows in groupby(_colleagues(chosen), key=itemgetter(0)):
        # Somebody with two posts there comes twice.
        members = {person_id: name for _, person_id, name in rows}
        asked = iter(sorted(chosen.intersection(members)))
        while some := frozenset(islice(asked, AT_ONCE)):
            yield from _pairs(_sharing(members.items, some, lambda name: name_keys(name, rules)), some)


def _sharing(
    people: Callable[[], Iterable[tuple[int, Any]]],
    chosen: frozenset[int],
    keys_of: Callable[[Any], Iterable[Key]],
) -> dict[Key, list[int]]:
    """Keys that several people share of whom one is chosen, with all who do. Asks for `people` twice.

    Most keys belong to one person: a list for each of them would be most of the memory.
    """
    first = dict.fromkeys((key for who, said in people() if who in chosen for key in keys_of(said)), 0)
    several: dict[Key, list[int]] = {}
    for who, said in people():
        for key in keys_of(said):
            if key in first:
                if first[key]:
                    several.setdefault(key, [first[key]]).append(who)
                else:
                    first[key] = who
    return several


def _pairs(sharing: Mapping[Key, Sequence[int]], chosen: frozenset[int]) -> Iterator[Pair]:
    """Each two who share a key and of whom at least one was asked about, once."""
    seen: set[Pair] = set()
    for people in sharing.values():
        if len(people) > MOST_SHARING:
            continue
        for pair in combinations(people, 2):
            if pair not in seen and not chosen.isdisjoint(pair):
                seen.add(pair)
                yield pair


def _contacts() -> Iterator[tuple[int, tuple[str, str]]]:
    """Phone and address of everybody who is not already merged into somebody else, by id."""
    statement = select(Person.id, Person.phone, Person.email).where(Person.merged_into_id.is_(None))
    for person_id, phone, email in _few_at_a_time(statement.order_by(Person.id)):
        if phone or email:
            yield person_id, (phone, email or "")


def _colleagues(chosen: frozenset[int]) -> Iterator[Sequence[Any]]:
    """Agency, person and name of everybody at the agencies where these people have ever been."""
    statement = (
        select(Post.agency_id, Person.id, Person.search_name)
        .join(Person, Person.id == Post.person_id)
        .where(Person.merged_into_id.is_(None))
        .order_by(Post.agency_id, Person.id)
    )
    if len(chosen) <= VALUES_AT_ONCE:
        theirs = select(Post.agency_id).where(Post.person_id.in_(sorted(chosen)))
        statement = statement.where(Post.agency_id.in_(theirs))
    return _few_at_a_time(statement)


def _few_at_a_time(statement: Select[*tuple[Any, ...]]) -> Iterator[Sequence[Any]]:
    yield from db.session.execute(statement.execution_options(yield_per=ROWS_AT_ONCE))


def _known(person_ids: Collection[int]) -> dict[int, Known]:
    ids = sorted(person_ids)
    agencies: dict[int, set[int]] = defaultdict(set)
    for person_id, agency_id in db.session.execute(
        select(Post.person_id, Post.agency_id).where(Post.person_id.in_(ids))
    ):
        agencies[person_id].add(agency_id)
    people = db.session.execute(
        select(Person.id, Person.search_name, Person.phone, Person.email).where(Person.id.in_(ids))
    )
    return {
        person_id: Known(person_id, name, phone, email or "", frozenset(agencies[person_id]))
        for person_id, name, phone, email in people
    }


def find_known_pairs(pairs: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of these pairs that somebody was asked about before, whatever became of it."""
    firsts = iter(sorted({first for first, _ in pairs}))
    known: set[tuple[int, int]] = set()
    while batch := list(islice(firsts, VALUES_AT_ONCE)):
        found = db.session.execute(
            select(PossibleDuplicate.first_id, PossibleDuplicate.second_id).where(
                PossibleDuplicate.first_id.in_(batch)
            )
        )
        known.update((first, second) for first, second in found)
    return known.intersection(pairs)


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


def list_open_about(person_id: int) -> list[Suggestion]:
    """What is still asked about this person."""
    rows = db.session.scalars(
        select(PossibleDuplicate)
        .where(
            PossibleDuplicate.state == PairState.OPEN,
            or_(PossibleDuplicate.first_id == person_id, PossibleDuplicate.second_id == person_id),
        )
        .order_by(PossibleDuplicate.id)
    )
    return [Suggestion(one.first_id, one.second_id, one.why, one.found_by, one.likelihood) for one in rows]
