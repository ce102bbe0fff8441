"""How long what this room writes down is kept (docs/training.md 4.11)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, delete, select, update

from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.kernel.slice import RetentionRule
from training.champions.domain import HOPEFUL, BriefingsKept, ConsultationsKept, InvitationsKept
from training.champions.models import BriefingSchool, ChampionInvitation, Consultation


def _invited() -> Select[*tuple[Any, ...]]:
    return select(ChampionInvitation.id, ChampionInvitation.invited_at.label("start")).where(
        ChampionInvitation.state.not_in(HOPEFUL)
    )


def _delete_invitations(ids: Sequence[int]) -> None:
    db.session.execute(delete(ChampionInvitation).where(ChampionInvitation.id.in_(ids)))


def _confirmed() -> Select[*tuple[Any, ...]]:
    return select(BriefingSchool.id, BriefingSchool.confirmed_at.label("start")).where(
        BriefingSchool.confirmed_by_id.is_not(None)
    )


def _forget_who_confirmed(ids: Sequence[int]) -> None:
    db.session.execute(update(BriefingSchool).where(BriefingSchool.id.in_(ids)).values(confirmed_by_id=None))


def _consulted() -> Select[*tuple[Any, ...]]:
    worded = (Consultation.advice != "") | Consultation.written_by_id.is_not(None)
    return select(Consultation.id, Consultation.given_on.label("start")).where(worded)


def _forget_words(ids: Sequence[int]) -> None:
    blank = {"advice": "", "written_by_id": None}
    db.session.execute(update(Consultation).where(Consultation.id.in_(ids)).values(**blank))


RETENTION = (
    RetentionRule(
        name="consultations",
        what="The words of consultations are deleted, and who wrote them down",
        since="the advice was given",
        period=lambda: in_force(ConsultationsKept).words,
        rows=_consulted,
        purge=_forget_words,
    ),
    RetentionRule(
        name="briefings-passed-on",
        what="It is forgotten who passed a briefing on",
        since="they said so",
        period=lambda: in_force(BriefingsKept).confirmed,
        rows=_confirmed,
        purge=_forget_who_confirmed,
    ),
    RetentionRule(
        name="champion-invitations",
        what="Invitations of {Champion_short_plural} are deleted",
        since="they were invited",
        period=lambda: in_force(InvitationsKept).invited,
        rows=_invited,
        purge=_delete_invitations,
    ),
)
