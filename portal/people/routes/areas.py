"""Local areas: the list that everybody reads, and what an administrator changes about it."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import Open, Permission, access
from portal.kernel.db import unit_of_work
from portal.kernel.differences import fingerprint
from portal.kernel.errors import RuleBroken
from portal.kernel.signed_in import current_actor
from portal.kernel.words import word
from portal.people import hanging, queries
from portal.people.areas import AreaDetails, MoveArea
from portal.people.finding import places
from portal.people.forms import AreaForm, ChangeAreaForm, CloseAreaForm
from portal.people.models import LocalArea
from portal.people.routes.blueprint import bp
from portal.people.services import areas as services


@bp.get("/local-areas")
@access(Open.SIGNED_IN)
def list_local_areas() -> ResponseReturnValue:
    areas = places.list_areas_with_figures()
    return render_template(
        "people/list_local_areas.html",
        areas=[area for area in areas if area.closed_on is None],
        closed=[area for area in areas if area.closed_on is not None],
    )


@bp.route("/local-areas/add", methods=["GET", "POST"])
@access(Permission.PARTNERSHIP_MANAGE)
def add_local_area() -> ResponseReturnValue:
    form = AreaForm()
    if form.validate_on_submit() and _done(
        form, lambda: services.add_area(current_actor(), form.to_command())
    ):
        return _back(f"{form.name.data} has been added")
    return render_template("people/add_local_area.html", form=form)


@bp.route("/local-areas/<int:area_id>/change", methods=["GET", "POST"])
@access(Permission.PARTNERSHIP_MANAGE)
def change_local_area(area_id: int) -> ResponseReturnValue:
    """Of two who change it at once the second sees what the first wrote beside what they typed."""
    said = _said(area_id)
    form, theirs = ChangeAreaForm(data={**said.told, "seen": fingerprint(said.told)}), []
    if form.validate_on_submit():
        if _done(form, lambda: services.change_area(current_actor(), form.to_change(area_id))):
            return _back(f"{form.name.data} has been saved")
        said = _said(area_id)
        theirs = form.compare(fingerprint(said.told), said.told)
    return render_template(
        "people/change_local_area.html", form=form, area=queries.get_area(area_id), theirs=theirs
    )


def _said(area_id: int) -> AreaDetails:
    area = queries.get_area(area_id)
    return AreaDetails(area.name, area.base)


@bp.route("/local-areas/<int:area_id>/close", methods=["GET", "POST"])
@access(Permission.PARTNERSHIP_MANAGE)
def close_local_area(area_id: int) -> ResponseReturnValue:
    """What still belongs to it, where that goes, and the button that closes it."""
    form = CloseAreaForm()
    form.offer((one.id, one.name) for one in places.list_local_areas() if one.id != area_id)
    if form.validate_on_submit() and _done(
        form, lambda: services.close_area(current_actor(), form.to_command(area_id))
    ):
        return _back(f"{queries.get_area(area_id).name} has closed")
    return render_template(
        "people/close_local_area.html",
        form=form,
        area=queries.get_area(area_id),
        hanging=hanging.list_hanging(area_id),
    )


@bp.post("/local-areas/<int:area_id>/reopen")
@access(Permission.PARTNERSHIP_MANAGE)
def reopen_local_area(area_id: int) -> ResponseReturnValue:
    with unit_of_work():
        name = services.reopen_area(current_actor(), area_id).name
    return _back(f"{name} is open again. What was moved to another {word.local_area} stays there")


@bp.post("/local-areas/<int:area_id>/move")
@access(Permission.PARTNERSHIP_MANAGE)
def move_local_area(area_id: int) -> ResponseReturnValue:
    """One place up or down the list."""
    command = MoveArea(area_id, earlier=request.form.get("where") != "down")
    with unit_of_work():
        services.move_area(current_actor(), command)
    return redirect(url_for(".list_local_areas"))


def _done(form: AreaForm | CloseAreaForm, change: Callable[[], LocalArea]) -> bool:
    """Whether the change was made; if not, the form says why."""
    try:
        with unit_of_work():
            change()
    except RuleBroken as error:
        form.refuse(error)
        return False
    return True


def _back(says: str) -> ResponseReturnValue:
    flash(says, "success")
    return redirect(url_for(".list_local_areas"))
