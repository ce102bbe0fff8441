"""How far an audit is, the grade with its working, and handing it in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audits.marking.domain import MarkGiven, NotComplete, Submit, answers_of, submission_of
from audits.marking.forms import SubmitForm, read_version
from audits.marking.queries import audits as queries
from audits.marking.queries.audits import AuditFacts
from audits.marking.routes.blueprint import bp
from audits.marking.routes.form import open_form
from audits.marking.routes.steps import Step, linked, list_steps, progress_of, saved_words
from audits.marking.services import submission as services
from audits.marking.working import working_of
from checklists.domain import FormVersion
from checklists.guard import problems
from portal.kernel import clock
from portal.kernel.access import Permission, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.identifiers import Hit, find_identifiers
from portal.kernel.signed_in import current_actor


@bp.get("/audits/<int:audit_id>")
@access(Permission.AUDIT_MARK)
def audit(audit_id: int) -> ResponseReturnValue:
    facts, form = open_form(audit_id)
    if facts.state.is_frozen:
        return redirect(url_for(".grade", audit_id=facts.id))
    marks = queries.map_given(facts.id)
    found = problems(form, submission_of(form, marks, facts.unsafe_child))
    steps = list_steps(form, facts.id)
    return render_template(
        "marking/audit.html",
        facts=facts,
        safety=steps[0],
        sections=[progress_of(step, marks, found) for step in steps if step.keys],
        closing=steps[-1],
        left=len(found),
        saved_words=saved_words(facts),
    )


@bp.get("/audits/<int:audit_id>/grade")
@access(Permission.AUDIT_MARK)
def grade(audit_id: int) -> ResponseReturnValue:
    """The grade with its working: as stored once it is submitted, "so far" until then."""
    facts, form = open_form(audit_id)
    marks = queries.map_given(facts.id)
    return render_template(
        "marking/grade.html",
        facts=facts,
        checklist=form,
        marks=marks,
        working=facts.working or working_of(form, answers_of(marks)),
        saved_words=saved_words(facts),
    )


@bp.route("/audits/<int:audit_id>/submit", methods=["GET", "POST"])
@access(Permission.AUDIT_MARK)
def submit(audit_id: int) -> ResponseReturnValue:
    facts, checklist = open_form(audit_id)
    if facts.state.is_frozen and request.method == "GET":
        return redirect(url_for(".grade", audit_id=facts.id))
    form = SubmitForm()
    is_refused = False
    if form.validate_on_submit():
        command = Submit(facts.id, read_version(request.form), bool(form.identifiers_checked.data))
        try:
            with unit_of_work():
                services.submit(current_actor(), command)
        except NotComplete:
            is_refused = True
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(f"You have submitted your audit of {facts.reference}", "success")
            return redirect(url_for(".grade", audit_id=facts.id))
    return render_template(
        "marking/submit.html", form=form, is_refused=is_refused, **_to_check(facts, checklist)
    )


def _to_check(facts: AuditFacts, form: FormVersion) -> dict[str, object]:
    """What the marker looks at before handing in: what is left, what may identify somebody, the grade."""
    marks = queries.map_given(facts.id)
    found = problems(form, submission_of(form, marks, facts.unsafe_child))
    return {
        "facts": facts,
        "left": linked(form, facts.id, found),
        "hits": list(_hits(form, facts, marks)),
        "working": working_of(form, answers_of(marks)),
        "saved_words": saved_words(facts),
    }


@dataclass(frozen=True, slots=True)
class Found:
    """Something that may identify somebody, and the page it is on."""

    hit: Hit
    step: Step


def _hits(form: FormVersion, facts: AuditFacts, marks: Mapping[str, MarkGiven]) -> Iterator[Found]:
    today = clock.today()
    for step in list_steps(form, facts.id):
        words = [word for key in step.keys if key in marks for word in marks[key].words]
        words += {"safety": [facts.unsafe_done], "closing": [*facts.closing.values()]}.get(step.slug, [])
        for word in words:
            yield from (Found(hit, step) for hit in find_identifiers(word, today))
