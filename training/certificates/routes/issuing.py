"""Issuing certificates for an event: who gets one and who not, the act itself, and how far the files are."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import Actor, Permission, access, can, require
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.rules import in_force
from portal.kernel.signed_in import current_actor
from portal.kernel.slice import Waiting
from portal.kernel.tables import paged, read_page_number
from portal.kernel.text import plural
from portal.messages.domain import MailRules
from portal.people.reaching import find_helpers
from training.catalogue.domain import EventAction
from training.catalogue.models import TrainingEvent
from training.catalogue.queries import get_event
from training.certificates.domain import Verdict
from training.certificates.forms import IssueForm
from training.certificates.queries import events, kept
from training.certificates.routes.blueprint import bp, issuer
from training.certificates.routes.packing import packing_facts
from training.certificates.services import issuing


@bp.get("/certificates/to-issue")
@access(Permission.CERTIFICATE_ISSUE)
def list_events() -> ResponseReturnValue:
    page = paged(events.select_events_to_issue(), read_page_number(request.args))
    ids = [event.id for event in page.items]
    return render_template(
        "certificates/list_events.html",
        page=page,
        waiting=events.count_waiting(ids),
        issued=events.count_issued(ids),
    )


@bp.route("/training/events/<int:event_id>/certificates", methods=["GET", "POST"])
@access(Permission.CERTIFICATE_ISSUE)
def issue(event_id: int) -> ResponseReturnValue:
    actor, form = current_actor(), IssueForm()
    # Whoever names nobody to be released chooses nothing: then only the service reads who gets one.
    event, verdicts = (
        _judged(actor, event_id) if request.method == "GET" or "release" in request.form else (None, ())
    )
    form.offer((one.candidate.person_id, one.candidate.name) for one in verdicts if one.may_be_released)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                count = len(issuing.issue_certificates(actor, form.to_command(event_id, issuer())))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(f"{plural(count, 'certificate')} issued", "success")
            return redirect(url_for(".show_progress", event_id=event_id))
    if event is None or request.method == "POST":
        event, verdicts = _judged(actor, event_id)  # a refused change takes the rows it read with it
    return render_template("certificates/issue.html", form=form, **_preview(event, verdicts))


def _judged(actor: Actor, event_id: int) -> tuple[TrainingEvent, Sequence[Verdict]]:
    event = get_event(event_id)
    require(actor, Permission.CERTIFICATE_ISSUE, event)
    return event, issuing.judge(event)


def _preview(event: TrainingEvent, verdicts: Sequence[Verdict]) -> dict[str, object]:
    ready = [one for one in verdicts if one.hindrance is None]
    without = {one.candidate.person_id for one in ready if not one.candidate.email}
    return {
        "title": event.course.title,
        "event_id": event.id,
        "is_confirmed": event.result_confirmed_at is not None,
        "ready": ready,
        "evaluation_required": event.course.requires_evaluation,
        "is_burst": len(ready) > in_force(MailRules).burst,
        "unreached": without - find_helpers(without).keys(),
        "hindered": [one for one in verdicts if one.hindrance is not None],
        "may_release": any(one.may_be_released for one in verdicts),
    }


@bp.get("/training/events/<int:event_id>/certificates/progress")
@access(Permission.CERTIFICATE_ISSUE)
def show_progress(event_id: int) -> ResponseReturnValue:
    event = get_event(event_id)
    issued, made = kept.count_documents(event_id)
    counting = events.count_issued([event_id]).get(event_id, 0)
    return render_template(
        "certificates/show_progress.html",
        event=event,
        issued=issued,
        made=made,
        counting=counting,
        **packing_facts(),
    )


def event_actions(actor: Actor | None, event: TrainingEvent) -> list[EventAction]:
    """The way from an event's page to its certificates."""
    if actor is None or event.result_confirmed_at is None or not can(actor, Permission.CERTIFICATE_ISSUE):
        return []
    return [EventAction("Certificates", url_for("certificates.issue", event_id=event.id))]


def rests_on_result(event_id: int) -> list[str]:
    """What this room has made of an event's result, in a sentence."""
    issued = events.count_issued([event_id]).get(event_id, 0)
    if not issued:
        return []
    made = f"{plural(issued, 'certificate')} {'was' if issued == 1 else 'were'} issued for this event"
    return [f"{made}. Withdraw those of people who turn out not to have attended"]


def waiting(actor: Actor) -> list[Waiting]:
    """One card that says for how many events somebody is waiting for a certificate."""
    if not can(actor, Permission.CERTIFICATE_ISSUE):
        return []
    count = events.count_events_to_issue()
    if not count:
        return []
    return [
        Waiting(
            title=f"Issue certificates for {plural(count, 'event')}",
            url=url_for("certificates.list_events"),
            detail="The results are confirmed",
        )
    ]
