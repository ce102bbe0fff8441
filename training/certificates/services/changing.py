"""Replacing and withdrawing certificates. Callers commit."""

from __future__ import annotations

import dataclasses

from portal.kernel import activity, clock, work
from portal.kernel.access import Actor, Permission, require
from portal.kernel.db import db
from training.certificates import hooks, letters
from training.certificates.domain import (
    TEMPLATE_VERSION,
    CertificateState,
    NotCurrent,
    ReplaceCertificate,
    SameName,
    Snapshot,
    WithdrawCertificate,
)
from training.certificates.models import Certificate
from training.certificates.queries import ledger
from training.certificates.services.issuing import free_codes
from training.certificates.services.keeping import RENDER


def replace_certificate(actor: Actor, command: ReplaceCertificate) -> Certificate:
    """A new version with another name, which points back; the old code goes on answering, and says so."""
    old = ledger.get_certificate(command.certificate_id, lock=True)
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
    certificate = ledger.get_certificate(command.certificate_id, lock=True)
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
