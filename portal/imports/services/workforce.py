"""What a workforce list would do to the register: people matched by their keys, posts by their titles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.imports.domain import Coverage, Outcome
from portal.imports.models import FileImport
from portal.imports.queries import people, register
from portal.imports.queries.files import count_refused
from portal.imports.reading.fields import no_such_area
from portal.imports.reading.known import KnownPerson, KnownPost, Namesake, Workplace
from portal.imports.reading.posts import changes_of, choose_post, is_in_order, new_post
from portal.imports.reading.rows import StagedRow, Step
from portal.imports.services.answering import Lines
from portal.imports.services.matching import COLLEAGUES, Batch, NotMatched, list_key
from portal.kernel import clock
from portal.kernel.cells import Problem, tidied
from portal.kernel.text import folded

PERSON = people.PERSON
Alike = Mapping[str, Sequence[Namesake]]


@dataclass(frozen=True, slots=True)
class Meant:
    """A row with the place it names and the person it means; nobody for somebody new."""

    row: StagedRow
    place: Workplace
    person: KnownPerson | None
    # What it says, with its area and its manager looked up.
    said: dict[str, Any]
    note: str

    @property
    def name(self) -> str:
        return _name(self.said)

    @property
    def folded_name(self) -> str:
        return folded(self.name)


class WorkforcePlanner:
    """Compares rows with the people of the register, in the order of the file."""

    def __init__(self, taken: FileImport) -> None:
        self._taken, self._headings, self._choices = taken, taken.mapping, taken.chosen
        self._today = clock.today().isoformat()
        places = people.list_workplaces()
        self._by_name = {folded(one.name): one for one in places}
        self._by_urn = {one.urn: one for one in places if one.urn is not None}
        self._own = next((one for one in places if one.agency_id == self._choices.agency_id), None)
        self._areas = register.list_areas()
        self._repeated = people.list_repeated(taken.id)
        # Addresses and keys that rows before this one have claimed, each with who claimed it.
        self._claimed: dict[str, str] = {}
        self._posts: set[int] = set()
        self._has_refused = count_refused(taken.id) > 0
        self._lines = Lines(taken)

    def plan(self, rows: Sequence[StagedRow]) -> list[Step]:
        placed: list[tuple[StagedRow, Workplace]] = []
        steps: dict[int, Step] = {}
        for row in rows:
            try:
                placed.append((row, self._place_of(row)))
            except NotMatched as why:
                steps[row.number] = self._refused(row, why)
        batch = Batch.of(self._taken, placed)
        meant: list[Meant] = []
        for row, place in placed:
            try:
                meant.append(self._meant(row, place, batch))
            except NotMatched as why:
                steps[row.number] = self._refused(row, why)
        alike = people.find_namesakes({one.folded_name for one in meant if one.person is None})
        for one in meant:
            try:
                steps[one.row.number] = self._step(one, batch, alike)
            except NotMatched as why:
                steps[one.row.number] = self._refused(one.row, why)
        return [steps[row.number] for row in rows]

    def finish(self) -> Iterator[Step]:
        """Posts of people who are not in a whole list; none while a refused row may be one of them."""
        if self._choices.coverage is not Coverage.WHOLE or self._own is None or self._has_refused:
            return
        for some in people.current_posts(self._own.agency_id):
            for post_id, person_id, name, started_on in some:
                if post_id not in self._posts:
                    yield Step(
                        number=0,
                        outcome=Outcome.ENDED,
                        name=name,
                        subject_id=person_id,
                        post_id=post_id,
                        values={"ended_on": max(self._today, started_on.isoformat())},
                        before={"ended_on": None},
                    )

    def _place_of(self, row: StagedRow) -> Workplace:
        said = row.values
        named = self._by_urn.get(said["urn"]) if said["urn"] else self._by_name.get(folded(said["agency"]))
        if named is None and said["urn"]:
            raise NotMatched("urn", f"There is no school with the URN {said['urn']}")
        if named is None and said["agency"]:
            raise NotMatched("agency", f"There is no agency called “{said['agency'][:60]}”")
        place = named or self._own
        if place is None:
            raise NotMatched("agency", "Enter an agency")
        if self._own is not None and place.agency_id != self._own.agency_id:
            raise NotMatched("agency", f"This is the list of {self._own.name}, and the row names another")
        if not place.is_active:
            raise NotMatched("agency", f"{place.name} no longer works with the partnership")
        if said["local_area"] and folded(said["local_area"]) not in self._areas:
            raise NotMatched("local_area", no_such_area(said["local_area"]))
        return place

    def _meant(self, row: StagedRow, place: Workplace, batch: Batch) -> Meant:
        """Who a row is about. Raises `NotMatched`."""
        person = batch.person_of(row, place)
        for claim in filter(None, (row.values["email"], f"id {person.id}" if person else "")):
            if self._claimed.setdefault(claim, row.key) != row.key:
                field = "email" if claim == row.values["email"] else ""
                raise NotMatched(field, "Another row of this list is the same person, or has this address")
        said, note = dict(row.values), ""
        if said["local_area"]:
            said["local_area"] = self._areas[folded(said["local_area"])][1]
        if person and batch.found.by_email.get(said["email"]) == person.id:
            # Theirs already, perhaps through somebody who was merged into them and still holds it.
            said["email"] = ""
        for field in COLLEAGUES:
            note = " ".join(filter(None, (note, _look_up(field, row, person, said, batch))))
        note = " ".join(filter(None, (note, self._elsewhere(said, place, batch))))
        if self._headings.get("manager"):
            self._lines.check(
                StagedRow(row.number, row.key, said, other_key=row.other_key), place, person, self._today
            )
        if said["office_contact_id"] is not None:
            own = place.agency_id if self._taken.is_by_lead else None
            batch.check_contact(said["office_contact_id"], own, self._today)
        return Meant(row, place, person, said, note)

    def _elsewhere(self, said: dict[str, Any], place: Workplace, batch: Batch) -> str:
        """A manager of another agency is left out, and the preview says so: the person still comes in."""
        cell, manager_id = said["manager"], said["manager_id"]
        is_whole = self._own is not None
        if manager_id is None and said["manager_key"] is None:
            return ""
        if batch.works_at(cell, manager_id, place, is_whole=is_whole, today=self._today):
            return ""
        said["manager_id"] = said["manager_key"] = None
        return f"The manager “{cell[:40]}” does not work for {place.name}: left as it is"

    def _step(self, meant: Meant, batch: Batch, alike: Alike) -> Step:
        if meant.person is None:
            return self._new_person(meant, alike.get(meant.folded_name, ()))
        key = list_key(meant.row, meant.place)
        learnt = {"list_key": key} if key and key not in batch.found.by_key else {}
        return self._known_person(meant, meant.person, learnt)

    def _new_person(self, meant: Meant, alike: Sequence[Namesake]) -> Step:
        said, place = meant.said, meant.place
        values = {name: said.get(name) or (None if name == "email" else "") for name in PERSON}
        values |= _contact_of(said) | self._post_of(meant) | {"list_key": list_key(meant.row, place)}
        if meant.row.key in self._repeated:
            values["again_key"] = meant.row.key
        twin = next((one.reference for one in alike if one.is_near(place.agency_id, said["phone"])), "")
        # A lead learns only that there is somebody.
        shown = "somebody the register knows" if self._taken.is_by_lead else twin
        question = f"Looks like {shown}: a person is asked" if twin else ""
        return Step(
            number=meant.row.number,
            outcome=Outcome.ADDED,
            name=meant.name,
            values=values,
            note=" ".join(filter(None, (meant.note, question, _unreachable(values)))),
            is_doubtful=bool(twin),
        )

    def _known_person(self, meant: Meant, person: KnownPerson, learnt: dict[str, str]) -> Step:
        posts = [post for post in person.posts if post.agency_id == meant.place.agency_id]
        new = self._changes_of_person(meant, person, posts)
        is_only_row = meant.row.key not in self._repeated
        post = choose_post(meant.said, posts, self._posts, is_only_row=is_only_row, today=self._today)
        changed = self._post_of(meant) if post is None else self._changes_of_post(meant, post)
        if not is_in_order(post, changed):
            raise NotMatched("started_on", "The last day would be before the first day")
        if post is not None:
            self._posts.add(post.id)
        before = {name: person.values.get(name) for name in new}
        return Step(
            number=meant.row.number,
            outcome=_outcome(post, new, changed),
            name=meant.name,
            subject_id=person.id,
            post_id=post.id if post else None,
            values=new | changed | learnt,
            before=before | {name: post.values.get(name) for name in changed if post},
            note=meant.note or ("" if post else "A further post of somebody the register knows"),
        )

    def _changes_of_person(
        self, meant: Meant, person: KnownPerson, posts: Sequence[KnownPost]
    ) -> dict[str, Any]:
        """A lead may not rename, or reach into, somebody whom only other agencies know."""
        if self._taken.is_by_lead and not any(post.is_current(self._today) for post in posts):
            return {}
        said = {name: meant.said[name] for name in PERSON if meant.said.get(name)}
        new = {name: value for name, value in said.items() if value != tidied(person.values[name] or "")}
        contact = _contact_of(meant.said)
        is_same = contact.get("office_contact_id") == person.values["office_contact_id"]
        return new if is_same and "office_contact_key" not in contact else new | contact

    def _changes_of_post(self, meant: Meant, post: KnownPost) -> dict[str, Any]:
        changed = changes_of(post, meant.said, meant.place, self._today)
        # A manager who is only in this file is told by key until they have an id.
        if meant.said["manager_key"]:
            return changed | {"manager_key": meant.said["manager_key"]}
        manager_id = meant.said["manager_id"]
        is_new = manager_id is not None and manager_id != post.values["manager_id"]
        return changed | ({"manager_id": manager_id} if is_new else {})

    def _post_of(self, meant: Meant) -> dict[str, Any]:
        managers = {name: meant.said[name] for name in ("manager_id", "manager_key") if meant.said[name]}
        return new_post(meant.said, meant.place, self._choices.role_group, self._today) | managers

    def _refused(self, row: StagedRow, why: NotMatched) -> Step:
        self._has_refused = True
        problem = Problem(row.number, self._headings.get(why.field, ""), why.reason)
        return Step(number=row.number, outcome=Outcome.REFUSED, name=_name(row.values), problem=problem)


def _look_up(
    field: str, row: StagedRow, person: KnownPerson | None, said: dict[str, Any], batch: Batch
) -> str:
    """Put who is meant by the cell of a colleague beside it; says what to tell when nobody is."""
    cell = said.get(field, "")
    found, key = batch.colleague_of(cell)
    is_unknown = bool(cell) and found is None and key is None
    if key in {row.key, row.other_key} or (person and found == person.id):
        found = key = None
    said[f"{field}_id"], said[f"{field}_key"] = found, key
    if field == "office_contact" and found is not None:
        said[field] = batch.people[found].reference
    return f"The {field.replace('_', ' ')} “{cell[:40]}” is not known: left as it is" if is_unknown else ""


def _contact_of(said: Mapping[str, Any]) -> dict[str, Any]:
    """Who acts for them, where the row says so; whoever is only in this file is told by key until then."""
    if said["office_contact_key"]:
        return {"office_contact": said["office_contact"], "office_contact_key": said["office_contact_key"]}
    names = ("office_contact", "office_contact_id")
    return {name: said[name] for name in names} if said["office_contact_id"] is not None else {}


def _unreachable(values: Mapping[str, Any]) -> str:
    ways = ("email", "phone", "address", "office_contact")
    return (
        "" if any(values.get(way) for way in ways) else "Nobody can reach them: add a way when you know one"
    )


def _outcome(post: KnownPost | None, new: dict[str, Any], changed: dict[str, Any]) -> Outcome:
    if post is None:
        return Outcome.ADDED
    if changed.get("ended_on"):
        return Outcome.ENDED
    return Outcome.CHANGED if new or changed else Outcome.UNCHANGED


def _name(said: Any) -> str:  # noqa: ANN401  # values of a row
    return f"{said['given_name']} {said['family_name']}".strip()
