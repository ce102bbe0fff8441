"""Every change about duplicates. Callers commit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from portal.kernel import activity, clock
from portal.kernel.access import Actor, Permission, require
from portal.kernel.bulk import add_rows, table_of
from portal.kernel.db import db
from portal.kernel.granting import Holder
from portal.merging import details, finding, queries
from portal.merging.domain import (
    AlreadyDecided,
    AlreadyMerged,
    AskedBefore,
    CannotUndo,
    FoundBy,
    InTheWay,
    Merge,
    NoSuchPerson,
    OwnPerson,
    PairState,
    Report,
    RoleNotYours,
    SamePerson,
    Side,
    Suggestion,
    TellApart,
    UndoMerge,
    Workplaces,
    may_hand_over,
)
from portal.merging.ledger import MergeLedger, as_json, read_value, take_back
from portal.merging.models import PersonMerge, PossibleDuplicate
from portal.merging.references import list_references
from portal.merging.rules import Foreseen, Parties
from portal.people.hooks import tell_posts_changed
from portal.people.models import Person

# What a colleague says is worth looking at first.
REPORTED = 95


def suggest(suggestions: Iterable[Suggestion]) -> int:
    """Put pairs into the queue, in bulk; says how many were new. Safe to run twice.

    A pair that was asked about before stays as it is: “two people” was somebody's decision. Whoever
    has been merged is asked about as the person who stands for them now.
    """
    given = list(suggestions)
    kept = queries.find_kept({person_id for one in given for person_id in one.pair})
    best: dict[tuple[int, int], Suggestion] = {}
    for one in _as_kept(given, kept):
        if one.pair not in best or one.likelihood > best[one.pair].likelihood:
            best[one.pair] = one
    asked = finding.find_known_pairs(best.keys())
    return add_rows(PossibleDuplicate, [_row(best[pair]) for pair in sorted(best.keys() - asked)])


def _as_kept(given: Iterable[Suggestion], kept: Mapping[int, int]) -> Iterable[Suggestion]:
    for one in given:
        person_id, other_id = kept.get(one.person_id), kept.get(one.other_id)
        if person_id is not None and other_id is not None and person_id != other_id:
            yield replace(one, person_id=person_id, other_id=other_id)


def _row(one: Suggestion) -> dict[str, Any]:
    first_id, second_id = one.pair
    return {
        "first_id": first_id,
        "second_id": second_id,
        "why": one.why,
        "found_by": one.found_by,
        "found_at": clock.now(),
        "likelihood": one.likelihood,
        "state": PairState.OPEN,
        "decided_at": None,
        "decided_by_id": None,
        "decided_reason": "",
    }


def report(actor: Actor, command: Report) -> int:
    """Put a pair into the queue because a colleague says so; answers with its id."""
    ids = [queries.find_person_by_reference(one) for one in (command.reference, command.other_reference)]
    for field, person_id in zip(("reference", "other"), ids, strict=True):
        if person_id is None or not queries.may_decide(actor, person_id, person_id):
            raise NoSuchPerson(field=field)
    first_id, second_id = (person_id or 0 for person_id in ids)
    require(actor, Permission.PERSON_MERGE, queries.get_workplaces(first_id, second_id))
    if first_id == second_id:
        raise SamePerson
    one = Suggestion(first_id, second_id, command.why, FoundBy.PERSON, REPORTED)
    if queries.find_pair(one.pair) is not None:
        raise AskedBefore
    pair = PossibleDuplicate(**_row(one))
    db.session.add(pair)
    after = {"state": PairState.OPEN.value}
    activity.record(actor, "report_duplicate", pair, reason=command.why, before={}, after=after)
    return pair.id


def tell_apart(actor: Actor, command: TellApart) -> PossibleDuplicate:
    """These are two people; nobody is asked again."""
    pair = _get_pair_to_decide(actor, command.pair_id)
    before = {"state": pair.state.value}
    _decide(actor, pair, PairState.DIFFERENT, command.reason)
    after = {"state": pair.state.value}
    activity.record(actor, "tell_apart", pair, reason=command.reason, before=before, after=after)
    return pair


def merge(actor: Actor, command: Merge) -> PersonMerge:
    """Make one person of two: everything that names the other comes to name the one who stays.

    Pair and people are locked first, so that two who decide at once are told apart. Every row that
    changes is written down as it was; `undo_merge` brings it back. Whoever else the merged person may
    be is asked about the one who stays.
    """
    pair = _get_pair_to_decide(actor, command.pair_id)
    sides = {Side.FIRST: pair.first_id, Side.SECOND: pair.second_id}
    parties = Parties(sides[command.keep], sides[command.keep.other])
    people = queries.lock_people(*parties.both)
    kept, lost = people[parties.kept_id], people[parties.lost_id]
    if kept.merged_into_id or lost.merged_into_id:
        raise AlreadyMerged
    for obstacle in foresee(parties).obstacles:
        raise InTheWay(obstacle)
    done = _begin(actor, command, parties)
    db.session.add(done)
    db.session.flush()
    ledger = MergeLedger(parties)
    _move_everything(actor, parties, ledger)
    ledger.write(done)
    from_lost = {name: side is not command.keep for name, side in command.values.items()}
    _take_details(done, kept, lost, from_lost)
    lost.merged_into_id = kept.id
    _decide(actor, pair, PairState.MERGED, command.reason)
    suggest(finding.list_open_about(lost.id))
    tell_posts_changed(parties.both)
    _log(actor, "merge_person", done, command.reason)
    return done


def _begin(actor: Actor, command: Merge, parties: Parties) -> PersonMerge:
    return PersonMerge(
        pair_id=command.pair_id,
        kept_id=parties.kept_id,
        lost_id=parties.lost_id,
        merged_at=clock.now(),
        merged_by_id=actor.person_id,
        reason=command.reason,
    )


def foresee(parties: Parties) -> Foreseen:
    """What a merge would do besides moving rows, and what stands in its way."""
    found = [one.rule.foresee(parties) for one in list_references() if one.rule.foresee is not None]
    return Foreseen(
        tuple(effect for one in found for effect in one.effects),
        tuple(obstacle for one in found for obstacle in one.obstacles),
    )


def _move_everything(actor: Actor, parties: Parties, ledger: MergeLedger) -> None:
    references = [one for one in list_references() if not one.rule.stays]
    # A row of the merged person's own table must not come to point at itself.
    rows = queries.count_rows(references, [parties.lost_id])[parties.lost_id]
    concerned = [one for one in references if rows.get(one.name)]
    for one in concerned:
        if one.rule.settle is not None:
            one.rule.settle(actor, parties, ledger.under(one.name))
    db.session.flush()
    for one in concerned:
        ledger.move(one)
    db.session.expire_all()


def _take_details(done: PersonMerge, kept: Person, lost: Person, from_lost: Mapping[str, bool]) -> None:
    """Write the chosen details. Of what nobody shares the merged row takes the other value.

    An address or reference that the kept person gave up still leads to them, through that row.
    """
    after = details.chosen(kept, lost, from_lost)
    before = {name: getattr(kept, name) for name in after}
    given = {name: before[name] for name in after if details.is_unique(name)}
    done.kept_before, done.kept_after = _all_json(before), _all_json(after)
    done.lost_before = _all_json({name: getattr(lost, name) for name in given})
    done.lost_after = _all_json(given)
    _write_details({kept: after, lost: given})


def _write_details(values: Mapping[Person, Mapping[str, Any]]) -> None:
    """What nobody shares is given up by both before either takes the other's."""
    for person, details_of in values.items():
        for name in details_of:
            if details.is_unique(name):
                setattr(person, name, f"merging-{person.id}")
    db.session.flush()
    for person, details_of in values.items():
        for name, value in details_of.items():
            setattr(person, name, value)
    db.session.flush()


