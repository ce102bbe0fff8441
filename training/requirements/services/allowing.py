"""Exemptions and extensions: for one person, or for many at once. Callers commit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal.kernel import activity, clock, work
from portal.kernel.access import Actor, Permission, require
from portal.kernel.bulk import add_rows_for_ids
from portal.kernel.db import db
from portal.kernel.differences import told
from training.requirements.domain import AllowanceKind
from training.requirements.domain.commands import (
    Allow,
    CountHasChanged,
    EndedAlready,
    ExtendMany,
    InThePast,
    NobodyToExtend,
    NotConcerned,
    OwnAllowance,
)
from training.requirements.models import RequirementAllowance
from training.requirements.queries import records
from training.requirements.services import keeping


def allow(actor: Actor, command: Allow) -> RequirementAllowance:
    """From today on nothing is asked of this person, or what they have lasts longer."""
    require(actor, Permission.REQUIREMENT_EXEMPT)
    requirement = records.get_requirement(command.requirement_id)
    refuse_own(actor, command.person_id)
    if records.find_standing(command.person_id, requirement.id) is None:
        raise NotConcerned
    _refuse_past(command)
    given = RequirementAllowance(
        person_id=command.person_id,
        requirement_id=requirement.id,
        kind=command.kind,
        until=command.until,
        reason=command.reason,
        **_now_by(actor),
    )
    db.session.add(given)
    verb = "exempt_from_requirement" if command.kind is AllowanceKind.EXEMPT else "extend_requirement"
    after = {"until": told(command.until)}
    activity.record(actor, verb, given, requirement=requirement.name, before={}, after=after)
    keeping.work_out([command.person_id], [requirement.id])
    return given


def refuse_own(actor: Actor, person_id: int) -> None:
    """Raise why this actor allows this person nothing."""
    if person_id == actor.person_id:
        raise OwnAllowance


def _refuse_past(command: Allow) -> None:
    """An exemption may go on for ever, an extension has a last day."""
    if command.until is None and command.kind is AllowanceKind.EXTENDED:
        raise InThePast
    if command.until is not None and command.until < clock.today():
        raise InThePast


def _now_by(actor: Actor) -> dict[str, Any]:
    return {
        "starts_on": clock.today(),
        "given_at": clock.now(),
        "given_by_id": actor.person_id or None,
    }


def end_allowance(actor: Actor, allowance_id: int) -> RequirementAllowance:
    """From now on it no longer holds."""
    require(actor, Permission.REQUIREMENT_EXEMPT)
    given = records.get_allowance(allowance_id, lock=True)
    if given.ended_at is not None:
        raise EndedAlready
    given.ended_at, given.ended_by_id = clock.now(), actor.person_id or None
    until = told(given.until)
    activity.record(actor, "end_allowance", given, before={"until": until}, after={"until": "ended"})
    keeping.work_out([given.person_id], [given.requirement_id])
    return given


def extend_many(actor: Actor, command: ExtendMany) -> int:
    """Prolong to one day what would run out between two others; says for how many people.

    Whoever asks is left out. The worker then looks at how they stand.

    Raises `CountHasChanged` when those are others than whoever asks was shown.
    """
    require(actor, Permission.REQUIREMENT_EXEMPT)
    requirement = records.get_requirement(command.requirement_id, lock=True)
    if command.until < clock.today():
        raise InThePast
    whom = list_to_extend(actor, command)
    people = whom.people
    if not people:
        raise OwnAllowance if whom.is_left_out else NobodyToExtend
    if command.count != len(people):
        raise CountHasChanged
    shared = {
        "requirement_id": requirement.id,
        "kind": AllowanceKind.EXTENDED,
        "until": command.until,
        "reason": command.reason,
        "is_bulk": True,
        **dict.fromkeys(("ended_at", "ended_by_id")),
        **_now_by(actor),
    }
    ids = add_rows_for_ids(RequirementAllowance, [{"person_id": one, **shared} for one in people])
    _log(actor, command, ids, people)
    work.defer(keeping.LOOK_AGAIN, person_ids=people)
    return len(people)


@dataclass(frozen=True, slots=True)
class Concerned:
    """Who is given longer, and whether whoever gives it would be too and is left out."""

    people: list[int]
    is_left_out: bool


def list_to_extend(actor: Actor, command: ExtendMany) -> Concerned:
    found = records.list_to_extend(command)
    others = [one for one in found if one != actor.person_id]
    return Concerned(others, len(others) < len(found))


def _log(actor: Actor, command: ExtendMany, ids: list[int], people: list[int]) -> None:
    """Once for the act, and in the history of everybody whom it concerns."""
    until = {"until": command.until.isoformat()}
    requirement = records.get_requirement(command.requirement_id)
    activity.record(
        actor,
        "extend_many",
        requirement,
        reason=command.reason,
        agency_id=command.agency_id,
        before={"due_from": command.due_from.isoformat(), "due_to": command.due_to.isoformat()},
        after={**until, "people": len(people)},
    )
    activity.record_all(
        actor,
        "extend_requirement",
        RequirementAllowance,
        ids,
        whose=dict(zip(ids, people, strict=True)),
        requirement=requirement.name,
        before={},
        after=until,
    )
