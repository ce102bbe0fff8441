"""The marking form, page by page. Saving is never refused; what is wrong is said, and kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audits.marking.domain import MarkGiven, SaveMarks, StaleForm
from audits.marking.forms import read_closing, read_kept, read_marks, read_safety, read_version
from audits.marking.queries import alerts as alert_queries
from audits.marking.queries import audits as queries
from audits.marking.queries.audits import AuditFacts
from audits.marking.routes.blueprint import bp
from audits.marking.routes.questions import Asked, draw
from audits.marking.routes.steps import LATER, Step, get_step, problems_on, saved_words, summary
from audits.marking.services import marks as services
from checklists.domain import FormVersion, Item, Principle
from portal.kernel.access import Permission, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import NotFound
from portal.kernel.signed_in import current_actor


@dataclass(frozen=True, slots=True)
class Typed:
    """What was posted on a page that another window had changed; empty when the page is only shown."""

    marks: Mapping[str, MarkGiven] = field(default_factory=dict)
    stale: frozenset[str] = frozenset()


@bp.route("/audits/<int:audit_id>/sections/<string:section>", methods=["GET", "POST"])
@access(Permission.AUDIT_MARK)
def section(audit_id: int, section: str) -> ResponseReturnValue:
    facts, form = open_form(audit_id)
    found = next((one for one in form.sections if one.key == section), None)
    if found is None:
        raise NotFound
    return _marks_page("marking/section.html", section, facts, found.items)


@bp.route("/audits/<int:audit_id>/good-help", methods=["GET", "POST"])
@access(Permission.AUDIT_MARK)
def good_help(audit_id: int) -> ResponseReturnValue:
    facts, form = open_form(audit_id)
    return _marks_page("marking/good_help.html", "good-help", facts, form.principles)


Asking = tuple[Item, ...] | tuple[Principle, ...]


def open_form(audit_id: int) -> tuple[AuditFacts, FormVersion]:
    """The actor's own audit and the version of the form that it was begun on."""
    facts = queries.get_facts(current_actor(), audit_id)
    return facts, queries.get_form(facts)


def _marks_page(template: str, slug: str, facts: AuditFacts, items: Asking) -> ResponseReturnValue:
    """Show a page of marks; or keep what was posted, and go where its button leads."""
    form = queries.get_form(facts)
    step = get_step(form, facts.id, slug)
    typed = Typed()
    if request.method == "POST":
        typed = _save(facts, form, step)
        if not typed.stale:
            return leave(facts, step)
        facts = queries.get_facts(current_actor(), facts.id)
    elif facts.state.is_frozen:
        return redirect(url_for(".grade", audit_id=facts.id))
    saved, strict = queries.map_given(facts.id, step.keys), "check" in request.args
    shown = {**saved, **typed.marks}
    flags, at = problems_on(form, shown, step.keys, everything=strict), saved_words(facts)
    asked = [Asked.of(item, shown, saved, typed.stale) for item in items]
    return render_template(
        template,
        **frame(facts, step),
        questions=[draw(one, form, flags, strict=strict, saved_words=at) for one in asked],
        form=summary(flags if strict else {}, typed.stale),
    )


def _save(facts: AuditFacts, form: FormVersion, step: Step) -> Typed:
    """Keep what was posted; answers what was typed if another window had changed the same answers."""
    given = read_marks(request.form, form, step.keys)
    command = SaveMarks(facts.id, read_version(request.form), given, read_kept(request.form, step.keys))
    try:
        with unit_of_work():
            services.save_marks(current_actor(), command)
    except StaleForm as error:
        return Typed({mark.key: mark for mark in given}, error.keys)
    return Typed()


def frame(facts: AuditFacts, step: Step) -> dict[str, object]:
    """What every page of the form shows around its questions."""
    return {"facts": facts, "step": step, "saved_words": saved_words(facts)}


def leave(facts: AuditFacts, step: Step) -> ResponseReturnValue:
    """Where the button that was pressed leads."""
    button = request.form.get("next", "")
    if button == LATER:
        flash(f"Your audit of {facts.reference} is saved. Come back to it at any time", "success")
    return redirect(step.after(button))


@bp.route("/audits/<int:audit_id>/safety", methods=["GET", "POST"])
@access(Permission.AUDIT_MARK)
def safety(audit_id: int) -> ResponseReturnValue:
    facts, form = open_form(audit_id)
    step = get_step(form, facts.id, "safety")
    if request.method == "POST":
        with unit_of_work():
            is_raised = services.save_safety(current_actor(), read_safety(request.form, form, facts.id))
        return redirect(step.url) if is_raised else leave(facts, step)
    if facts.state.is_frozen:
        return redirect(url_for(".grade", audit_id=facts.id))
    missing = not facts.unsafe_child and "check" in request.args
    question = form.bank.unsafe_child
    return render_template(
        "marking/safety.html",
        **frame(facts, step),
        question=question,
        alert=alert_queries.find_alert_of(facts.id),
        form=summary({question.key: "Say whether a child may be unsafe"} if missing else {}),
    )


@bp.route("/audits/<int:audit_id>/closing", methods=["GET", "POST"])
@access(Permission.AUDIT_MARK)
def closing(audit_id: int) -> ResponseReturnValue:
    facts, form = open_form(audit_id)
    step = get_step(form, facts.id, "closing")
    shown: Mapping[str, str] = facts.closing
    stale: frozenset[str] = frozenset()
    if request.method == "POST":
        command = read_closing(request.form, form, facts.id)
        try:
            with unit_of_work():
                services.save_closing(current_actor(), command)
            return leave(facts, step)
        except StaleForm as error:
            stale, shown = error.keys, command.answers
            facts = queries.get_facts(current_actor(), facts.id)
    elif facts.state.is_frozen:
        return redirect(url_for(".grade", audit_id=facts.id))
    return render_template(
        "marking/closing.html",
        **frame(facts, step),
        questions=form.bank.closing,
        shown=shown,
        stale=stale,
        form=summary({}, stale),
    )