def _all_json(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: as_json(value) for name, value in values.items()}


def undo_merge(actor: Actor, command: UndoMerge) -> int:
    """Make two people of one again, each with everything they had. Says how many rows had changed since.

    Those, and details that were changed since, stay as they are now. Raises `CannotUndo` when what was
    before cannot be brought back.
    """
    done = queries.get_merge(command.merge_id, lock=True)
    workplaces = queries.get_workplaces(done.kept_id, done.kept_id)
    require(actor, Permission.PERSON_MERGE, workplaces)
    if done.undone_at is not None:
        raise AlreadyDecided
    parties = Parties(done.kept_id, done.lost_id)
    _refuse_own_and_others_roles(actor, parties, workplaces)
    people = queries.lock_people(*parties.both)
    kept, lost = people[parties.kept_id], people[parties.lost_id]
    _refuse_later_merge(kept, lost)
    lost.merged_into_id = None
    _give_back_details(done, kept, lost)
    changed = take_back(actor, parties, queries.list_steps(done.id))
    db.session.expire_all()
    done.undone_at, done.undone_by_id, done.undone_reason = clock.now(), actor.person_id, command.reason
    _decide(actor, queries.get_pair(done.pair_id, lock=True), PairState.UNDONE, command.reason)
    tell_posts_changed(parties.both)
    _log(actor, "undo_merge", done, command.reason)
    return changed


