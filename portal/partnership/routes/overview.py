"""What is chosen at the moment, and what was changed last, on one page."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.kernel.access import Permission, access
from portal.kernel.activity import Activity
from portal.kernel.chosen import DEFAULT_GRADES, Chosen, Contacts, chosen
from portal.kernel.signed_in import current_actor
from portal.kernel.slice import registry
from portal.kernel.words import VOCABULARY, term, word
from portal.partnership import queries
from portal.partnership.domain import RULES, Part
from portal.partnership.routes.blueprint import bp
from portal.partnership.telling import told

LATEST = 10
CONTACTS = {
    "help_email": "Help",
    "help_phone": "Help",
    "duty_phone": "Safeguarding duty",
    "duty_hours": "Safeguarding duty",
    "out_of_hours_phone": "Outside these hours",
    "changes_phone": "Changes shortly before an event",
    "changes_words": "Changes shortly before an event",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the log, in words."""

    what: str
    at: datetime
    by: str
    before: str
    after: str


@bp.get("/")
@access(Permission.PARTNERSHIP_MANAGE)
def overview() -> ResponseReturnValue:
    now = chosen()
    rows = (
        ("Name", [now.name], ".edit_identity"),
        (Part.LOGO.label, [now.logo.alt] if now.logo else [], ".edit_logo"),
        ("Contacts", list(_contacts(now.contacts)), ".edit_contacts"),
        ("Words", [term(key).one for key in VOCABULARY], ".edit_words"),
        (word.Level_of_need_plural, [level.label for level in now.levels], ".edit_levels"),
        (Part.GRADES.label, _grades(now), ".edit_grades"),
        (Part.BOARDS.label, now.boards, ".edit_boards"),
        (Part.LINES.label, now.lines, ".edit_strategy"),
        *(row for offer in registry().providers("partnership_rows") for row in offer()),
        ("Numbers and how long things are kept", [f"{len(now.numbers)} set"], ".list_numbers"),
    )
    entries = queries.list_changes(LATEST)
    names = _names({entry.actor_id for entry in entries if entry.actor_id})
    changes = [_change(entry, names) for entry in entries]
    return render_template("partnership/overview.html", rows=rows, changes=changes)


def _grades(now: Chosen) -> list[str]:
    words = {**DEFAULT_GRADES, **now.grades}
    return [f"{grade} {words[grade]}" for grade in words]


def _contacts(contacts: Contacts) -> Iterator[str]:
    for name, label in CONTACTS.items():
        if said := getattr(contacts, name):
            yield f"{label}: {said}"


def _names(person_ids: Collection[int]) -> Mapping[int, str]:
    """What the reader may know of who these are; the rooms of people and of the log stand above this one."""
    if not person_ids:
        return {}
    return {
        person_id: name
        for offer in registry().providers("names_for")
        for person_id, name in offer(current_actor(), person_ids).items()
    }


def _change(entry: Activity, names: Mapping[int, str]) -> Change:
    before, after = entry.details.get("before"), entry.details.get("after")
    by = names.get(entry.actor_id, f"Person {entry.actor_id}") if entry.actor_id else "The portal"
    return Change(_what(entry), entry.at, by, told(before), told(after))


def _what(entry: Activity) -> str:
    part = str(entry.details.get("part", ""))
    if not part:
        return f"{word.Local_area} {entry.details.get('name', '')}"
    return part.removeprefix(RULES).capitalize() if part.startswith(RULES) else Part(part).label
