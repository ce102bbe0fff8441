"""Keeping a draft. Nothing a marker puts down is refused, and no window overwrites another unseen."""

from __future__ import annotations

from collections.abc import Mapping

from audits.marking.domain import (
    UNSAFE,
    AlreadySubmitted,
    MarkGiven,
    SaveClosing,
    SaveMarks,
    SaveSafety,
    StaleForm,
)
from audits.marking.models import Audit, Mark
from audits.marking.queries import audits as audit_queries
from audits.marking.services.alerts import raise_alert
from portal.kernel import clock
from portal.kernel.access import Actor, Permission, require
from portal.kernel.db import db


def open_draft(actor: Actor, audit_id: int) -> Audit:
    """The actor's audit, locked. Raise `AlreadySubmitted` once its marks are frozen."""
    audit = audit_queries.lock_own_audit(actor, audit_id)
    require(actor, Permission.AUDIT_MARK, audit)
    if audit.state.is_frozen:
        raise AlreadySubmitted
    return audit


def save_marks(actor: Actor, command: SaveMarks) -> Audit:
    """Keep one page of marks, or raise `StaleForm` when another window changed the same ones since.

    The audit is locked first: of two windows that save at the same moment, the second sees the first.
    """
    audit = open_draft(actor, command.audit_id)
    saved = audit_queries.map_marks(audit.id, [mark.key for mark in command.marks])
    given = {mark.key: mark for mark in command.marks if mark.key not in command.keep_saved}
    changed = {key: mark for key, mark in given.items() if mark != _saved(saved, key)}
    stale = [key for key in changed if key in saved and saved[key].version > command.version]
    if stale:
        raise StaleForm(stale)
    audit.saved_at = clock.now()
    if changed:
        audit.version += 1
        _write(audit, changed, saved)
    return audit


def _saved(saved: Mapping[str, Mark], key: str) -> MarkGiven:
    return saved[key].given() if key in saved else MarkGiven(key=key)


def _write(audit: Audit, changed: Mapping[str, MarkGiven], saved: Mapping[str, Mark]) -> None:
    for key, given in changed.items():
        mark = saved.get(key) or Mark(audit_id=audit.id, key=key)
        mark.answer, mark.evidence, mark.done_now = given.answer, given.evidence, given.done_now
        mark.na_reason, mark.na_text, mark.why = given.na_reason, given.na_text, given.why
        mark.ticks = {kind: list(ticks) for kind, ticks in given.ticks.items()}
        mark.version = audit.version
        db.session.add(mark)


def save_safety(actor: Actor, command: SaveSafety) -> bool:
    """Keep the answer to the first question. The first "yes" tells every safeguarding lead at once.

    A "no" later takes nothing back: an alert is closed by those who handle it. Says whether one was raised.
    """
    audit = open_draft(actor, command.audit_id)
    audit.unsafe_child, audit.unsafe_done = command.answer, command.done
    audit.saved_at = clock.now()
    audit.version += 1
    return command.answer == UNSAFE and raise_alert(actor, audit)


def save_closing(actor: Actor, command: SaveClosing) -> Audit:
    """Keep the closing answers, or raise `StaleForm` when another window changed them since."""
    audit = open_draft(actor, command.audit_id)
    given = {key: words for key, words in command.answers.items() if key not in command.keep_saved}
    changed = {key: words for key, words in given.items() if words != audit.closing.get(key, "")}
    stale = [key for key in changed if audit.closing.get(key)]
    if stale and audit.closing_version > command.version:
        raise StaleForm(stale)
    audit.saved_at = clock.now()
    if changed:
        audit.version += 1
        audit.closing_version = audit.version
        audit.closing = {**audit.closing, **changed}
    return audit
