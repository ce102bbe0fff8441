"""How long requests to join are kept. Whoever was let in stays in the register, and the log says by whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, delete, select

from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.kernel.slice import RetentionRule
from portal.registrations.domain import RegistrationsKept, RequestState
from portal.registrations.models import RegistrationQuestion, RegistrationRequest


def _unconfirmed() -> Select[*tuple[Any, ...]]:
    return select(RegistrationRequest.id, RegistrationRequest.sent_at.label("start")).where(
        RegistrationRequest.state == RequestState.UNCONFIRMED
    )


def _answered() -> Select[*tuple[Any, ...]]:
    return select(RegistrationRequest.id, RegistrationRequest.decided_at.label("start")).where(
        RegistrationRequest.decided_at.is_not(None)
    )


def _delete(ids: Sequence[int]) -> None:
    db.session.execute(delete(RegistrationQuestion).where(RegistrationQuestion.request_id.in_(ids)))
    db.session.execute(delete(RegistrationRequest).where(RegistrationRequest.id.in_(ids)))


RETENTION = (
    RetentionRule(
        name="unconfirmed-registrations",
        what="Requests to join whose email address nobody confirmed are deleted",
        since="they were sent",
        period=lambda: in_force(RegistrationsKept).unconfirmed,
        rows=_unconfirmed,
        purge=_delete,
    ),
    RetentionRule(
        name="answered-registrations",
        what="Requests to join that were answered are deleted, with the questions asked about them",
        since="the answer",
        period=lambda: in_force(RegistrationsKept).answered,
        rows=_answered,
        purge=_delete,
    ),
)
