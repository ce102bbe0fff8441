"""My training, and who is on an event."""

from __future__ import annotations

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import clock
from portal.kernel.access import Actor, Open, Permission, access, can, require
from portal.kernel.exports import FileFormat, table_response
from portal.kernel.signed_in import current_actor
from portal.kernel.slice import Link
from portal.kernel.tables import paged, read_page_number, read_sort, streamed
from training.bookings import finding, hooks, services
from training.bookings.domain import BookingStatus, Standing, standing
from training.bookings.routes.blueprint import bp
from training.bookings.routes.offers import BOOKS_OTHERS
from training.catalogue.models import TrainingEvent
from training.catalogue.queries import get_event, get_taught


@bp.get("/my-training")
@access(Open.SIGNED_IN)
def list_mine() -> ResponseReturnValue:
    person_id = current_actor().person_id
    return render_template(
        "bookings/list_mine.html", notes=hooks.list_notes(person_id), **_grouped(person_id, is_own=True)
    )


def _grouped(person_id: int, *, is_own: bool) -> dict[str, object]:
    """All that somebody booked, as their page shows it: coming up, waiting, past."""
    now = clock.now()
    grouped: dict[str, list[object]] = {kind.value: [] for kind in Standing}
    rows = finding.list_bookings_of(person_id)
    for row in rows:
        grouped[standing(row.status, row.starts_at, now).value].append(row)
    asked = [row.id for row in rows if row.status is BookingStatus.REQUESTED]
    return {**grouped, "waits_for": hooks.map_requests(asked, is_own=is_own)}


def person_links(actor: Actor, person_id: int) -> list[Link]:
    """The way from somebody's page to their bookings, for those who may book for people."""
    if not (actor.acts_for_others or actor.holds(*BOOKS_OTHERS)):
        return []
    return [Link("Training", url_for("bookings.list_of_person", person_id=person_id))]


@bp.get("/people/<int:person_id>/training")
@access(Permission.BOOKING_MAKE)
def list_of_person(person_id: int) -> ResponseReturnValue:
    """Somebody's bookings, for those who book and withdraw for them."""
    learner = services.get_known_learner(current_actor(), person_id)
    return render_template(
        "bookings/list_of_person.html", learner=learner, **_grouped(person_id, is_own=False)
    )


@bp.get("/training/events")
@access(Permission.EVENT_MANAGE)
def list_events() -> ResponseReturnValue:
    past, words = request.args.get("when") == "past", request.args.get("words", "").strip()
    page = paged(finding.select_events(past=past, words=words), read_page_number(request.args))
    return render_template("bookings/list_events.html", page=page, past=past, words=words)


@bp.get("/training/events/<int:event_id>/attendees")
@access(Permission.BOOKING_READ)
def list_attendees(event_id: int) -> ResponseReturnValue:
    event = _event_of_mine(event_id)
    sort = read_sort(request.args, finding.ATTENDEE_ORDERS, "name")
    actor, page = (
        current_actor(),
        paged(finding.select_attendees(event_id, sort), read_page_number(request.args)),
    )
    return render_template(
        "bookings/list_attendees.html",
        event=event,
        page=page,
        sort=sort,
        runs=can(actor, Permission.EVENT_MANAGE),
        panels=hooks.list_panels(actor, event) if page.number == 1 else (),
    )


@bp.get("/training/events/<int:event_id>/attendees.csv", defaults={"kind": "csv"})
@bp.get("/training/events/<int:event_id>/attendees.xlsx", defaults={"kind": "xlsx"})
@bp.get("/training/events/<int:event_id>/attendees.ods", defaults={"kind": "ods"})
@access(Permission.BOOKING_READ)
def export_attendees(event_id: int, kind: str) -> Response:
    event = _event_of_mine(event_id)
    sort = read_sort(request.args, finding.ATTENDEE_ORDERS, "name")
    head = ("Given name", "Family name", "Agency", "Status", "Joined", "Access needs")
    rows = (
        (
            row.given_name,
            row.family_name,
            row.agency,
            BookingStatus(row.status).label,
            row.joined_at,
            "Deleted: kept long enough" if row.access_needs_purged else row.access_needs,
        )
        for row in streamed(finding.select_attendees(event_id, sort))
    )
    return table_response(FileFormat(kind), f"{event.code}-attendees", head, rows)


def _event_of_mine(event_id: int) -> TrainingEvent:
    """The event, if this person runs training or teaches it."""
    event = get_event(event_id)
    require(current_actor(), Permission.BOOKING_READ, get_taught(event_id))
    return event
