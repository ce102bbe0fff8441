"""Who plays in the tests of the roster."""

from __future__ import annotations

from datetime import date
from itertools import count

from sqlalchemy import insert

from portal.kernel import clock
from portal.kernel.access import Actor, Role, RoleScope
from portal.kernel.db import db
from portal.people.domain import AgencyKind, SchoolPhase
from portal.people.models import Agency, School
from tests.factories import a_course, a_person, a_post, a_school, an_agency, saved, someone
from training.certificates.domain import EvaluationGate
from training.certificates.models import Certificate
from training.champions.domain import ChampionKind
from training.champions.models import (
    BriefingSchool,
    BriefingVersion,
    ChampionAppointment,
    ChampionBriefing,
    ChampionInvitation,
    Consultation,
    ConsultationTheme,
    SchoolTerm,
)

SINCE = date(2025, 9, 1)
_numbers = count(1)


def a_member_of_staff(school, **given):
    """A saved person with a post at the school."""
    person = saved(a_person(**given))
    saved(a_post(person, db.session.get_one(Agency, school.agency_id), school_id=school.id))
    return person


def an_appointment(school, person, kind=ChampionKind.LEAD, **given) -> ChampionAppointment:
    return saved(
        ChampionAppointment(
            **{"school_id": school.id, "person_id": person.id, "kind": kind, "starts_on": SINCE, **given}
        )
    )


def a_school_with_a_lead(**given):
    """A saved school and its Champion."""
    school = saved(a_school(**given))
    lead = a_member_of_staff(school, given_name="Ann", family_name="Lead")
    an_appointment(school, lead)
    return school, lead


def a_certificate(person, course=None, **given) -> Certificate:
    """One that counts, without the event it came from."""
    number = next(_numbers)
    made = {"code": f"CERT{number:010}", "cycle": 1, "snapshot": {}, "template_version": 1}
    made |= {"completed_on": SINCE, "issued_at": clock.now(), "evaluation_gate": EvaluationGate.NOT_REQUIRED}
    course_id = (course or saved(a_course())).id
    return saved(Certificate(**{**made, "person_id": person.id, "course_id": course_id, **given}))


def a_coordinator():
    return someone(Role.COORDINATOR, agency=saved(an_agency()))


def a_coordinating_actor():
    return Actor(person_id=0, scopes=frozenset({RoleScope(Role.COORDINATOR)}))


def an_invitation(school, person, **given) -> ChampionInvitation:
    made = {"kind": ChampionKind.LEAD, "invited_at": clock.now(), "answer_by": clock.today()}
    return saved(ChampionInvitation(**{**made, "school_id": school.id, "person_id": person.id, **given}))


def a_term() -> SchoolTerm:
    """One of its own in a time when nothing else happens."""
    year = 1900 + next(_numbers)
    return saved(SchoolTerm(name="Spring", starts_on=date(year, 1, 5), ends_on=date(year, 3, 26)))


FAR = 10_000_000  # from where the database counts


def many_schools(area, number, *, with_lead=True):
    """So many schools in one part of the patch, each with a Champion unless said otherwise."""
    ids = range(FAR, FAR + number)
    agency = {"kind": AgencyKind.SCHOOL, "is_active": True}
    db.session.execute(insert(Agency), [{"id": n, "name": f"Bulk {n}", **agency} for n in ids])
    made = {"phase": SchoolPhase.PRIMARY, "is_open": True, "postcode": "", "local_area_id": area.id}
    db.session.execute(
        insert(School), [{"id": n, "urn": n, "name": f"Bulk {n}", "agency_id": n, **made} for n in ids]
    )
    if with_lead:
        person = saved(a_person())
        held = {"person_id": person.id, "kind": ChampionKind.LEAD, "starts_on": SINCE}
        db.session.execute(insert(ChampionAppointment), [{"school_id": n, **held} for n in ids])
    # As a database does by itself before long; without it PostgreSQL takes the tables for empty.
    db.session.connection().exec_driver_sql("ANALYZE")
    db.session.commit()


def a_consultation(school, adviser, theme=None, **given) -> Consultation:
    """Advice that was given today."""
    theme = theme or saved(ConsultationTheme(name=f"Theme {next(_numbers)}", is_offered=True))
    made = {"given_on": clock.today(), "advice": "Ask.", "reference": "", "written_at": clock.now()}
    made |= {"school_id": school.id, "theme_id": theme.id, "given_by_id": adviser.id}
    return saved(Consultation(**{**made, **given}))


def a_briefing(*schools, **given) -> ChampionBriefing:
    """One that was sent to these schools just now; a draft without any."""
    made = {
        "title": "What is new",
        "body": "The form is shorter.",
        "edition": 1,
        "sent_edition": 0,
        "version": 0,
    }
    if schools:
        made |= {"sent_edition": 1, "version": 1, "first_sent_at": clock.now()}
    briefing = saved(ChampionBriefing(**{**made, **given}))
    if schools:
        words = {"title": briefing.title, "body": briefing.body, "note": ""}
        saved(BriefingVersion(briefing_id=briefing.id, version=1, sent_at=clock.now(), **words))
    for school in schools:
        saved(BriefingSchool(briefing_id=briefing.id, school_id=school.id))
    return briefing
