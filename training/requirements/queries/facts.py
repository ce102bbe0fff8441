"""The facts by which it is worked out how people stand: a few statements, however many people."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Date, Integer, Select, String, cast, literal, null, select, union_all

from portal.kernel.db import db
from portal.people.models import Agency, Person, Post
from training.catalogue.domain import CourseLevel
from training.catalogue.models import Course
from training.certificates.domain import CertificateState
from training.certificates.models import Certificate
from training.requirements.domain import (
    AllowanceKind,
    Completion,
    EvidenceState,
    Facts,
    Span,
    Terms,
)
from training.requirements.models import (
    Requirement,
    RequirementAllowance,
    RequirementCourse,
    RequirementCycle,
    RequirementEvidence,
    RequirementStanding,
)

LEVELS = {level: number for number, level in enumerate(CourseLevel)}
# Who and what: a person's id and a requirement's.
Key = tuple[int, int]
# Whose facts are read; none for everybody's.
People = Collection[int] | Select[int] | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A requirement ready to be computed with. `refreshers` leads from a refresher to what it renews."""

    id: int
    version: int
    span: Span
    terms: Terms
    role_groups: frozenset[str]
    agency_kinds: frozenset[str]
    level: CourseLevel | None = None
    refreshers: Mapping[int, frozenset[int]] = field(default_factory=dict)

    def concerns(self, role_group: str, agency_kind: str) -> bool:
        return (not self.role_groups or role_group in self.role_groups) and (
            not self.agency_kinds or agency_kind in self.agency_kinds
        )


def list_asked(only: Collection[int] | None = None) -> list[Asked]:
    """All requirements, or these, with their courses. Two statements."""
    found = select(Requirement).order_by(Requirement.id)
    chosen = db.session.scalars(found if only is None else found.where(Requirement.id.in_(only))).all()
    if not chosen:
        return []
    courses = map_courses([one.id for one in chosen])
    return [asked_of(one, courses.get(one.id, {})) for one in chosen]


def asked_of(one: Requirement, courses: Mapping[int, int | None]) -> Asked:
    """`courses`: each with the course that renews it."""
    return Asked(
        one.id,
        one.version,
        one.span,
        one.terms(frozenset(courses)),
        frozenset(one.role_groups),
        frozenset(one.agency_kinds),
        one.hours_level,
        refreshers_of(courses),
    )


def refreshers_of(courses: Mapping[int, int | None]) -> Mapping[int, frozenset[int]]:
    renewing = {one for one in courses.values() if one is not None}
    return {one: frozenset(course for course, by in courses.items() if by == one) for one in renewing}


def map_courses(requirement_ids: Collection[int]) -> dict[int, dict[int, int | None]]:
    """The courses of these requirements, each with its refresher."""
    rows = db.session.execute(
        select(RequirementCourse.requirement_id, Course.id, Course.refresher_id)
        .join(Course, Course.id == RequirementCourse.course_id)
        .where(RequirementCourse.requirement_id.in_(requirement_ids))
        .order_by(RequirementCourse.id)
    )
    found: dict[int, dict[int, int | None]] = {}
    for requirement_id, course_id, refresher_id in rows:
        found.setdefault(requirement_id, {})[course_id] = refresher_id
    return found


@dataclass(frozen=True, slots=True)
class Learned:
    """A certificate that counts."""

    course_id: int
    on: date
    minutes: int
    level: CourseLevel


@dataclass(slots=True)
class OfPerson:
    """What is known of one person; of evidence and allowances, by requirement."""

    posts: list[tuple[str, str, Span]] = field(default_factory=list)
    learned: list[Learned] = field(default_factory=list)
    evidence: dict[int, list[tuple[date, int | None]]] = field(default_factory=dict)
    exempt: dict[int, list[Span]] = field(default_factory=dict)
    extended: dict[int, date] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        """Nothing is known of them but their posts."""
        return not (self.learned or self.evidence or self.exempt or self.extended)

    def note_kept(self, row: Any) -> None:  # noqa: ANN401  # a row of `_kept_of`
        """Evidence that was accepted, or an exemption or extension."""
        if row.what == EVIDENCE:
            self.evidence.setdefault(row.requirement_id, []).append((row.first, row.minutes))
        elif row.what == AllowanceKind.EXEMPT.value:
            self.exempt.setdefault(row.requirement_id, []).append(Span(row.first, row.last))
        else:
            known = self.extended.get(row.requirement_id, row.last)
            self.extended[row.requirement_id] = max(row.last, known)

    def facts_for(self, asked: Asked, concerned: Sequence[Span]) -> Facts:
        """As far as this requirement asks."""
        evidence = self.evidence.get(asked.id, ())
        return Facts(
            concerned=concerned,
            completed=self._completed(asked),
            evidence=[on for on, minutes in evidence if minutes is None],
            learned=self._hours(asked) if asked.terms.hours is not None else (),
            exempt=self.exempt.get(asked.id, ()),
            extended_to=self.extended.get(asked.id),
        )

    def _hours(self, asked: Asked) -> Sequence[tuple[date, int]]:
        """Days and minutes, of training here and elsewhere."""
        here = [(one.on, one.minutes) for one in self.learned if _counts(asked.level, one.level)]
        elsewhere = self.evidence.get(asked.id, ())
        return [*here, *((on, minutes) for on, minutes in elsewhere if minutes is not None)]

    def _completed(self, asked: Asked) -> Mapping[int, Sequence[Completion]]:
        found: dict[int, list[Completion]] = {}
        for one in self.learned:
            if one.course_id in asked.terms.courses:
                found.setdefault(one.course_id, []).append(Completion(one.on))
            for course_id in asked.refreshers.get(one.course_id, ()):
                if course_id != one.course_id:
                    found.setdefault(course_id, []).append(Completion(one.on, is_refresher=True))
        return found


