"""Keeping the log of consultations, and its themes. Callers commit."""

from __future__ import annotations

from portal.kernel import activity, clock
from portal.kernel.access import Actor, Permission, require
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.rules import in_force
from portal.people.models import Person, School
from training.champions.domain import (
    REFERENCE,
    BadReference,
    ConsultationRules,
    LogConsultation,
    NameThemes,
    NoSuchTheme,
    NotAdviser,
    NotInTheLog,
    SchoolClosed,
    ThemesMoved,
    refuse_family_data,
)
from training.champions.models import Consultation, ConsultationTheme
from training.champions.queries import consulting


def log_consultation(actor: Actor, command: LogConsultation) -> Consultation:
    """Write down what a school was advised. The words stay out of the log of who did what."""
    require(actor, Permission.CHAMPION_MANAGE)
    school = db.session.get(School, command.school_id)
    if school is None:
        raise NotFound
    if not school.is_open:
        raise SchoolClosed
    _refuse_facts(command)
    refuse_family_data(command.advice, clock.today(), names_checked=command.names_checked)
    made = Consultation(
        school_id=school.id,
        given_on=command.given_on,
        given_by_id=command.given_by_id,
        theme_id=command.theme_id,
        advice=command.advice,
        reference=command.reference.upper(),
        written_by_id=actor.person_id or None,
        written_at=clock.now(),
    )
    db.session.add(made)
    activity.record(
        actor, "log_consultation", made, person_id=made.given_by_id, before={}, after=_as_told(made)
    )
    return made


def _refuse_facts(command: LogConsultation) -> None:
    today = clock.today()
    if not today - in_force(ConsultationRules).back <= command.given_on <= today:
        raise NotInTheLog
    theme = db.session.get(ConsultationTheme, command.theme_id)
    if theme is None or not theme.is_offered:
        raise NoSuchTheme
    if not consulting.advises(command.given_by_id, today):
        raise NotAdviser
    if command.reference and not REFERENCE.fullmatch(command.reference.upper()):
        raise BadReference


def _as_told(one: Consultation) -> dict[str, object]:
    told = {"school_id": one.school_id, "given_on": one.given_on.isoformat(), "theme_id": one.theme_id}
    return told | ({"reference": one.reference} if one.reference else {})


def remove_consultation(actor: Actor, consultation_id: int) -> None:
    """Take out what was written down by mistake; the log keeps that it was there."""
    require(actor, Permission.CHAMPION_MANAGE)
    found = consulting.get_consultation(consultation_id)
    activity.record(
        actor, "remove_consultation", found, person_id=found.given_by_id, before=_as_told(found), after={}
    )
    db.session.delete(found)


def seen_themes() -> str:
    """What a page shows of the themes, so that nobody overwrites somebody else's."""
    return "\n".join(one.name for one in consulting.list_themes(offered=True))


def name_themes(actor: Actor, command: NameThemes) -> None:
    """Offer these themes from now on; what was logged under another one stays."""
    require(actor, Permission.CHAMPION_MANAGE)
    before = seen_themes()
    if before.splitlines() != command.seen.splitlines():
        raise ThemesMoved
    known = {one.name: one for one in consulting.list_themes(offered=False)}
    for one in known.values():
        one.is_offered = one.name in command.names
    db.session.add_all(
        ConsultationTheme(name=name, is_offered=True) for name in command.names if name not in known
    )
    db.session.flush()
    activity.record_all(
        actor,
        "name_consultation_themes",
        ConsultationTheme,
        [one.id for one in consulting.list_themes(offered=False)][:1],
        before={"themes": before.splitlines()},
        after={"themes": sorted(command.names)},
    )


def note_export(actor: Actor, file_format: str, count: int) -> None:
    """The log leaves the portal: who took it, and of how many."""
    require(actor, Permission.CHAMPION_MANAGE)
    activity.record_all(
        actor, "export_consultations", Person, [actor.person_id], entries=count, file_format=file_format
    )
