"""The workforce: teams of people with posts, a manager each, and all the untidiness of real lists.

Works through one team after another and writes in batches, so memory stays flat at any size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.bulk import add_rows, reserve_ids
from portal.kernel.slice import DemoPlan
from portal.kernel.text import folded
from portal.people import indexing
from portal.people.demo.cast import CAST_SIZE
from portal.people.demo.contacts import Contacts
from portal.people.demo.names import Names, phone, read
from portal.people.demo.places import Employer, Places
from portal.people.demo.teams import Team, list_teams
from portal.people.domain import RoleGroup, SearchKind
from portal.people.models import Person, Post, RoleGrant

BATCH = 2_000
PROGRESS_EVERY = 100_000
# Shares of the workforce, as agencies' lists tend to look.
WITH_EMAIL = {True: 0.93, False: 0.55}
WITH_PHONE = 0.6
LEAVERS = 0.06
MOVERS = 0.04
SECOND_POSTS = 0.05
LONGEST_SERVICE_DAYS = 9_000
USUAL_SERVICE_DAYS = 1_500
NEWEST_DAYS = 20

Job = tuple[str, RoleGroup, bool]
Row = dict[str, Any]
# First day in post, and the last if it is over.
Term = tuple[date, date | None]


def add_workforce(plan: DemoPlan, places: Places) -> dict[int, int]:
    """Everyone but the demo accounts' people; answers who leads each agency."""
    hiring = Hiring(Random(f"{plan.seed}/workforce"), places, Contacts(plan.seed))  # noqa: S311  # invented data
    said = 0
    for team in list_teams(places, plan.people - CAST_SIZE):
        hiring.staff(team)
        if hiring.count - said >= PROGRESS_EVERY:
            said = hiring.count
            plan.say(f"{said:,} of {plan.people:,} people")
    hiring.write()
    return hiring.heads


@dataclass
class Batch:
    """Rows not yet written. Posts name people by their place in the batch until ids are known."""

    people: list[Row] = field(default_factory=list)
    posts: list[Row] = field(default_factory=list)
    leads: list[tuple[int, Team]] = field(default_factory=list)


