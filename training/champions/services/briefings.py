"""Writing briefings, sending them, and confirming that they were passed on. Callers commit.

A briefing's row is locked first: of two who send at once, the second is told that it has been sent.
"""

from __future__ import annotations

from sqlalchemy import insert

from portal.kernel import activity, clock
from portal.kernel.access import SYSTEM, Actor, Permission, Role, require
from portal.kernel.bulk import table_of, write_rows
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.rules import in_force
from portal.messages.domain import MailRules, confirm_burst
from training.champions import letters
from training.champions.domain import (
    BriefedTooEarly,
    BriefingRules,
    ConfirmBriefing,
    CorrectionUnexplained,
    NobodyToBrief,
    NothingNew,
    NotPublished,
    PublishBriefing,
    RewrittenMeanwhile,
    SaveBriefing,
)
from training.champions.models import BriefingSchool, BriefingVersion, ChampionBriefing
from training.champions.queries import briefings

AT_ONCE = 20


def save_briefing(actor: Actor, command: SaveBriefing) -> ChampionBriefing:
    """Keep the words; nobody gets them by it. Raises `RewrittenMeanwhile`."""
    require(actor, Permission.CHAMPION_MANAGE)
    if command.briefing_id is None:
        briefing = ChampionBriefing(
            title=command.title, body=command.body, edition=1, sent_edition=0, version=0
        )
        db.session.add(briefing)
        activity.record(actor, "write_briefing", briefing, before={}, after={"title": command.title})
        return briefing
    briefing = briefings.get_briefing(command.briefing_id, lock=True)
    if briefing.edition != command.edition:
        raise RewrittenMeanwhile
    if (briefing.title, briefing.body) == (command.title, command.body):
        return briefing
    before = {"title": briefing.title, "edition": briefing.edition}
    briefing.title, briefing.body = command.title, command.body
    briefing.edition += 1
    after = {"title": briefing.title, "edition": briefing.edition}
    activity.record(actor, "save_briefing", briefing, before=before, after=after)
    return briefing


def publish_briefing(actor: Actor, command: PublishBriefing) -> BriefingVersion:
    """Send the words that were looked at to everyone on the roster today; again as a correction.

    A school that had nobody when it was first sent is asked with the correction. Whoever has passed the
    briefing on need not say so again.
    """
    require(actor, Permission.CHAMPION_MANAGE)
    briefing = briefings.get_briefing(command.briefing_id, lock=True)
    if briefing.edition != command.edition:
        raise RewrittenMeanwhile
    if briefing.sent_edition == briefing.edition:
        raise NothingNew
    if briefing.is_published and not command.note:
        raise CorrectionUnexplained
    champions = briefings.list_champions(clock.today())
    if not champions:
        raise NobodyToBrief
    confirm_burst(len(champions), command.count, in_force(MailRules).burst)
    version = _note_sending(actor, briefing, command.note)
    schools = {school_id for _, school_ids in champions for school_id in school_ids}
    new = sorted(schools - set(briefings.list_asked(briefing.id)))
    if new:
        rows = [{"briefing_id": briefing.id, "school_id": school_id} for school_id in new]
        write_rows(insert(table_of(BriefingSchool)), rows)
    letters.brief(version, [person for person, _ in champions])
    return version


def _note_sending(actor: Actor, briefing: ChampionBriefing, note: str) -> BriefingVersion:
    now = clock.now()
    before = briefing.version
    briefing.version, briefing.sent_edition = before + 1, briefing.edition
    briefing.first_sent_at = briefing.first_sent_at or now
    version = BriefingVersion(
        briefing_id=briefing.id,
        version=briefing.version,
        title=briefing.title,
        body=briefing.body,
        note=note if before else "",
        sent_at=now,
        sent_by_id=actor.person_id or None,
    )
    db.session.add(version)
    activity.record(
        actor,
        "correct_briefing" if before else "send_briefing",
        briefing,
        reason=version.note,
        before={"version": before},
        after={"version": briefing.version},
    )
    return version


def confirm_briefing(actor: Actor, command: ConfirmBriefing) -> BriefingSchool:
    """Say how many colleagues of a school heard it and when; whoever says so again puts that right.

    Raises `NotFound` for a school whose Champion or deputy the actor is not, or that was not asked.
    """
    if command.school_id not in actor.schools_as(Role.CHAMPION):
        raise NotFound
    briefing = briefings.get_briefing(command.briefing_id, lock=True)
    if briefing.first_sent_at is None:
        raise NotPublished
    said = briefings.find_school(briefing.id, command.school_id)
    if said is None:
        raise NotFound
    if not clock.in_london(briefing.first_sent_at).date() <= command.briefed_on <= clock.today():
        raise BriefedTooEarly
    before = _as_told(said)
    said.colleagues, said.briefed_on = command.colleagues, command.briefed_on
    said.version, said.confirmed_at = briefing.version, clock.now()
    said.confirmed_by_id = actor.person_id
    activity.record(
        actor, "confirm_briefing", said, school_id=said.school_id, before=before, after=_as_told(said)
    )
    return said


def _as_told(said: BriefingSchool) -> dict[str, object]:
    return {
        "colleagues": said.colleagues,
        "briefed_on": said.briefed_on and said.briefed_on.isoformat(),
    }


def remind_of_briefings() -> int:
    """Write once to schools that have not passed a briefing on; says of how many. Safe to run twice."""
    due = briefings.lock_to_remind(clock.now() - in_force(BriefingRules).reminded_after, AT_ONCE)
    for briefing in due:
        silent = briefings.list_champions(clock.today(), unconfirmed=briefing.id)
        letters.remind(briefing, [person for person, _ in silent])
        briefing.reminded_at = clock.now()
        activity.record(
            SYSTEM, "remind_of_briefing", briefing, people=len(silent), before={}, after={"reminded": True}
        )
    return len(due)
