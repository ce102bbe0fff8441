"""Feedback: what a practitioner reads, on the page and on paper, and how a coordinator gives it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audits.feedback import finding, queries, services
from audits.feedback.domain import Suggesting
from audits.feedback.finding import SuggestedCourse
from audits.feedback.forms import ReleaseForm
from audits.feedback.models import Feedback
from audits.feedback.pack import Pack, make_pack
from audits.feedback.queries import FeedbackFacts
from audits.marking.queries import audits as audit_queries
from portal.kernel import activity, clock, pdf, text
from portal.kernel.access import Permission, access, can
from portal.kernel.charts import Chart, Point, profile_chart
from portal.kernel.chosen import chosen
from portal.kernel.db import unit_of_work
from portal.kernel.errors import NotFound
from portal.kernel.rules import in_force
from portal.kernel.signed_in import current_actor

bp = Blueprint("feedback", __name__)


@bp.get("/my-feedback")
@access(Permission.FEEDBACK_READ)
def my_feedback() -> ResponseReturnValue:
    actor = current_actor()
    lines = queries.list_readable(actor)
    return render_template(
        "feedback/my_feedback.html",
        own=[line for line in lines if line.person_id == actor.person_id],
        team=[line for line in lines if line.person_id != actor.person_id],
    )


@bp.get("/feedback/<int:feedback_id>")
@access(Permission.FEEDBACK_READ)
def show_feedback(feedback_id: int) -> ResponseReturnValue:
    facts = _open(feedback_id)
    pack = _pack(facts)
    return render_template(
        "feedback/show_feedback.html",
        facts=facts,
        pack=pack,
        profile_picture=_profile(pack),
        courses=_courses(pack),
        weak=pack.weak(in_force(Suggesting)),
        openings=queries.list_openings(facts.id),
    )


@bp.get("/feedback/<int:feedback_id>/document.pdf")
@access(Permission.FEEDBACK_READ)
def feedback_document(feedback_id: int) -> ResponseReturnValue:
    facts = _open(feedback_id)
    pack = _pack(facts)
    made = pdf.from_template(
        "pdf/feedback.html",
        style="feedback",
        facts=facts,
        pack=pack,
        profile_picture=_profile(pack),
        courses=_courses(pack),
        weak=pack.weak(in_force(Suggesting)),
        printed_on=clock.today(),
        logo=_logo(),
    )
    headers = {"Content-Disposition": f'attachment; filename="feedback-{facts.reference}.pdf"'}
    return Response(made, mimetype="application/pdf", headers=headers)


def _logo() -> pdf.Picture | None:
    now = chosen().logo
    return pdf.logo_picture(now.digest, now.alt) if now else None


def _open(feedback_id: int) -> FeedbackFacts:
    """The feedback, if the actor may read it; and a line in the log that they opened it.

    Whoever may not read it does not learn that it is there.
    """
    actor = current_actor()
    facts = queries.get_facts(actor, feedback_id)
    if not can(actor, Permission.FEEDBACK_READ, facts):
        raise NotFound
    activity.record_opening(actor, queries.OPENED, Feedback, facts.id, person_id=facts.person_id)
    return facts


def _pack(facts: FeedbackFacts) -> Pack:
    form = audit_queries.get_form(facts)
    return make_pack(form, audit_queries.map_given(facts.audit_id), facts.working, facts.closing)


def _courses(pack: Pack) -> Sequence[SuggestedCourse]:
    rule = in_force(Suggesting)
    return finding.list_courses_for(pack.weak(rule), rule.courses)


def _profile(pack: Pack) -> Chart:
    return profile_chart(
        "good-help",
        "Good Help profile",
        [Point(line.label, line.grade, line.short_word) for line in pack.principles],
        head=("Principle", "Grade"),
    )


@bp.get("/feedback-to-release")
@access(Permission.FEEDBACK_RELEASE)
def feedback_to_release() -> ResponseReturnValue:
    finished = queries.list_finished()
    cycles: Mapping[tuple[int, str], list[queries.Finished]] = {
        key: list(lines) for key, lines in groupby(finished, key=lambda one: (one.cycle_id, one.cycle))
    }
    forms = {key: _release_form(key[0]) for key in cycles}
    return render_template("feedback/feedback_to_release.html", cycles=cycles, forms=forms)


def _release_form(cycle_id: int) -> ReleaseForm:
    """One of several on a page. The app itself checks the token of every POST."""
    return ReleaseForm(shows_auditor=True, prefix=f"cycle-{cycle_id}", meta={"csrf": False})


@bp.post("/feedback-to-release/cycles/<int:cycle_id>")
@access(Permission.FEEDBACK_RELEASE)
def release(cycle_id: int) -> ResponseReturnValue:
    """Release one audit's feedback, if its own button was pressed; else all of the cycle's."""
    actor = current_actor()
    form = _release_form(cycle_id)
    audit_id = request.form.get("audit", type=int)
    with unit_of_work():
        if audit_id is None:
            count = services.release_cycle(actor, form.to_release_cycle(cycle_id))
        else:
            services.release(actor, form.to_release(audit_id))
            count = 1
    flash(f"Feedback on {text.plural(count, 'assessment')} is released", "success")
    return redirect(url_for(".feedback_to_release"))
