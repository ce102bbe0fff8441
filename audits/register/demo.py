"""The register of the demo partnership: references and attributes of two years of FEHAs, and no family."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import Select, select

from audits.register.domain import AssessmentStatus, LinkKind
from audits.register.models import Assessment, AssessmentLink
from portal.accounts.models import Account
from portal.kernel import clock
from portal.kernel.bulk import add_rows, add_rows_for_ids
from portal.kernel.db import db
from portal.kernel.slice import DemoPlan
from portal.people.demo.cast import find_cast
from portal.people.domain import AgencyKind, RoleGroup
from portal.people.models import Agency, LocalArea, Post, School

ORDER = 110
PER_17_000, USUAL_PEOPLE, FEWEST = 400, 17_000, 160
OLDEST_DAYS, NEWEST_DAYS = 730, 5
OPEN_SHARE_OF_RECENT, RECENT_DAYS = 0.75, 240
REPEAT_SHARE, HOLD_SHARE, UNLED_SHARE = 0.1, 0.015, 0.04
CONSULTANCY_SHARE, TAF_MOST = 0.3, 3
LEVELS = {1: 4, 2: 58, 3: 36, 4: 2}
# Who takes the lead, and how often.
KINDS = {
    AgencyKind.SCHOOL: 44,
    AgencyKind.COUNCIL: 28,
    AgencyKind.HEALTH: 14,
    AgencyKind.EARLY_YEARS: 7,
    AgencyKind.VOLUNTARY: 7,
}
LEADING = (
    RoleGroup.EARLY_HELP,
    RoleGroup.FAMILY_SUPPORT,
    RoleGroup.TEACHING,
    RoleGroup.HEALTH_VISITING,
    RoleGroup.SCHOOL_NURSING,
    RoleGroup.CHILDCARE,
    RoleGroup.YOUTH_WORK,
)
# One in so many people may lead; more in a small demo.
PEOPLE_PER_STEP = 2_000
AUDITOR_IN_TAF_SHARE = 0.05
# The practitioner leads one in so many, so that a draw finds them.
PRACTITIONER_EVERY = 20

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Lead:
    """Somebody who leads assessments, through their post."""

    person_id: int
    agency_id: int
    team: str
    area_id: int | None


def load(plan: DemoPlan) -> None:
    """Add the register, oldest first, with who had a part in each."""
    count = max(FEWEST, plan.people * PER_17_000 // USUAL_PEOPLE)
    step = max(1, plan.people // PEOPLE_PER_STEP)
    register = Register(Random(f"{plan.seed}/register"), step)  # noqa: S311  # invented data, no secret
    rows = register.rows(count)
    ids = add_rows_for_ids(Assessment, rows)
    add_rows(AssessmentLink, register.links(ids, rows))
    plan.say(f"{count:,} assessments on the register")


class Register:
    """Draws assessments and the people around them."""

    def __init__(self, rng: Random, step: int) -> None:
        self._rng = rng
        self._today = clock.today()
        self._areas = db.session.scalars(select(LocalArea.id).order_by(LocalArea.id)).all()
        self._leads = {kind: found for kind in KINDS if (found := _list_leads(kind, step))}
        self._weights = [KINDS[kind] for kind in self._leads]
        cast = find_cast()
        self._practitioner = _lead_of(cast["practitioner"].person_id)
        self._coordinator = cast["coordinator"].person_id
        self._auditor = cast["auditor"].person_id

    def rows(self, count: int) -> list[Row]:
        """References count up through each year."""
        days = sorted((self._rng.randint(NEWEST_DAYS, OLDEST_DAYS) for _ in range(count)), reverse=True)
        numbers: Counter[int] = Counter()
        rows = []
        for turn, back in enumerate(days, start=1):
            opened_on = self._today - timedelta(days=back)
            numbers[opened_on.year] += 1
            lead = self._practitioner if turn % PRACTITIONER_EVERY == 0 else self._draw_lead()
            reference = f"FEHA-{opened_on.year}-{numbers[opened_on.year]:04}"
            rows.append(self._row(reference, opened_on, lead))
        return rows

    def links(self, ids: Sequence[int], rows: Sequence[Row]) -> Iterator[Row]:
        """The lead wrote it; others are in the team around the family; some had advice."""
        for assessment_id, row in zip(ids, rows, strict=True):
            lead = row["lead_practitioner_id"]
            if lead:
                yield {"assessment_id": assessment_id, "person_id": lead, "kind": LinkKind.AUTHOR}
            members = {self._draw_lead().person_id for _ in range(self._rng.randint(0, TAF_MOST))}
            if self._rng.random() < AUDITOR_IN_TAF_SHARE:
                members.add(self._auditor)
            for person_id in sorted(members - {lead}):
                yield {"assessment_id": assessment_id, "person_id": person_id, "kind": LinkKind.TAF}
            if self._rng.random() < CONSULTANCY_SHARE:
                yield {
                    "assessment_id": assessment_id,
                    "person_id": self._coordinator,
                    "kind": LinkKind.CONSULTANCY,
                }

    def _row(self, reference: str, opened_on: date, lead: Lead) -> Row:
        rng = self._rng
        closed_on = self._draw_closing(opened_on)
        is_led = lead is self._practitioner or rng.random() > UNLED_SHARE
        return {
            "reference": reference,
            "local_area_id": lead.area_id or rng.choice(self._areas),
            "agency_id": lead.agency_id,
            "team": lead.team,
            "level": rng.choices(list(LEVELS), list(LEVELS.values()))[0],
            "lead_practitioner_id": lead.person_id if is_led else None,
            "opened_on": opened_on,
            "closed_on": closed_on,
            "status": AssessmentStatus.CLOSED if closed_on else AssessmentStatus.OPEN,
            "is_repeat_entry": rng.random() < REPEAT_SHARE,
            "on_hold": lead is not self._practitioner and rng.random() < HOLD_SHARE,
        }

    def _draw_closing(self, opened_on: date) -> date | None:
        age = (self._today - opened_on).days
        if age < RECENT_DAYS and self._rng.random() < OPEN_SHARE_OF_RECENT:
            return None
        return opened_on + timedelta(days=self._rng.randint(min(60, age), min(age, 300)))

    def _draw_lead(self) -> Lead:
        kind = self._rng.choices(list(self._leads), self._weights)[0]
        return self._rng.choice(self._leads[kind])


def _list_leads(kind: AgencyKind, step: int) -> list[Lead]:
    """People who could lead: in post, with an account to read feedback in; every so many of them."""
    rows = db.session.execute(
        _select_posts()
        .join(Account, Account.person_id == Post.person_id)
        .where(Agency.kind == kind, Post.role_group.in_(LEADING), Post.ended_on.is_(None), Account.is_active)
        .where(Post.person_id % step == 0)
        .order_by(Post.id)
    )
    return [_lead(*row) for row in rows]


def _lead_of(person_id: int) -> Lead:
    return _lead(*db.session.execute(_select_posts().where(Post.person_id == person_id)).one())


def _lead(person_id: int, agency_id: int, team: str, area_id: int | None, school_area_id: int | None) -> Lead:
    return Lead(person_id, agency_id, team, area_id or school_area_id)


def _select_posts() -> Select[*tuple[Any, ...]]:
    return (
        select(Post.person_id, Post.agency_id, Post.team, Post.local_area_id, School.local_area_id)
        .join(Agency, Agency.id == Post.agency_id)
        .outerjoin(School, School.id == Post.school_id)
    )
