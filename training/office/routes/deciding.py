"""Who is meant by a line that leads to several people, or to nobody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import Permission, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.signed_in import current_actor
from portal.people.forms import AddPersonForm
from portal.people.routes.changing import offer_places
from training.office import finding, queries
from training.office.forms import DecideForm
from training.office.routes.blueprint import bp
from training.office.services import listing

MOST_CANDIDATES = 20


@bp.route("/several/<int:list_id>/lines/<int:row_id>", methods=["GET", "POST"])
@access(Permission.BOOKING_OFFICE)
def decide(list_id: int, row_id: int) -> ResponseReturnValue:
    actor = current_actor()
    row = queries.get_row(actor, list_id, row_id)
    name = request.args.get("name", _name_in(row.typed)).strip()
    form = DecideForm()
    form.offer(_offered(finding.find_candidates(actor, name, MOST_CANDIDATES) if name else ()))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                listing.decide(actor, list_id, row_id, form.person.data)
        except RuleBroken as error:
            form.refuse(error)
        else:
            return redirect(url_for(".show_list", list_id=list_id))
        row = queries.get_row(actor, list_id, row_id)
    return render_template("office/decide.html", form=form, row=row, name=name, list_id=list_id)


def _name_in(typed: str) -> str:
    """The name in a line, without the address or number beside it; else all there is."""
    return typed.split("; ", maxsplit=1)[0]


def _offered(people: Sequence[Any]) -> list[tuple[int, str]]:
    posts = finding.map_posts(current_actor(), [one.id for one in people]) if people else {}
    return [
        (one.id, ", ".join(filter(None, (_name(one), posts.get(one.id), one.reference)))) for one in people
    ]


def _name(one: Any) -> str:  # noqa: ANN401  # a row
    return f"{one.given_name} {one.family_name}"


@bp.post("/several/<int:list_id>/lines/<int:row_id>/leave-out")
@access(Permission.BOOKING_OFFICE)
def leave_out(list_id: int, row_id: int) -> ResponseReturnValue:
    with unit_of_work():
        listing.leave_out(current_actor(), list_id, row_id)
    return redirect(url_for(".show_list", list_id=list_id))


@bp.route("/several/<int:list_id>/lines/<int:row_id>/new", methods=["GET", "POST"])
@access(Permission.PERSON_MANAGE)
def add_newcomer(list_id: int, row_id: int) -> ResponseReturnValue:
    """The line is somebody who is not in the portal yet, with or without an e-mail address."""
    actor = current_actor()
    row = queries.get_row(actor, list_id, row_id)
    given, _, family = _name_in(row.typed).partition(" ")
    form = AddPersonForm(data={"given_name": given, "family_name": family, "is_paid": "yes"})
    offer_places(form, actor)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                listing.add_newcomer(actor, list_id, row_id, form.to_add_person())
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(f"{form.given_name.data} {form.family_name.data} has been added", "success")
            return redirect(url_for(".show_list", list_id=list_id))
        row = queries.get_row(actor, list_id, row_id)
    return render_template("office/add_newcomer.html", form=form, row=row, list_id=list_id)
