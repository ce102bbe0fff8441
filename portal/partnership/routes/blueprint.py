"""The blueprint, and the one shape of a page that edits a part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import Actor
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.signed_in import current_actor
from portal.partnership import queries
from portal.partnership.domain import ChangedMeanwhile, Save
from portal.partnership.forms import PartForm

bp = Blueprint("partnership", __name__, url_prefix="/partnership")


def edit_part(
    template: str,
    form: PartForm,
    now: Mapping[str, Any],
    save: Callable[[Actor, Save], object],
    **facts: object,
) -> ResponseReturnValue:
    """Show what holds `now`, save what is sent; after a conflict show the other version beside one's own."""
    kept, theirs = queries.find_part(form.part), None
    if form.validate_on_submit():
        try:
            with unit_of_work():
                save(current_actor(), form.to_command())
        except RuleBroken as error:
            form.refuse(error)
            kept = queries.find_part(form.part)
            if isinstance(error, ChangedMeanwhile) and kept is not None:
                form.version.data, theirs = str(kept.version), form.said(kept.content)
        else:
            flash("Saved. Every page shows it within a few seconds", "success")
            return redirect(url_for("partnership.overview"))
    elif not form.is_submitted():
        form.begin(now, kept.version if kept else 0)
    return render_template(template, form=form, theirs=theirs, **facts)
