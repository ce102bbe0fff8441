"""Issuing, replacing and withdrawing certificates, and making their documents. Callers commit.

Nothing else ever adds or changes a certificate: no page view, no profile edit, no new template and no
new release of the portal (docs/training.md 4.8).
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Sequence
from datetime import date

from sqlalchemy import insert

from portal.kernel import activity, clock, work
from portal.kernel.access import Actor, Permission, can, require
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.rules import in_force
from portal.messages.domain import MailRules, confirm_burst
from training.bookings.queries import list_learners
from training.catalogue.models import Course, TrainingEvent
from training.catalogue.queries import get_event
from training.certificates import documents, hooks, letters, queries
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
    NotCurrent,
    NothingToIssue,
    ReplaceCertificate,
    SameName,
    Snapshot,
    Verdict,
    WithdrawCertificate,
    expiry,
    find_hindrance,
    new_code,
)
from training.certificates.models import Certificate, CertificateDocument

RENDER = "certificates.render"
# With 23 to the 12th codes a second try is already a marvel; a tenth means that something is broken.
CODE_TRIES = 10


def judge(event: TrainingEvent) -> Sequence[Verdict]:
    """Who on this event would get a certificate now, who not, and why."""
    gate = in_force(GateRules)
    required = event.course.requires_evaluation
    ended_on = clock.in_london(event.ends_at).date() if event.ends_at else None
    is_old = ended_on is not None and gate.may_release(ended_on, clock.today())
    verdicts = []
    for candidate in queries.list_candidates(event.id):
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
    days = queries.list_days(event.id) or [clock.today()]
    cycles = queries.count_cycles(event.course_id, [one.person_id for one in candidates])
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
        if len(codes) == count and not queries.list_taken(codes):
            return codes
    raise NoFreeCode


def replace_certificate(actor: Actor, command: ReplaceCertificate) -> Certificate:
    """A new version with another name, which points back; the old code goes on answering, and says so."""
    old = queries.get_certificate(command.certificate_id, lock=True)
    require(actor, Permission.CERTIFICATE_ISSUE, old)
    if old.state is not CertificateState.CURRENT:
        raise NotCurrent
    printed = old.read_snapshot()
    if command.name == printed.person_name:
        raise SameName
    _close(old, CertificateState.REPLACED, command.reason)
    (code,) = free_codes(1)
    snapshot = dataclasses.replace(
        printed,
        code=code,
        person_name=command.name,
        check_url=command.issuer.address_of(code),
        issued_on=clock.today(),
    )
    new = _next_version(actor, old, snapshot)
    names = (printed.person_name, command.name)
    _log_closing(actor, "replace_certificate", old, name=names, replaced_by=("", str(new.id)))
    letters.tell([new])
    hooks.tell_changed([new.person_id])
    work.defer(RENDER, certificate_ids=[new.id])
    return new


def _next_version(actor: Actor, old: Certificate, snapshot: Snapshot) -> Certificate:
    new = Certificate(
        person_id=old.person_id,
        course_id=old.course_id,
        event_id=old.event_id,
        cycle=old.cycle,
        version=old.version + 1,
        code=snapshot.code,
        snapshot=snapshot.to_json(),
        template_version=TEMPLATE_VERSION,
        evaluation_gate=old.evaluation_gate,
        completed_on=old.completed_on,
        expires_on=old.expires_on,
        issued_at=clock.now(),
        issued_by_id=actor.person_id or None,
        replaces_id=old.id,
    )
    db.session.add(new)
    db.session.flush()
    return new


def withdraw_certificate(actor: Actor, command: WithdrawCertificate) -> Certificate:
    """Say for good that a certificate no longer counts; its code goes on answering, and says so."""
    certificate = queries.get_certificate(command.certificate_id, lock=True)
    require(actor, Permission.CERTIFICATE_ISSUE, certificate)
    if certificate.state is not CertificateState.CURRENT:
        raise NotCurrent
    _close(certificate, CertificateState.WITHDRAWN, command.reason)
    _log_closing(actor, "withdraw_certificate", certificate)
    hooks.tell_changed([certificate.person_id])
    return certificate


def _log_closing(actor: Actor, verb: str, certificate: Certificate, **changed: tuple[str, str]) -> None:
    pairs = {"state": (CertificateState.CURRENT.value, certificate.state.value), **changed}
    before, after = ({name: pair[at] for name, pair in pairs.items()} for at in (0, 1))
    activity.record(actor, verb, certificate, reason=certificate.state_reason, before=before, after=after)


def _close(certificate: Certificate, state: CertificateState, reason: str) -> None:
    certificate.state, certificate.state_reason = state, reason
    certificate.state_changed_on = clock.today()
    db.session.flush()  # before another version takes the one current place


def document_of(certificate: Certificate) -> bytes:
    """The PDF: as it is stored, or, until that is done, drawn from the snapshot, which comes to the same."""
    stored = queries.find_document(certificate.id)
    return stored or documents.draw(certificate.read_snapshot(), certificate.template_version)


def find_undrawn(certificate_id: int) -> tuple[Snapshot, int] | None:
    """What the document of this certificate is drawn from; None when it is there already."""
    if queries.has_document(certificate_id):
        return None
    certificate = queries.get_certificate(certificate_id)
    return certificate.read_snapshot(), certificate.template_version


def store_document(certificate_id: int, drawn: bytes) -> None:
    """Keep the document with its hash, unless there is one: what is stored is never written again."""
    if queries.has_document(certificate_id):
        return
    db.session.add(
        CertificateDocument(
            certificate_id=certificate_id,
            sha256=hashlib.sha256(drawn).hexdigest(),
            made_at=clock.now(),
            pdf=drawn,
        )
    )


def refuse_strangers(actor: Actor, person_id: int) -> None:
    """Raise `NotFound` unless the actor may see this person's certificates through any of their posts."""
    if actor.person_id == person_id:
        return
    if not any(can(actor, Permission.CERTIFICATE_READ, learner) for learner in list_learners(person_id)):
        raise NotFound
