"""How letters are worded, for those who run the partnership."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import letters
from portal.kernel.access import Permission, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import NotFound, RuleBroken
from portal.kernel.letters import Letter
from portal.kernel.signed_in import current_actor
from portal.messages import queries
from portal.messages.finding import all_kinds
from portal.messages.forms import LetterForm, ResetForm
from portal.messages.kinds import MessageKind
from portal.messages.routes.blueprint import bp
from portal.messages.services import texts


@bp.get("/letters")
@access(Permission.LETTER_EDIT)
def list_texts() -> ResponseReturnValue:
    """Every letter that can be worded, and whose words it has."""
    kinds = sorted((one for one in all_kinds().values() if one.template), key=lambda one: one.label)
    return render_template("messages/list_texts.html", kinds=kinds, worded=queries.list_worded())


@bp.route("/letters/<string:kind>", methods=["GET", "POST"])
@access(Permission.LETTER_EDIT)
def edit_text(kind: str) -> ResponseReturnValue:
    found, shown = _kind(kind), None
    form = (LetterForm() if request.method == "POST" else _filled(found)).fit(found)
    if form.validate_on_submit():
        try:
            shown = _take(form, found)
        except RuleBroken as error:
            form.refuse(error)
        else:
            if shown is None:
                flash(f"The letter “{found.label}” is saved", "success")
                return redirect(url_for(".edit_text", kind=kind))
    return render_template(
        "messages/edit_text.html",
        form=form,
        kind=found,
        shown=shown,
        facts=texts.placeholders(found),
        history=queries.list_texts(found.template),
        reset=ResetForm(data={"version": form.version.data}),
    )


def _take(form: LetterForm, kind: MessageKind) -> Letter | None:
    """The letter to be looked at; None once it is saved."""
    command = form.to_command()
    if form.preview.data:
        texts.refuse_wrong(kind, command)
        return texts.preview(kind, command)
    with unit_of_work():
        texts.save(current_actor(), kind, command)
    return None


@bp.post("/letters/<string:kind>/reset")
@access(Permission.LETTER_EDIT)
def reset_text(kind: str) -> ResponseReturnValue:
    found, form = _kind(kind), ResetForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                texts.reset(current_actor(), found, int(form.version.data or 0))
        except RuleBroken as error:
            flash(error.message, "error")
        else:
            flash(f"The letter “{found.label}” has the shipped words again", "success")
    return redirect(url_for(".edit_text", kind=kind))


def _kind(name: str) -> MessageKind:
    """A kind that can be worded. Raises `NotFound`."""
    found = all_kinds().get(name)
    if found is None or not found.template:
        raise NotFound
    return found


def _filled(kind: MessageKind) -> LetterForm:
    """The words in force: the partnership's own, or those that ship."""
    newest = queries.find_text(kind.template)
    version = newest.version if newest else 0
    if newest is not None and not newest.is_shipped:
        return LetterForm(obj=newest)
    subject, body, text = letters.shipped_source(kind.template)
    return LetterForm(data={"version": version, "subject": subject, "body": body.strip(), "text": text})
