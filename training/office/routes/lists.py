"""One list: who is on it, what each person would get, booking it, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import clock
from portal.kernel.access import Permission, access
from portal.kernel.chosen import chosen as partnership
from portal.kernel.db import unit_of_work
from portal.kernel.errors import NotFound, RuleBroken
from portal.kernel.signed_in import current_actor
from portal.kernel.text import plural
from training.catalogue.queries import get_event_to_show, list_days
from training.office import queries
from training.office.documents import draw_slips
from training.office.domain import ListState, Outcome, may_undo
from training.office.finding import list_slips
from training.office.forms import BookListForm, ListForm, list_form
from training.office.models import OfficeList, OfficeRow
from training.office.routes.blueprint import bp
from training.office.services import booking, listing


@bp.route("/several/<int:list_id>", methods=["GET", "POST"])
@access(Permission.BOOKING_OFFICE)
def show_list(list_id: int) -> ResponseReturnValue:
    """Who is on the list, and what is said about each of them."""
    chosen = queries.get_list(current_actor(), list_id)
    if chosen.state is ListState.DISCARDED:
        raise NotFound
    if chosen.state is not ListState.OPEN:
        return redirect(url_for(".show_result", list_id=list_id))
    rows = queries.list_rows(list_id)
    form = list_form({row.id: _name(row) for row in rows}, _said(chosen, rows))
    if form.validate_on_submit():
        try:
            _save_and_check(form, list_id, [row.id for row in rows])
        except RuleBroken as error:
            form.refuse(error)
        else:
            return redirect(url_for(".preview", list_id=list_id))
        chosen, rows = queries.get_list(current_actor(), list_id), queries.list_rows(list_id)
    return render_template("office/show_list.html", form=form, rows=rows, **_about(chosen))


def _save_and_check(form: ListForm, list_id: int, row_ids: Sequence[int]) -> None:
    """What was typed is kept even if it cannot be tried out yet."""
    actor = current_actor()
    with unit_of_work():
        listing.save_list(actor, form.to_command(list_id, row_ids))
    with unit_of_work():
        booking.check_list(actor, list_id)


def _name(row: OfficeRow) -> str:
    return row.person.name if row.person else row.typed


def _said(chosen: OfficeList, rows: Sequence[OfficeRow]) -> dict[str, object]:
    said: dict[str, object] = {"mode": chosen.mode.value}
    for row in rows:
        said[f"needs_{row.id}"] = row.access_needs
        said[f"clash_{row.id}"] = row.despite_clash
        said[f"out_{row.id}"] = row.is_left_out
    return said


def _about(chosen: OfficeList) -> dict[str, object]:
    return {"chosen": chosen, "event": get_event_to_show(chosen.event_id)}


@bp.route("/several/<int:list_id>/preview", methods=["GET", "POST"])
@access(Permission.BOOKING_OFFICE)
def preview(list_id: int) -> ResponseReturnValue:
    """What each person would get; and the button that books them."""
    actor, form = current_actor(), BookListForm()
    chosen = queries.get_list(actor, list_id)
    if chosen.state in {ListState.BOOKED, ListState.UNDONE}:
        return redirect(url_for(".show_result", list_id=list_id))
    if chosen.checked_at is None:
        return redirect(url_for(".show_list", list_id=list_id))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                booking.book_list(actor, list_id)
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("The list is booked", "success")
            return redirect(url_for(".show_result", list_id=list_id))
        chosen = queries.get_list(actor, list_id)
    rows = queries.list_rows(list_id)
    may_book = any(row.outcome not in {None, Outcome.REFUSED} for row in rows)
    return render_template("office/preview.html", form=form, rows=rows, may_book=may_book, **_about(chosen))


@bp.get("/several/<int:list_id>/result")
@access(Permission.BOOKING_OFFICE)
def show_result(list_id: int) -> ResponseReturnValue:
    chosen = queries.get_list(current_actor(), list_id)
    if chosen.state in {ListState.OPEN, ListState.DISCARDED}:
        return redirect(url_for(".show_list", list_id=list_id))
    rows = queries.list_rows(list_id)
    return render_template(
        "office/show_result.html",
        rows=rows,
        summary=booking.in_words(rows),
        turns=queries.list_turns(chosen.event_id),
        may_undo=chosen.state is ListState.BOOKED and may_undo(chosen.booked_at, clock.now()),
        **_about(chosen),
    )


@bp.post("/several/<int:list_id>/undo")
@access(Permission.BOOKING_OFFICE)
def undo(list_id: int) -> ResponseReturnValue:
    try:
        with unit_of_work():
            count = booking.undo(current_actor(), list_id)
    except RuleBroken as error:
        flash(error.message, "error")
    else:
        flash(f"Undone: {plural(count, 'booking')} ended", "success")
    return redirect(url_for(".show_result", list_id=list_id))


@bp.post("/several/<int:list_id>/part")
@access(Permission.BOOKING_OFFICE)
def part(list_id: int) -> ResponseReturnValue:
    """From now on those who wait together are promoted one by one."""
    try:
        with unit_of_work():
            booking.part(current_actor(), list_id)
    except RuleBroken as error:
        flash(error.message, "error")
    else:
        flash("They are promoted one by one from now on", "success")
    return redirect(url_for(".show_result", list_id=list_id))


@bp.post("/several/<int:list_id>/discard")
@access(Permission.BOOKING_OFFICE)
def discard(list_id: int) -> ResponseReturnValue:
    with unit_of_work():
        event_id = listing.discard(current_actor(), list_id).event_id
    flash("The list is thrown away. Nobody was booked", "success")
    return redirect(url_for("catalogue.show_event", event_id=event_id))


@bp.get("/several/<int:list_id>/slips.pdf")
@access(Permission.BOOKING_OFFICE)
def slips(list_id: int) -> ResponseReturnValue:
    """A page on paper for each person who has a place; of everybody, or of those without an address."""
    chosen = queries.get_list(current_actor(), list_id)
    rows = list_slips(list_id, only_without_email=request.args.get("who") == "without-email")
    if not rows:
        flash("Nobody here has a place and needs a joining slip", "success")
        return redirect(url_for(".show_result", list_id=list_id))
    event = get_event_to_show(chosen.event_id)
    made = draw_slips(event, rows, list_days(event.id), partnership().name)
    answer = Response(made, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="joining-slips-{event.code}.pdf"'
    return answer
