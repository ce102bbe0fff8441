"""Handing an audit in: the guard, the grade with its working, and what happens to a pair."""

from __future__ import annotations

from audits.marking.domain import (
    AuditState,
    ChangedSinceShown,
    HoldReason,
    IdentifiersUnchecked,
    MarkGiven,
    NotComplete,
    Submit,
    agreement,
    answers_of,
    submission_of,
)
from audits.marking.models import Audit
from audits.marking.queries import audits as audit_queries
from audits.marking.services.marks import open_draft
from audits.marking.working import fingerprint, working_of
from checklists.domain import FormVersion
from checklists.guard import problems
from portal.kernel import activity, clock
from portal.kernel.access import Actor
from portal.kernel.identifiers import find_identifiers

BOTH_MARKS = 2


def submit(actor: Actor, command: Submit) -> Audit:
    """Freeze the marks and their grade for ever, or raise what stands in the way (docs/audits.md R3).

    The sample item is locked before the audit: two markers who submit at the same moment come one after the
    other, and the second compares.
    """
    item = audit_queries.lock_sample_item(actor, command.audit_id)
    audit = open_draft(actor, command.audit_id)
    if audit.version != command.version:
        raise ChangedSinceShown
    form = audit_queries.get_form(audit)
    marks = audit_queries.map_given(audit.id)
    _refuse_unfinished(form, audit, marks, command)
    before = audit.state
    _freeze(form, audit, marks)
    if item.marks == BOTH_MARKS:
        _compare(actor, audit, item.id)
    elif audit.grade is None:
        _hold(audit, HoldReason.NOT_ENOUGH_EVIDENCE)
    activity.record(
        actor, "submit_audit", audit, before={"state": before.value}, after={"state": audit.state.value}
    )
    return audit


def _refuse_unfinished(form: FormVersion, audit: Audit, marks: dict[str, MarkGiven], command: Submit) -> None:
    if problems(form, submission_of(form, marks, audit.unsafe_child)):
        raise NotComplete
    words = [word for mark in marks.values() for word in mark.words]
    words += [*audit.closing.values(), audit.unsafe_done]
    if not command.identifiers_checked and any(find_identifiers(word, clock.today()) for word in words):
        raise IdentifiersUnchecked


def _freeze(form: FormVersion, audit: Audit, marks: dict[str, MarkGiven]) -> None:
    audit.working = working_of(form, answers_of(marks))
    audit.grade = audit.working["grade"]
    audit.marks_hash = fingerprint(
        marks.values(), safety=[audit.unsafe_child, audit.unsafe_done], closing=audit.closing
    )
    audit.state, audit.submitted_at = AuditState.SUBMITTED, clock.now()


def _hold(audit: Audit, reason: HoldReason) -> None:
    audit.state, audit.hold_reason = AuditState.NEEDS_MODERATION, reason


def _compare(actor: Actor, audit: Audit, sample_item_id: int) -> None:
    """Both in: agreed, or for a moderator to decide. One in: it waits, blind (docs/audits.md 4.2)."""
    other = audit_queries.find_other_audit(audit, sample_item_id)
    if other is None or not other.state.is_frozen:
        audit.state = AuditState.AWAITING_SECOND
        return
    answers = tuple(answers_of(audit_queries.map_given(one.id)) for one in (other, audit))
    reason = agreement((other.grade, audit.grade), (answers[0], answers[1]))
    before = other.state
    for one in (other, audit):
        if reason is not None:
            _hold(one, reason)
        else:
            one.state, one.hold_reason = AuditState.AGREED, None
    activity.record(
        actor,
        "compare_marks",
        other,
        outcome=reason.value if reason else "agreed",
        before={"state": before.value},
        after={"state": other.state.value},
    )
