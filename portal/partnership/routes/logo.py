"""The logo: sending a picture, looking at it, using it, removing it; and the picture itself."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import Open, Permission, access
from portal.kernel.assets import ONE_YEAR
from portal.kernel.chosen import chosen
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.signed_in import current_actor
from portal.partnership import queries, services
from portal.partnership.domain import Part
from portal.partnership.forms import SendLogoForm, UseLogoForm
from portal.partnership.routes.blueprint import bp, edit_part


@bp.route("/logo", methods=["GET", "POST"])
@access(Permission.PARTNERSHIP_MANAGE)
def edit_logo() -> ResponseReturnValue:
    """What it is now; a new picture is looked at before it stands anywhere."""
    form = SendLogoForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                digest = services.take_logo(current_actor(), form.file.data.read()).digest
        except RuleBroken as error:
            form.refuse(error)
        else:
            return redirect(url_for(".use_logo", digest=digest))
    kept = queries.find_part(Part.LOGO)
    return render_template("partnership/edit_logo.html", form=form, version=kept.version if kept else 0)


@bp.route("/logo/<string:digest>/use", methods=["GET", "POST"])
@access(Permission.PARTNERSHIP_MANAGE)
def use_logo(digest: str) -> ResponseReturnValue:
    """How it looks where it would stand, and what it says; nothing shows it until that is saved."""
    logo = queries.get_logo(digest)
    now = chosen().logo
    return edit_part(
        "partnership/use_logo.html",
        UseLogoForm(),
        {"digest": digest, "alt": now.alt if now else ""},
        services.use_logo,
        logo={"digest": digest, "width": logo.width, "height": logo.height},
    )


@bp.post("/logo/remove")
@access(Permission.PARTNERSHIP_MANAGE)
def remove_logo() -> ResponseReturnValue:
    with unit_of_work():
        services.remove_logo(current_actor(), request.form.get("version", default=0, type=int))
    flash("The logo has been removed. Every page is without it within a few seconds", "success")
    return redirect(url_for(".edit_logo"))


@bp.get("/logo/<string:digest>.png")
@access(Open.PUBLIC)
def show_logo(digest: str) -> ResponseReturnValue:
    """The picture of this fingerprint, which never changes."""
    answer = Response(queries.get_logo(digest).content, content_type="image/png")
    answer.headers["Cache-Control"] = f"public, max-age={ONE_YEAR}, immutable"
    return answer
