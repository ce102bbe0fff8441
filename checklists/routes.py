"""Pages about checklists: which versions there are, and what each of them asks."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from checklists import queries
from checklists.domain import FormKind
from portal.kernel.access import Permission, access
from portal.kernel.errors import NotFound

bp = Blueprint("checklists", __name__)

TIMES = {1: "once", 2: "twice", 3: "three times"}


@bp.get("/checklists")
@access(Permission.CHECKLIST_READ)
def list_checklists() -> ResponseReturnValue:
    return render_template("checklists/list_checklists.html", versions=queries.list_versions())


@bp.get("/checklists/<int:version_id>/<string:kind>")
@access(Permission.CHECKLIST_READ)
def show_version(version_id: int, kind: str) -> ResponseReturnValue:
    """One form as it is asked, with everything a marker sees; fit to print."""
    if kind not in list(FormKind):
        raise NotFound
    form_version = queries.get_form(version_id, FormKind(kind))
    return render_template(
        "checklists/show_version.html",
        form_version=form_version,
        bank=form_version.bank,
        version_id=version_id,
        principle_titles={principle.key: principle.title for principle in form_version.principles},
        times=TIMES,
    )