def _counts(wanted: CourseLevel | None, level: CourseLevel) -> bool:
    """The highest level that somebody learned at covers those below."""
    return wanted is None or LEVELS[level] >= LEVELS[wanted]


def read_people(people: People = None) -> dict[int, OfPerson]:
    """What is known of these people, or of everybody. Three statements however many they are."""
    found: dict[int, OfPerson] = {}

    def of(person_id: int) -> OfPerson:
        return found.setdefault(person_id, OfPerson())

    for person_id, group, kind, started_on, ended_on in _rows(_POSTS, Post.person_id, people):
        of(person_id).posts.append((group.value, kind.value, Span(started_on, ended_on)))
    for person_id, course_id, on, minutes, level in _rows(_LEARNED, Certificate.person_id, people):
        of(person_id).learned.append(Learned(course_id, on, minutes, level))
    for row in db.session.execute(_kept_of(people)):
        of(row.person_id).note_kept(row)
    return found


def _rows(statement: Select[*tuple[Any, ...]], whose: Any, people: People) -> Iterable[Any]:  # noqa: ANN401  # a column
    return db.session.execute(statement if people is None else statement.where(whose.in_(people)))


_POSTS: Select[*tuple[Any, ...]] = (
    select(Post.person_id, Post.role_group, Agency.kind, Post.started_on, Post.ended_on)
    .join(Agency, Agency.id == Post.agency_id)
    .order_by(Post.id)
)
_LEARNED: Select[*tuple[Any, ...]] = (
    select(
        Certificate.person_id,
        Certificate.course_id,
        Certificate.completed_on,
        Certificate.snapshot["minutes"].as_integer(),
        Course.level,
    )
    .join(Course, Course.id == Certificate.course_id)
    .where(Certificate.state == CertificateState.CURRENT)
    .order_by(Certificate.id)
)
# What a row of `_kept_of` is called that is no allowance.
EVIDENCE = "evidence"


def _kept_of(people: People) -> Any:  # noqa: ANN401  # a union
    """Accepted evidence, exemptions and extensions of these people, in one statement."""
    sent, given = RequirementEvidence, RequirementAllowance
    evidence: Select[*tuple[Any, ...]] = select(
        sent.person_id,
        sent.requirement_id,
        literal(EVIDENCE).label("what"),
        sent.completed_on.label("first"),
        cast(null(), Date).label("last"),
        sent.minutes.label("minutes"),
    ).where(sent.state == EvidenceState.ACCEPTED)
    allowances: Select[*tuple[Any, ...]] = select(
        given.person_id,
        given.requirement_id,
        cast(given.kind, String),
        given.starts_on,
        given.until,
        cast(null(), Integer),
    ).where(given.ended_at.is_(None))
    if people is not None:
        evidence = evidence.where(sent.person_id.in_(people))
        allowances = allowances.where(given.person_id.in_(people))
    return union_all(evidence, allowances)


def lock_people(people: Collection[int]) -> list[int]:
    """These people, in one order, so that two who work out how they stand wait for each other."""
    statement = select(Person.id).where(Person.id.in_(people)).order_by(Person.id)
    return list(db.session.scalars(statement.with_for_update(key_share=True)))


def map_standings(people: Collection[int], only: Collection[int] | None) -> dict[Key, RequirementStanding]:
    statement = select(RequirementStanding).where(RequirementStanding.person_id.in_(people))
    if only is not None:
        statement = statement.where(RequirementStanding.requirement_id.in_(only))
    found = db.session.scalars(statement.execution_options(populate_existing=True))
    return {(one.person_id, one.requirement_id): one for one in found}


def map_last_cycles(people: Collection[int]) -> dict[Key, tuple[int, date | None]]:
    """The number and the last day of each person's newest cycle of each requirement."""
    rows = db.session.execute(
        select(
            RequirementCycle.person_id,
            RequirementCycle.requirement_id,
            RequirementCycle.number,
            RequirementCycle.until,
        )
        .where(RequirementCycle.person_id.in_(people))
        .order_by(RequirementCycle.number)
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


def read_learned(person_id: int) -> OfPerson:
    """What this person learned here, and nothing else of them. One statement."""
    found = OfPerson()
    for _, course_id, on, minutes, level in _rows(_LEARNED, Certificate.person_id, [person_id]):
        found.learned.append(Learned(course_id, on, minutes, level))
    return found