def _refuse_later_merge(kept: Person, lost: Person) -> None:
    if kept.merged_into_id is not None:
        raise CannotUndo(f"{kept.name} has since been merged into somebody else. Undo that merge first")
    if lost.merged_into_id != kept.id:
        raise CannotUndo(f"{lost.name} no longer leads to {kept.name}")


def _give_back_details(done: PersonMerge, kept: Person, lost: Person) -> None:
    """Both get back what they said before, except where somebody has changed it since."""
    values: dict[Person, dict[str, Any]] = {kept: {}, lost: {}}
    for person, before, after in (
        (kept, done.kept_before, done.kept_after),
        (lost, done.lost_before, done.lost_after),
    ):
        for name, value in before.items():
            column = table_of(Person).c[name]
            if getattr(person, name) == read_value(column, after[name]):
                values[person][name] = read_value(column, value)
                if details.is_unique(name) and queries.is_taken(name, value, (kept.id, lost.id)):
                    raise CannotUndo(f"Somebody else now has the {details.label(name)} of {person.name}")
    _write_details(values)


def _get_pair_to_decide(actor: Actor, pair_id: int) -> PossibleDuplicate:
    """The pair, locked, if this actor may decide about both people and nobody has."""
    pair = queries.get_pair(pair_id, lock=True)
    workplaces = queries.get_workplaces(pair.first_id, pair.second_id)
    require(actor, Permission.PERSON_MERGE, workplaces)
    if pair.state in {PairState.MERGED, PairState.DIFFERENT}:
        raise AlreadyDecided
    _refuse_own_and_others_roles(actor, Parties(pair.first_id, pair.second_id), workplaces)
    return pair


def _refuse_own_and_others_roles(actor: Actor, parties: Parties, workplaces: Workplaces) -> None:
    """A merge hands over roles and accounts: never to oneself, and never a role that one may not give."""
    if actor.person_id in parties.both:
        raise OwnPerson
    holder = Holder(parties.kept_id, workplaces.agency_ids)
    if not may_hand_over(actor, queries.list_roles(parties.both), holder):
        raise RoleNotYours


def _decide(actor: Actor, pair: PossibleDuplicate, state: PairState, reason: str) -> None:
    pair.state, pair.decided_at = state, clock.now()
    pair.decided_by_id, pair.decided_reason = actor.person_id, reason


def _log(actor: Actor, verb: str, done: PersonMerge, reason: str) -> None:
    """In the history of both, and of the merge itself."""
    merged = done.undone_at is None
    said: dict[str, object] = {"kept_id": done.kept_id, "lost_id": done.lost_id}
    said |= {"before": {"merged": not merged}, "after": {"merged": merged}}
    activity.record(actor, verb, done, reason=reason, **said)
    both = (done.kept_id, done.lost_id)
    activity.record_all(actor, verb, Person, both, whose={one: one for one in both}, **said)
