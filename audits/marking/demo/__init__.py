"""Marking in the demo partnership: every audit of the cycle that is over, and the open one half way.

Audits are written in bulk with exactly the grade, working and fingerprint that handing in would have given
them, and `flask portal check` proves it. Alerts and handing back go through the services.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from random import Random

from sqlalchemy import select

from audits.cycles.demo import FULL_FORM_CYCLES
from audits.cycles.models import AuditCycle
from audits.marking.demo.answers import Marker, Marks
from audits.marking.demo.desk import Desk, Pair, Work, list_work
from audits.marking.demo.open_cycle import OpenCycle
from audits.marking.domain import AlertOutcome
from audits.marking.models import Audit, SafeguardingAlert
from checklists.queries import get_form
from portal.kernel.db import db
from portal.kernel.slice import DemoPlan
from portal.people.demo.cast import Player, find_cast

ORDER = 130
# What the practitioner has to learn from, the rest being good: the catalogue has courses that answer these.
PRACTITIONERS_GRADES = {
    "A1": "3",
    "B1": "3",
    "C1": "2",
    "C2": "2",
    "D1": "4",
    "D2": "4",
    "D4": "3",
    "E2": "2",
    "F3": "2",
    "G1": "3",
    "I1": "4",
    "GH2": "4",
    "GH4": "2",
}


def load(plan: DemoPlan) -> None:
    """Mark the first cycle whole and the second in part."""
    cast = find_cast()
    over, running = db.session.scalars(
        select(AuditCycle).order_by(AuditCycle.id).limit(FULL_FORM_CYCLES)
    ).all()
    marker = Marker(
        Random(f"{plan.seed}/marking"),  # noqa: S311  # invented data, no secret
        get_form(over.checklist_version_id, over.form_kind),
    )
    desk = Desk(over.checklist_version_id, over.form_kind)
    for pair in _pairs(list_work(over.id)):
        _mark_whole(desk, marker, pair, practitioner=cast["practitioner"].person_id)
    desk.write()
    _add_an_old_alert(cast["safeguarding"])
    OpenCycle(desk, marker, cast).mark(_pairs(list_work(running.id)))
    plan.say(f"{desk.count:,} audits begun or handed in")


def _pairs(work: Sequence[Work]) -> list[Pair]:
    """One or two markers of each assessment."""
    return [tuple(group) for _, group in groupby(work, key=lambda one: one.sample_item_id)]


def _mark_whole(desk: Desk, marker: Marker, pair: Pair, *, practitioner: int) -> None:
    first = marker.marks(PRACTITIONERS_GRADES) if pair[0].lead_id == practitioner else marker.marks()
    all_marks: list[Marks] = [first, *(marker.second_marks(first) for _ in pair[1:])]
    desk.hand_in(pair, all_marks, [marker.closing() for _ in pair])


def _add_an_old_alert(lead: Player) -> None:
    """One auditor was worried once; the hub knew already."""
    audit = db.session.scalars(
        select(Audit).where(Audit.submitted_at.is_not(None)).order_by(Audit.id.desc()).limit(1)
    ).one()
    db.session.add(
        SafeguardingAlert(
            audit_id=audit.id,
            raised_by_id=audit.auditor_id,
            raised_at=audit.started_at,
            seen_by_id=lead.person_id,
            seen_at=audit.started_at,
            decided_by_id=lead.person_id,
            decided_at=audit.submitted_at,
            outcome=AlertOutcome.ALREADY_KNOWN,
            note="The hub had this from the school the week before.",
        )
    )
