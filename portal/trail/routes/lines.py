"""Entries of the log as people read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app, url_for
from werkzeug.routing import BuildError

from portal.kernel.access import Actor, Permission, Role, can
from portal.kernel.text import plural
from portal.trail.domain import Line
from portal.trail.sentences import OPENED, sentence
from portal.trail.things import OF_CASES, thing_of

THE_PORTAL = "The portal"
ALERT = "safeguarding_alert"
# Belongs to nobody, so that only a role opens it, and not that the record is one's own.
ANYBODYS = object()


def lines_of(actor: Actor, entries: Sequence[Any], names: Mapping[int, str]) -> list[Line]:
    return [line_of(actor, one, names) for one in entries]


def line_of(actor: Actor, entry: Any, names: Mapping[int, str]) -> Line:  # noqa: ANN401  # a row
    return Line(
        at=entry.at,
        actor=_who(actor, entry.actor_id, names),
        says=sentence(entry.verb, _words(actor, entry, names)),
        reason=entry.reason,
        url=_url(actor, entry.subject_kind, entry.subject_id),
        difference=_difference(actor, entry),
        was_opened=entry.verb in OPENED,
    )


def _who(actor: Actor, actor_id: int | None, names: Mapping[int, str]) -> str:
    if actor_id is None:
        return THE_PORTAL
    if actor_id == actor.person_id:
        return "You"
    return names.get(actor_id, f"Person {actor_id}")


def _words(actor: Actor, entry: Any, names: Mapping[int, str]) -> dict[str, str]:  # noqa: ANN401  # a row
    """What a sentence may speak of: never more of the details than short words that are safe to read."""
    words = {"thing": f"{thing_of(entry.subject_kind).name} {entry.subject_id}"}
    words["whom"] = _whom(actor, entry, names)
    role = entry.details.get("role")
    if role in set(Role):
        words["role"] = Role(role).label.lower()
    if entry.subject_kind == "local_area":
        words["name"] = str(entry.details.get("name", ""))
    if isinstance(part := entry.details.get("part"), str):
        words["part"] = part.replace("_", " ")
    if isinstance(places := entry.details.get("places"), int):
        words["places"] = plural(places, "place")
    return words


def _whom(actor: Actor, entry: Any, names: Mapping[int, str]) -> str:  # noqa: ANN401  # a row
    if entry.person_id is None:
        return "somebody"
    if entry.person_id == actor.person_id:
        return "you"
    if entry.person_id == entry.actor_id:
        return "themself"
    return names.get(entry.person_id, f"person {entry.person_id}")


def _difference(actor: Actor, entry: Any) -> str:  # noqa: ANN401  # a row
    """Before and after, where the entry says both and this actor may read them."""
    if "after" not in entry.details or not _may_read(actor, entry.subject_kind):
        return ""
    return f"{_shown(entry.details.get('before'))} → {_shown(entry.details['after'])}"


def _may_read(actor: Actor, kind: str) -> bool:
    """Of cases those who run cycles; what came of a safeguarding alert, only those who handle alerts."""
    if kind == ALERT:
        return can(actor, Permission.ALERT_HANDLE)
    return kind not in OF_CASES or can(actor, Permission.CYCLE_MANAGE)


def _shown(value: object) -> str:
    if value is None or value == "":
        return "empty"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{_label(key)}: {_shown(one)}" for key, one in value.items()) or "empty"
    if isinstance(value, list):
        return ", ".join(map(_shown, value)) or "empty"
    return _label(str(value))


def _label(text: str) -> str:
    return text.replace("_", " ")


def _url(actor: Actor, kind: str, subject_id: int) -> str:
    """The page of the record, for whoever may open anybody's; empty for the others."""
    thing = thing_of(kind)
    view = current_app.view_functions.get(thing.endpoint)
    needs = getattr(view, "__access__", None)
    if view is None or (isinstance(needs, Permission) and not can(actor, needs, ANYBODYS)):
        return ""
    try:
        numbers: dict[str, Any] = {thing.argument: subject_id}
        return url_for(thing.endpoint, **numbers)
    except BuildError:
        return ""
