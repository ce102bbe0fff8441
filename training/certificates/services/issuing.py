"""Issuing certificates for an event. Callers commit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import insert

from portal.kernel import activity, clock, work
from portal.kernel.access import Actor, Permission, require
from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.messages.domain import MailRules, confirm_burst
from training.catalogue.models import Course, TrainingEvent
from training.catalogue.queries import get_event
from training.certificates import hooks, letters
from training.certificates.domain import (
    TEMPLATE_VERSION,
    Candidate,
    CertificateState,
    EvaluationGate,
    GateRules,
    Hindrance,
    IssueCertificates,
    Issuer,
    NoFreeCode,
    NoReason,
    NotConfirmed,
    NothingToIssue,
    Snapshot,
    Verdict,
    expiry,
    find_hindrance,
    new_code,
)
from training.certificates.models import Certificate
from training.certificates.queries import events, ledger
from training.certificates.services.keeping import RENDER

# With 23 to the 12th codes a second try is already a marvel; a tenth means that something is broken.
CODE_TRIES = 10


def judge(event: TrainingEvent) -> Sequence[Verdict]:
    """Who on this event would get a certificate now, who not, and why."""
    gate = in_force(GateRules)
    required = event.course.requires_evaluation
    ended_on = clock.in_london(event.ends_at).date() if event.ends_at else None
    is_old = ended_on is not None and gate.may_release(ended_on, clock.today())
    verdicts = []
    for candidate in events.list_candidates(event.id):
        hindrance = find_hindrance(candidate, evaluation_required=required)
        verdicts.append(
            Verdict(candidate, hindrance, may_be_released=is_old and hindrance is Hindrance.NO_EVALUATION)
        )
    return verdicts


def issue_certificates(actor: Actor, command: IssueCertificates) -> Sequence[Certificate]:
    """Write a certificate for everyone on the event who may have one, tell them, and ask for the documents.

    The event's row is locked first, so that issuing twice at once gives nobody two.
    """
    event = get_event(command.event_id, lock=True)
    require(actor, Permission.CERTIFICATE_ISSUE, event)
    if event.result_confirmed_at is None:
        raise NotConfirmed
    verdicts = judge(event)
    chosen = [one for one in verdicts if one.hindrance is None or _is_released(one, command)]
    if not chosen:
        raise NothingToIssue
    released = [one.candidate.person_id for one in chosen if one.hindrance is not None]
    if released and not command.reason:
        raise NoReason
    confirm_burst(len(chosen), command.count, in_force(MailRules).burst)
    made = _write(actor, event, [verdict.candidate for verdict in chosen], command.issuer)
    _log_issue(actor, event, made, released, command.reason if released else "")
    letters.tell(made)
    hooks.tell_changed([one.person_id for one in made])
    work.defer(RENDER, certificate_ids=[one.id for one in made])
    return made


def _log_issue(
    actor: Actor, event: TrainingEvent, made: Sequence[Certificate], released: Sequence[int], reason: str
) -> None:
    """For those who run the event, and in the history of everybody who got one."""
    ids = [one.id for one in made]
    activity.record(
        actor,
        "issue_certificates",
        event,
        reason=reason,
        certificates=ids,
        released=released,
        before={},
        after={"certificates": len(ids)},
    )
    whose = {one.id: one.person_id for one in made}
    after = {"state": CertificateState.CURRENT.value}
    activity.record_all(
        actor, "issue_certificate", Certificate, ids, whose=whose, event_id=event.id, before={}, after=after
    )


def _is_released(verdict: Verdict, command: IssueCertificates) -> bool:
    return verdict.may_be_released and verdict.candidate.person_id in command.release


def _write(
    actor: Actor, event: TrainingEvent, candidates: Sequence[Candidate], issuer: Issuer
) -> Sequence[Certificate]:
    """One row each, with everything that will be printed, in three statements however many they are."""
    days = events.list_days(event.id) or [clock.today()]
    cycles = ledger.count_cycles(event.course_id, [one.person_id for one in candidates])
    codes = free_codes(len(candidates))
    rows = []
    for candidate, code in zip(candidates, codes, strict=True):
        snapshot = _snapshot(event.course, days, candidate.name, code, issuer)
        personal = {
            "person_id": candidate.person_id,
            "cycle": cycles.get(candidate.person_id, 0) + 1,
            "evaluation_gate": _gate(event.course, candidate),
        }
        rows.append({**_common(actor, event, snapshot), **personal})
    made = {one.code: one for one in db.session.scalars(insert(Certificate).returning(Certificate), rows)}
    return [made[code] for code in codes]


def _common(actor: Actor, event: TrainingEvent, snapshot: Snapshot) -> dict[str, object]:
    """What a new row says whoever it is for."""
    return {
        "course_id": event.course_id,
        "event_id": event.id,
        "code": snapshot.code,
        "snapshot": snapshot.to_json(),
        "template_version": TEMPLATE_VERSION,
        "completed_on": snapshot.dates[-1],
        "expires_on": snapshot.expires_on,
        "issued_at": clock.now(),
        "issued_by_id": actor.person_id or None,
    }


def _gate(course: Course, candidate: Candidate) -> EvaluationGate:
    if not course.requires_evaluation:
        return EvaluationGate.NOT_REQUIRED
    return EvaluationGate.SENT if candidate.has_evaluated else EvaluationGate.RELEASED


def _snapshot(course: Course, days: Sequence[date], name: str, code: str, issuer: Issuer) -> Snapshot:
    return Snapshot(
        code=code,
        person_name=name,
        course_title=course.title,
        course_version=course.version,
        level=course.level.label,
        minutes=course.minutes,
        dates=days,
        outcomes=[line.strip() for line in course.outcomes.splitlines() if line.strip()],
        issuer=issuer.name,
        signatory=issuer.signatory,
        check_url=issuer.address_of(code),
        logo=issuer.logo,
        logo_alt=issuer.logo_alt,
        issued_on=clock.today(),
        expires_on=expiry(days[-1], course.valid_for_months),
    )


def free_codes(count: int) -> Sequence[str]:
    """New codes that no certificate has. Raises `NoFreeCode` when chance seems to be broken."""
    for _ in range(CODE_TRIES):
        codes = list(dict.fromkeys(new_code() for _ in range(count)))
        if len(codes) == count and not ledger.list_taken(codes):
            return codes
    raise NoFreeCode