class Hiring:
    """Makes people up, team by team, and writes them."""

    def __init__(self, rng: Random, places: Places, contacts: Contacts) -> None:
        self.count = 0
        self.heads: dict[int, int] = {}
        self._rng = rng
        self._contacts = contacts
        self._employers = places.agencies
        self._names = Names(rng)
        self._jobs = _read_jobs()
        self._today = clock.today()
        self._batch = Batch()

    def staff(self, team: Team) -> None:
        """Find the lead and everyone else in the team; writes once enough have come together."""
        lead = self._hire(team, self._jobs[team.employer.jobs].lead_of(team), lead=None)
        for _ in range(team.size - 1):
            self._hire(team, self._draw_job(team.employer), lead=lead)
        if len(self._batch.people) >= BATCH:
            self.write()

    def write(self) -> None:
        batch, self._batch = self._batch, Batch()
        ids = reserve_ids(Person, len(batch.people))
        add_rows(Person, (_numbered(one, key, ids) for one, key in zip(batch.people, ids, strict=True)))
        names = ((one["given_name"], one["family_name"]) for one in batch.people)
        indexing.index(SearchKind.PERSON, ((key, *name) for key, name in zip(ids, names, strict=True)))
        for index, team in batch.leads:
            self.heads.setdefault(team.employer.agency_id, ids[index])
        add_rows(Post, (self._with_ids(post, ids) for post in batch.posts))
        add_rows(RoleGrant, (self._manager_grant(ids[index]) for index, _ in batch.leads))

    def _with_ids(self, post: Row, ids: Sequence[int]) -> Row:
        """The post with people's ids; a team's lead answers to the head of the agency."""
        person_id = ids[post.pop("index")]
        lead = post.pop("lead")
        manager_id = self.heads[post["agency_id"]] if lead is None else ids[lead]
        post["person_id"] = person_id
        post["manager_id"] = None if manager_id == person_id else manager_id
        return post

    def _manager_grant(self, person_id: int) -> Row:
        starts_on = self._today - timedelta(days=365)
        return {
            "person_id": person_id,
            "role": Role.LINE_MANAGER,
            "starts_on": starts_on,
            "reason": "Leads a team",
        }

    def _hire(self, team: Team, job: Job, *, lead: int | None) -> int:
        index = len(self._batch.people)
        self._add_person(is_paid=job[2], lead=lead)
        leaves = lead is not None and self._rng.random() < LEAVERS
        started_on = self._draw_start()
        ended_on = started_on + (self._today - started_on) * self._rng.random() if leaves else None
        self._add_post(index, team, job, lead=lead, term=(started_on, ended_on))
        if lead is None:
            self._batch.leads.append((index, team))
        elif not leaves:
            self._add_other_post(index, started_on)
        return index

    def _add_person(self, *, is_paid: bool, lead: int | None) -> None:
        rng = self._rng
        given, family = self._names.draw()
        has_email = lead is None or rng.random() < WITH_EMAIL[is_paid]
        email = self._names.email(given, family) if has_email else None
        self.count += 1
        person: Row = {
            "reference": f"YRK-{self.count:06}",
            "given_name": given,
            "family_name": family,
            "email": email,
            "phone": phone(rng) if rng.random() < WITH_PHONE else "",
            "search_name": folded(f"{given} {family}"),
        }
        self._batch.people.append(person | self._contacts.of(person, lead))

    def _add_post(self, index: int, team: Team, job: Job, *, lead: int | None, term: Term) -> None:
        title, group, is_paid = job
        self._batch.posts.append(
            {
                "index": index,
                "lead": lead,
                "agency_id": team.employer.agency_id,
                "school_id": team.employer.school_id,
                "local_area_id": team.area_id,
                "team": team.name,
                "job_title": title,
                "role_group": group,
                "is_paid": is_paid,
                "started_on": term[0],
                "ended_on": term[1],
            }
        )

    def _add_other_post(self, index: int, started_on: date) -> None:
        """Some came from another agency of the partnership, and some do two things at once."""
        chance = self._rng.random()
        if chance < MOVERS:
            start = started_on - timedelta(days=self._rng.randrange(200, 2_000))
            self._add_elsewhere(index, start, started_on - timedelta(days=1))
        elif chance < MOVERS + SECOND_POSTS:
            self._add_elsewhere(index, self._draw_start(), None)

    def _add_elsewhere(self, index: int, started_on: date, ended_on: date | None) -> None:
        employer = self._rng.choice(self._employers[:200])
        team = Team(employer=employer, name="", area_id=employer.area_id, size=1, is_first=False)
        job = self._draw_job(employer)
        self._add_post(index, team, job, lead=index, term=(started_on, ended_on))

    def _draw_job(self, employer: Employer) -> Job:
        jobs = self._jobs[employer.jobs]
        return self._rng.choices(jobs.others, jobs.weights)[0]

    def _draw_start(self) -> date:
        days = NEWEST_DAYS + int(self._rng.expovariate(1 / USUAL_SERVICE_DAYS))
        return self._today - timedelta(days=min(days, LONGEST_SERVICE_DAYS))


def _numbered(person: Row, person_id: int, ids: Sequence[int]) -> Row:
    """The row with its own id and that of the office contact, who stands earlier in the same batch."""
    contact = person["office_contact_id"]
    return person | {"id": person_id, "office_contact_id": None if contact is None else ids[contact]}


@dataclass(frozen=True, slots=True)
class Jobs:
    """The kinds of work in one kind of agency, with how common each is."""

    leads: list[Job]
    others: list[Job]
    weights: list[int]

    def lead_of(self, team: Team) -> Job:
        """The head leads the first team; the others may have leads with another title."""
        return self.leads[0] if team.is_first else self.leads[-1]


def _read_jobs() -> dict[str, Jobs]:
    return {kind: _jobs(rows) for kind, rows in read("agencies.json")["jobs"].items()}


def _jobs(rows: list[tuple[str, str, int, bool]]) -> Jobs:
    """Titles without a weight are those of leads."""
    made = [((title, RoleGroup(group), is_paid), weight) for title, group, weight, is_paid in rows]
    return Jobs(
        leads=[job for job, weight in made if not weight],
        others=[job for job, weight in made if weight],
        weights=[weight for _, weight in made if weight],
    )
