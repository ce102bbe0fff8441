"""The safeguarding tripwire, apart from scoring: it never waits for a grade and never shows a mark."""

from __future__ import annotations

from audits.marking.domain import AlreadyDecided, Decide
from audits.marking.models import Audit, SafeguardingAlert
from audits.marking.queries import alerts as alert_queries
from portal.kernel import activity, clock, letters, outbox
from portal.kernel.access import Actor, Permission, require
from portal.kernel.chosen import chosen
from portal.kernel.db import db


def raise_alert(actor: Actor, audit: Audit) -> bool:
    """Tell every current safeguarding lead, once for each audit. Says whether it is new.

    The message says nothing of the family: it may be read on a locked screen.
    """
    if alert_queries.find_alert_of(audit.id) is not None:
        return False
    alert = SafeguardingAlert(audit_id=audit.id, raised_by_id=actor.person_id, raised_at=clock.now())
    db.session.add(alert)
    activity.record(actor, "raise_alert", alert, audit_id=audit.id, before={}, after={"raised": True})
    letter = letters.write("safeguarding_alert", alert_id=alert.id, duty=chosen().contacts.duty)
    for address in alert_queries.list_safeguarding_addresses():
        outbox.queue(
            outbox.Message(
                recipient=address,
                kind="safeguarding_alert",
                about=f"safeguarding_alert:{alert.id}",
                subject=letter.subject,
                body=letter.body,
            )
        )
    return True


def see(actor: Actor, alert_id: int) -> SafeguardingAlert:
    """Say "I have seen this". The first to say it is the one who is named."""
    require(actor, Permission.ALERT_HANDLE)
    alert = alert_queries.get_alert(alert_id, lock=True)
    if alert.seen_at is None:
        alert.seen_at, alert.seen_by_id = clock.now(), actor.person_id
        activity.record(actor, "see_alert", alert, before={"seen": False}, after={"seen": True})
    return alert


def decide(actor: Actor, command: Decide) -> SafeguardingAlert:
    """Record the outcome, which the marker is shown. Deciding says that it was seen."""
    require(actor, Permission.ALERT_HANDLE)
    alert = alert_queries.get_alert(command.alert_id, lock=True)
    if alert.decided_at is not None:
        raise AlreadyDecided
    now = clock.now()
    if alert.seen_at is None:
        alert.seen_at, alert.seen_by_id = now, actor.person_id
    alert.decided_at, alert.decided_by_id = now, actor.person_id
    alert.outcome, alert.note = command.outcome, command.note
    outcome = command.outcome.value
    activity.record(actor, "decide_alert", alert, before={"outcome": None}, after={"outcome": outcome})
    return alert
