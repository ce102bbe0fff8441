"""Which of somebody's posts a row is about, and what it changes. Plain Python."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from portal.imports.reading.known import KnownPost, Workplace
from portal.kernel.text import folded

# What a row may change of a post; an empty cell changes nothing.
SAID = ("job_title", "team", "role_group", "is_paid", "started_on", "ended_on")


def choose_post(
    said: Mapping[str, Any],
    posts: Sequence[KnownPost],
    taken: Collection[int],
    *,
    is_only_row: bool,
    today: str,
) -> KnownPost | None:
    """The post at this place that the row is about; None when it is a new one.

    The same title means the same post. Another title is the same post renamed when the person has one
    post there and one row in the list. A post that has ended is meant only by a row that says the same
    last day, or the same first day and no last one: then the person stayed after all.
    """
    free = [post for post in posts if post.id not in taken]
    current = [post for post in free if post.is_current(today)]
    same = [post for post in current if _is_titled(post, said)]
    if same:
        return same[0]
    ended = [post for post in free if not post.is_current(today) and _is_titled(post, said)]
    for post in reversed(ended):
        if _is_same_time(post, said):
            return post
    return current[0] if is_only_row and len(current) == 1 else None


def _is_titled(post: KnownPost, said: Mapping[str, Any]) -> bool:
    return folded(post.values["job_title"]) == folded(said["job_title"])


def _is_same_time(post: KnownPost, said: Mapping[str, Any]) -> bool:
    if said["ended_on"]:
        return bool(said["ended_on"] == post.values["ended_on"])
    return bool(said["started_on"] and said["started_on"] == post.values["started_on"])


def new_post(said: Mapping[str, Any], place: Workplace, fallback_group: str, today: str) -> dict[str, Any]:
    """What a post would be that the register does not know."""
    started_on = said["started_on"] or min(filter(None, (said["ended_on"], today)))
    return {
        "agency": place.name,
        "agency_id": place.agency_id,
        "school_id": place.school_id,
        "local_area": said["local_area"] or place.local_area,
        "team": said["team"],
        "job_title": said["job_title"],
        "role_group": said["role_group"] or said["guessed_group"] or fallback_group,
        "is_paid": True if said["is_paid"] is None else said["is_paid"],
        "started_on": started_on,
        "ended_on": said["ended_on"],
    }


def changes_of(post: KnownPost, said: Mapping[str, Any], place: Workplace, today: str) -> dict[str, Any]:
    """What the row says otherwise than the register."""
    new = {name: said[name] for name in SAID if said[name] not in {None, ""}}
    if said["local_area"]:
        new["local_area"] = said["local_area"]
    if place.school_id is not None:
        new["school_id"] = place.school_id
    if not said["ended_on"] and not post.is_current(today):
        new["ended_on"] = None
    return {name: value for name, value in new.items() if value != post.values[name]}


def is_in_order(post: KnownPost | None, new: Mapping[str, Any]) -> bool:
    """Whether the last day would not lie before the first."""
    before = post.values if post else {}
    started_on, ended_on = ({**before, **new}.get(name) for name in ("started_on", "ended_on"))
    return not (started_on and ended_on) or started_on <= ended_on
