"""Finding people who may be one: everyone is read once, whoever is compared with whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import combinations, groupby, islice
from operator import itemgetter

from sqlalchemy import or_, select, union

from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.merging.domain import FoundBy, PairState, Suggestion
from portal.merging.matching import PHONE, RULES, Key, Known, MatchRules, keys, likeness
from portal.merging.models import PossibleDuplicate
from portal.people.models import Person, Post

ROWS_AT_ONCE = 2_000
# Fewer than either database takes as values of one statement.
VALUES_AT_ONCE = 5_000
# So many people are compared with everybody in one reading, which bounds memory.
AT_ONCE = 20_000
# A key that more people share tells none of them apart; comparing them all would never end.
MOST_SHARING = 60


def find_duplicates(
    person_ids: Collection[int], found_by: FoundBy, rules: MatchRules = RULES
) -> Iterator[Suggestion]:
    """Whom these people may be the same as, among everybody. Reads the workforce once for every 20,000."""
    rest = iter(sorted(set(person_ids)))
    while chosen := frozenset(islice(rest, AT_ONCE)):
        yield from _find(chosen, found_by, rules)


def _find(chosen: frozenset[int], found_by: FoundBy, rules: MatchRules) -> Iterator[Suggestion]:
    sharing: dict[Key, list[Known]] = {
        key: [] for person in _everyone() if person.person_id in chosen for key in keys(person, rules)
    }
    for person in _everyone():
        for key in keys(person, rules):
            if key in sharing:
                sharing[key].append(person)
    phones = {key[1]: len(people) for key, people in sharing.items() if key[0] == PHONE}
    for one, other in _pairs(sharing.values(), chosen):
        found = likeness(one, other, phone_holders=phones.get(one.digits, 0), rules=rules)
        if found is not None:
            likelihood, why = found
            yield Suggestion(one.person_id, other.person_id, why, found_by, likelihood)


def _pairs(groups: Iterable[Sequence[Known]], chosen: frozenset[int]) -> Iterator[tuple[Known, Known]]:
    """Each two of a group of which at least one was asked about, once."""
    seen: set[tuple[int, int]] = set()
    for people in groups:
        if len(people) > MOST_SHARING:
            continue
        for one, other in combinations(people, 2):
            pair = one.person_id, other.person_id
            if pair[0] != pair[1] and pair not in seen and not chosen.isdisjoint(pair):
                seen.add(pair)
                yield one, other


def _everyone() -> Iterator[Known]:
    """Everybody who is not already merged into somebody else, by id, a few at a time."""
    rows = db.session.execute(
        select(Person.id, Person.search_name, Person.phone, Person.email, Post.agency_id)
        .outerjoin(Post, Post.person_id == Person.id)
        .where(Person.merged_into_id.is_(None))
        .order_by(Person.id)
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    for person_id, group in groupby(rows, key=itemgetter(0)):
        found = list(group)
        _, name, phone, email, _ = found[0]
        # Somebody without a post still comes once, with the agency empty.
        agencies = frozenset(agency_id for *_, agency_id in found if agency_id)
        yield Known(person_id, name, phone, email or "", agencies)


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
