"""What an administrator can do about local areas. Callers commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from portal.kernel import activity, clock
from portal.kernel.access import Actor, Permission, require
from portal.kernel.db import db
from portal.kernel.differences import fingerprint
from portal.kernel.errors import NotFound, SeenHasChanged
from portal.kernel.text import day, folded
from portal.kernel.words import word
from portal.partnership.domain import Step
from portal.people import hanging, queries
from portal.people.areas import (
    AddArea,
    AreaDetails,
    AreaIsClosed,
    AreaIsOpen,
    AreaNameTaken,
    ChangeArea,
    CloseArea,
    Hanging,
    MoveArea,
    NoSuccessor,
    SuccessorNeeded,
)
from portal.people.models import LocalArea

Areas = Mapping[int, LocalArea]


def add_area(actor: Actor, command: AddArea) -> LocalArea:
    """A new area, the last of the list."""
    require(actor, Permission.PARTNERSHIP_MANAGE)
    areas = queries.list_areas_locked()
    _refuse_taken(areas, command.area.name)
    return _added(actor, areas, command.area)


def change_area(actor: Actor, command: ChangeArea) -> LocalArea:
    """Write name and base anew; nothing is written down when they say so already.

    Raises `SeenHasChanged` when somebody else has written it since the page was opened.
    """
    require(actor, Permission.PARTNERSHIP_MANAGE)
    areas = queries.list_areas_locked()
    area = _get(areas, command.area_id)
    if area.closed_on is not None:
        raise AreaIsClosed
    if command.seen != fingerprint(AreaDetails(area.name, area.base).told):
        raise SeenHasChanged
    _refuse_taken(areas, command.area.name, but=area)
    _write(actor, area, command.area)
    return area


def move_area(actor: Actor, command: MoveArea) -> LocalArea:
    """One place earlier or later among those that are open; at the end of the list nothing happens."""
    require(actor, Permission.PARTNERSHIP_MANAGE)
    areas = queries.list_areas_locked()
    area = _get(areas, command.area_id)
    if area.closed_on is not None:
        raise AreaIsClosed
    order = sorted((one for one in areas.values() if one.closed_on is None), key=_place)
    place = order.index(area)
    other = place - 1 if command.earlier else place + 1
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
        before, after = {"place": place + 1}, {"place": other + 1}
        activity.record(actor, "order_areas", area, name=area.name, before=before, after=after)
    for number, one in enumerate(order, start=1):
        one.position = number
    return area


def close_area(actor: Actor, command: CloseArea) -> LocalArea:
    """From today the area is offered nowhere, and all that hangs on it belongs to another.

    Every area is locked: a school or post that is being given to it waits, and is then refused.
    """
    require(actor, Permission.PARTNERSHIP_MANAGE)
    areas = queries.list_areas_locked()
    area = _get(areas, command.area_id)
    if area.closed_on is not None:
        raise AreaIsClosed
    found = hanging.list_hanging(area.id)
    successor = _successor(areas, area, command.successor_id, found)
    if successor is not None and found:
        hanging.move(actor, area.id, successor.id)
    area.closed_on = clock.today()
    activity.record(
        actor,
        "close_area",
        area,
        reason=command.reason,
        name=area.name,
        moved=[one.said for one in found],
        before={"closed_on": None},
        after={"closed_on": area.closed_on.isoformat(), "moved_to": successor and successor.name},
    )
    return area


def reopen_area(actor: Actor, area_id: int) -> LocalArea:
    """It may be chosen again. What was moved away stays where it is."""
    require(actor, Permission.PARTNERSHIP_MANAGE)
    areas = queries.list_areas_locked()
    area = _get(areas, area_id)
    if area.closed_on is None:
        raise AreaIsOpen
    _open_again(actor, areas, area)
    return area


def settle_areas(actor: Actor, wanted: Sequence[tuple[str, str]], *, is_real: bool) -> list[Step]:
    """Areas with their bases as a profile says: added, given their base, opened again; none is closed.

    Answers what that changes; only `is_real` does it.
    """
    areas, steps = queries.list_areas_locked() if is_real else queries.list_areas(), []
    for name, base in wanted:
        known = _named(areas, name)
        before, after = _as_told(known), AreaDetails(name, base).told
        if before == after:
            continue
        steps.append(Step(f"{word.Local_area} {name}", before, after))
        if is_real:
            areas = _settle(actor, areas, known, AreaDetails(name, base))
    return steps


def _successor(
    areas: Areas, area: LocalArea, successor_id: int | None, found: Sequence[Hanging]
) -> LocalArea | None:
    if successor_id is None:
        if found:
            raise SuccessorNeeded(found)
        return None
    successor = areas.get(successor_id)
    if successor is None or successor is area or successor.closed_on is not None:
        raise NoSuccessor
    return successor


def _get(areas: Areas, area_id: int) -> LocalArea:
    if area_id not in areas:
        raise NotFound
    return areas[area_id]


def _place(area: LocalArea) -> tuple[int, str, int]:
    return area.position, area.name, area.id


def _named(areas: Areas, name: str) -> LocalArea | None:
    wanted = folded(name)
    return next((one for one in areas.values() if one.folded_name == wanted), None)


def _refuse_taken(areas: Areas, name: str, but: LocalArea | None = None) -> None:
    same = _named(areas, name)
    if same is not None and same is not but:
        raise AreaNameTaken(is_closed=same.closed_on is not None)


def _added(actor: Actor, areas: Areas, said: AreaDetails) -> LocalArea:
    last = max((one.position for one in areas.values()), default=0)
    area = LocalArea(name=said.name, base=said.base, position=last + 1)
    db.session.add(area)
    activity.record(actor, "add_area", area, name=area.name, before={}, after=said.told)
    return area


def _write(actor: Actor, area: LocalArea, said: AreaDetails) -> None:
    before, after = _as_told(area), said.told
    if before == after:
        return
    area.name, area.folded_name, area.base = said.name, folded(said.name), said.base
    activity.record(actor, "change_area", area, name=said.name, before=before, after=after)


def _open_again(actor: Actor, areas: Areas, area: LocalArea) -> None:
    """As the last of those that are open."""
    before, area.closed_on = area.closed_on, None
    area.position = max(one.position for one in areas.values()) + 1
    activity.record(
        actor,
        "reopen_area",
        area,
        name=area.name,
        before={"closed_on": before and before.isoformat()},
        after={"closed_on": None},
    )


def _settle(actor: Actor, areas: Areas, known: LocalArea | None, said: AreaDetails) -> Areas:
    if known is None:
        area = _added(actor, areas, said)
        return {**areas, area.id: area}
    if known.closed_on is not None:
        _open_again(actor, areas, known)
    _write(actor, known, said)
    return areas


def _as_told(area: LocalArea | None) -> dict[str, object]:
    """What an area says, as a log and a preview show it; of one that has closed, that it has."""
    if area is None:
        return {}
    closed = {} if area.closed_on is None else {"closed": day(area.closed_on)}
    return {"name": area.name, "base": area.base, **closed}
