"""What a course needs first, with what the reader has of it, and where the rest can be had."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from portal.kernel import clock
from portal.kernel.access import Actor
from portal.kernel.slice import registry
from portal.kernel.text import moment, plural
from training.catalogue import finding, queries
from training.catalogue.domain import Holding, Way, holding_in_words
from training.catalogue.hooks import list_kept
from training.catalogue.queries import Needed


@dataclass(frozen=True, slots=True)
class Shown:
    """A course that is needed, as the page says it. `held` is empty for a stranger."""

    title: str
    url: str
    held: str
    ways: Sequence[Way]
    # Said in the place of `ways`, where nothing leads there at the moment.
    without: str


@dataclass(frozen=True, slots=True)
class Dates:
    """Dates that can be booked, and whom free places of theirs are kept for."""

    rows: Sequence[Any]
    kept: Mapping[int, str]


def list_shown(actor: Actor | None, course_id: int, day: date, *, with_ways: bool = False) -> list[Shown]:
    """For whoever is signed in with what they have of it on that day; `with_ways` to what they have not.

    Whoever had it once is led to the shorter course that renews it as well.
    """
    needed = queries.list_needed(course_id)
    held = _held(actor, course_id, day) if needed and actor is not None else {}
    asks = with_ways and actor is not None
    missing = [one for one in needed if asks and not _has(held.get(one.id))]
    leading = {one.id: _leading_to(one, held.get(one.id)) for one in missing}
    sought = {key for keys in leading.values() for key in keys}
    rows = finding.list_next_dates(sought, None) if sought else ()
    dates = Dates(rows, list_kept([row.event_id for row in rows if row.event_id]))
    return [_shown(one, actor, held.get(one.id), leading.get(one.id), dates) for one in needed]


def _held(actor: Actor, course_id: int, day: date) -> Mapping[int, Holding]:
    found: dict[int, Holding] = {}
    for ask in registry().providers("needed_held"):
        found |= ask(actor.person_id, course_id, day)
    return found


def _has(holding: Holding | None) -> bool:
    return holding is not None and (holding.is_held or holding.until is None)


def _leading_to(one: Needed, holding: Holding | None) -> list[int]:
    return [one.id, *([one.refresher_id] if holding is not None and one.refresher_id else [])]


def _shown(
    one: Needed, actor: Actor | None, holding: Holding | None, leading: list[int] | None, dates: Dates
) -> Shown:
    ways = [_way(row, one, dates.kept) for row in dates.rows if leading and row.id in leading]
    return Shown(
        title=one.title,
        url=url_for("catalogue.show_course", course_id=one.id) if one.is_listed else "",
        held="" if actor is None else holding_in_words(holding, clock.today()),
        ways=ways,
        without="No date can be booked at the moment" if leading and not ways else "",
    )


def _way(row: Any, needed: Needed, kept: Mapping[int, str]) -> Way:  # noqa: ANN401  # a row
    """As in “Next on 3 December 2026 at 9:30am, 4 places left”; of the shorter course with its title."""
    title = "" if row.id == needed.id else f"{row.title}: "
    if not row.event_id:
        said, url = "take it online now", url_for("catalogue.show_course", course_id=row.id)
    else:
        said = f"next on {moment(row.starts_at)}, {plural(row.left, 'place')} left"
        said += f" ({kept[row.event_id]})" if row.event_id in kept else ""
        url = url_for("catalogue.show_event", event_id=row.event_id)
    return Way(f"{title}{said}" if title else said[0].upper() + said[1:], url)
