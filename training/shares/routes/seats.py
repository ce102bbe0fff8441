"""How agencies stand with their seats of a year."""

from __future__ import annotations

from dataclasses import asdict

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import clock
from portal.kernel.access import Actor, Permission, Role, access, can
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.rules import in_force
from portal.kernel.signed_in import current_actor
from portal.kernel.slice import Waiting
from portal.kernel.tables import paged, read_page_number
from portal.kernel.text import plural
from portal.people.queries import get_agency
from training.shares import ledger
from training.shares.domain import SeatRules
from training.shares.forms import SeatsForm
from training.shares.routes.blueprint import bp
from training.shares.services import seats

YEARS = range(2000, 2200)


def _year() -> int:
    """The year that is asked for in the address, or this one."""
    asked = request.args.get("year", type=int)
    if asked is not None and asked in YEARS:
        return asked
    return in_force(SeatRules).year_of(clock.today())


@bp.get("/training/seats")
@access(Permission.SEATS_READ)
def list_seats() -> ResponseReturnValue:
    actor, year = current_actor(), _year()
    page = paged(ledger.select_seats(year, ledger.led_by(actor)), read_page_number(request.args))
    runs = can(actor, Permission.EVENT_MANAGE)
    return render_template(
        "shares/list_seats.html",
        page=page,
        seats=[ledger.seats_of(row) for row in page.items],
        year=year,
        title_of=in_force(SeatRules).title,
        runs=runs,
        agencies=ledger.list_without(year) if runs else (),
    )


@bp.route("/training/seats/<int:agency_id>/edit", methods=["GET", "POST"])
@access(Permission.EVENT_MANAGE)
def edit_seats(agency_id: int) -> ResponseReturnValue:
    agency, year = get_agency(agency_id), _year()
    bank = ledger.find_bank(agency_id, year)
    form = SeatsForm(data={} if bank is None else asdict(ledger.allowance_of(bank)))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                seats.save_seats(current_actor(), form.to_command(agency_id, year))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("The seats are saved", "success")
            return redirect(url_for(".list_seats", year=year))
    title = in_force(SeatRules).title(year)
    return render_template("shares/edit_seats.html", form=form, agency=agency, year=year, title=title)


def find_short(actor: Actor) -> list[Waiting]:
    """For those who lead an agency: that it has booked more than it has seats left."""
    led = actor.agencies_as(Role.AGENCY_LEAD)
    if not led:
        return []
    rules = in_force(SeatRules)
    year = rules.year_of(clock.today())
    return [
        Waiting(
            f"{one.agency} has booked more training than it has seats",
            url_for("shares.list_seats"),
            f"{one.said} for {rules.title(year)}, {plural(one.booked, 'place')} booked",
        )
        for one in ledger.list_short(led, year)
    ]
