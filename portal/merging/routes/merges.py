"""What a merge did, and the way back."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import Permission, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.signed_in import current_actor
from portal.kernel.text import plural
from portal.merging import details, queries, services
from portal.merging.forms import UndoForm
from portal.merging.references import list_references, moves
from portal.merging.routes.blueprint import bp


@bp.get("/merges/<int:merge_id>")
@access(Permission.PERSON_MERGE)
def show_merge(merge_id: int) -> ResponseReturnValue:
    merge = queries.get_visible_merge(current_actor(), merge_id)
    return render_template(
        "merging/show_merge.html",
        merge=merge,
        moves=moves(list_references(), dict(queries.count_steps(merge.id))),
        changes=details.written(merge.kept_before, merge.kept_after),
    )


@bp.route("/merges/<int:merge_id>/undo", methods=["GET", "POST"])
@access(Permission.PERSON_MERGE)
def undo_merge(merge_id: int) -> ResponseReturnValue:
    actor = current_actor()
    merge = queries.get_visible_merge(actor, merge_id)
    form = UndoForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                changed = services.undo_merge(actor, form.to_command(merge_id))
        except RuleBroken as error:
            form.refuse(error)
            merge = queries.get_visible_merge(actor, merge_id)
        else:
            since = f". {plural(changed, 'row')} changed since stays as now" if changed else ""
            flash(f"They are two people again{since}", "success")
            return redirect(url_for(".show_merge", merge_id=merge_id))
    return render_template("merging/undo_merge.html", form=form, merge=merge)
