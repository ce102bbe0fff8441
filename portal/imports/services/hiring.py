"""Writing what a workforce list says: people, posts, keys and managers, a batch at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import update

from portal.imports.models import ExternalKey, FileImport
from portal.imports.queries import people, register
from portal.imports.reading.rows import Step
from portal.kernel.access import Actor
from portal.kernel.bulk import add_rows, reserve_ids
from portal.kernel.db import Model, db
from portal.kernel.text import folded
from portal.people import indexing
from portal.people.domain import RoleGroup, SearchKind
from portal.people.hooks import tell_posts_changed
from portal.people.models import Person, Post
from portal.people.services.posts import end_leads

# Of a person; whoever was added with this file is told by key first.
WRITTEN = (*people.PERSON, "office_contact_id")
POST = (
    *("agency_id", "school_id", "local_area_id", "manager_id", "team", "job_title", "role_group", "is_paid"),
    *("started_on", "ended_on"),
)
DAYS = ("started_on", "ended_on")
# In front of the number of a person whom no list gave a reference.
PREFIX = "P-"


class WorkforceWriter:
    """Writes the steps of one import; remembers only people with several rows, and whose manager is new."""

    table: type[Model] = Person

    def __init__(self, taken: FileImport) -> None:
        self._source_id = taken.source_id
        self._area_ids = {name: area_id for area_id, name in register.list_areas().values()}
        self._again: dict[str, int] = {}
        self._managed: list[tuple[int, str]] = []
        self._contacts: list[tuple[int, str]] = []
        self._leavers: set[int] = set()
        self._actor = Actor(person_id=taken.actor_id)
        self.added: list[int] = []

    def write(self, steps: Sequence[Step]) -> Iterable[tuple[Step, int]]:
        """Do what these steps say; answers each with the id of its person."""
        ids = self._add_people(steps)
        self._change_people(steps)
        done = [(step, step.subject_id or ids[step.number]) for step in steps]
        self._contacts += [
            (person_id, step.values["office_contact_key"])
            for step, person_id in done
            if step.values.get("office_contact_key")
        ]
        self._write_posts(done)
        self._add_keys(done)
        return done

    def finish(self) -> None:
        """What rests on the whole file: managers who were themselves added, and roles of those who left."""
        end_leads(self._actor, self._leavers)
        for some, known in self._now_known(self._managed):
            rows = [{"id": post_id, "manager_id": known[key]} for post_id, key in some if key in known]
            if rows:
                db.session.execute(update(Post), rows)
        for some, known in self._now_known(self._contacts):
            # Messages go there: somebody without an address cannot act for others.
            reached = people.find_reached(known.values())
            chosen = ((who, known.get(key)) for who, key in some)
            rows = [{"id": who, "office_contact_id": one} for who, one in chosen if one in reached - {who}]
            if rows:
                db.session.execute(update(Person), rows)

    def _now_known(
        self, named: Sequence[tuple[int, str]]
    ) -> Iterator[tuple[Sequence[tuple[int, str]], Mapping[str, int]]]:
        """What was told by a key of this file, with the ids that the keys have now."""
        for start in range(0, len(named), people.AT_ONCE):
            some = named[start : start + people.AT_ONCE]
            keys = {key for _, key in some}
            found = people.find_ids(self._source_id, (), keys, keys)
            yield some, {**found.by_email, **found.by_key}

    def _add_people(self, steps: Sequence[Step]) -> dict[int, int]:
        """The id of each person added, by row; of several rows of one person the first adds them."""
        new: list[Step] = []
        waiting: list[Step] = []
        for step in (step for step in steps if step.subject_id is None):
            key = step.values.get("again_key")
            if key is None or key not in self._again:
                new.append(step)
                if key is not None:
                    self._again[key] = -1
            else:
                waiting.append(step)
        ids = dict(zip((step.number for step in new), reserve_ids(Person, len(new)), strict=True))
        for step in new:
            if "again_key" in step.values:
                self._again[step.values["again_key"]] = ids[step.number]
        add_rows(Person, (_person(step, ids[step.number]) for step in new))
        indexing.index_new(SearchKind.PERSON, ((ids[step.number], *_names(step.values)) for step in new))
        self.added += ids.values()
        return ids | {step.number: self._again[step.values["again_key"]] for step in waiting}

    def _change_people(self, steps: Sequence[Step]) -> None:
        changed = [
            ({name: step.values[name] for name in WRITTEN if name in step.values}, step)
            for step in steps
            if step.subject_id is not None
        ]
        rows = [{"id": step.subject_id, **new} for new, step in changed if new]
        if not rows:
            return
        renamed = {row["id"] for row in rows if "given_name" in row or "family_name" in row}
        known = people.find_people(renamed)
        names = []
        for row in rows:
            if row["id"] in renamed:
                given, family = _names({**known[row["id"]].values, **row})
                row["search_name"] = folded(f"{given} {family}")
                names.append((row["id"], given, family))
        db.session.execute(update(Person), rows)
        indexing.index(SearchKind.PERSON, names)

    def _write_posts(self, done: Sequence[tuple[Step, int]]) -> None:
        new = [(step, person_id) for step, person_id in done if step.post_id is None]
        ids = reserve_ids(Post, len(new))
        rows = ({"person_id": person_id, **self._post(step.values)} for step, person_id in new)
        add_rows(Post, ({"id": number, **row} for number, row in zip(ids, rows, strict=True)))
        posts = [*zip(ids, (step for step, _ in new), strict=True)]
        posts += [(step.post_id, step) for step, _ in done if step.post_id is not None]
        self._managed += [
            (post_id, step.values["manager_key"]) for post_id, step in posts if step.values.get("manager_key")
        ]
        self._leavers |= {
            person_id for step, person_id in done if step.post_id and step.values.get("ended_on")
        }
        changes = [{"id": step.post_id, **self._changes(step)} for step, _ in done if step.post_id]
        changes = [row for row in changes if len(row) > 1]
        if changes:
            db.session.execute(update(Post), changes)
        moved = {row["id"] for row in changes}
        theirs = {person_id for _, person_id in new}
        theirs |= {person_id for step, person_id in done if step.post_id in moved}
        tell_posts_changed(sorted(theirs))

    def _post(self, values: Any) -> dict[str, Any]:  # noqa: ANN401  # values of a step
        given = self._columns(values)
        return {name: given.get(name, "" if name == "team" else None) for name in POST}

    def _changes(self, step: Step) -> dict[str, Any]:
        return {name: value for name, value in self._columns(step.values).items() if name in POST}

    def _columns(self, values: Any) -> dict[str, Any]:  # noqa: ANN401  # values of a step
        new = dict(values)
        if "local_area" in new:
            new["local_area_id"] = self._area_ids.get(new.pop("local_area"))
        if new.get("role_group"):
            new["role_group"] = RoleGroup(new["role_group"])
        for name in DAYS:
            if new.get(name):
                new[name] = date.fromisoformat(new[name])
        return new

    def _add_keys(self, done: Sequence[tuple[Step, int]]) -> None:
        """Each key once, though it may stand in several rows of one person."""
        keys = {step.values["list_key"]: person_id for step, person_id in done if step.values.get("list_key")}
        known = people.find_ids(self._source_id, (), keys, ()).by_key if keys else {}
        rows = ((key, person_id) for key, person_id in keys.items() if key not in known)
        shared = {"source_id": self._source_id, "agency_id": None}
        add_rows(ExternalKey, ({**shared, "key": key, "person_id": person_id} for key, person_id in rows))


def _person(step: Step, person_id: int) -> dict[str, Any]:
    given, family = _names(step.values)
    return {
        "id": person_id,
        "reference": f"{PREFIX}{person_id:06}",
        "given_name": given,
        "family_name": family,
        "email": step.values["email"],
        "phone": step.values["phone"],
        "address": step.values.get("address", ""),
        "office_contact_id": step.values.get("office_contact_id"),
        "search_name": folded(f"{given} {family}"),
    }


def _names(values: Any) -> tuple[str, str]:  # noqa: ANN401  # values of a step or of a person
    return values["given_name"], values["family_name"]
