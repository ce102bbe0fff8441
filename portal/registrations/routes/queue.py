"""The queue of requests to join, and one request with whoever of the register it may come from."""

from __future__ import annotations

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from portal.kernel import clock
from portal.kernel.access import Permission, access
from portal.kernel.db import reads_first, unit_of_work
from portal.kernel.exports import read_format, table_response
from portal.kernel.signed_in import current_actor
from portal.kernel.tables import count_rows, paged, read_page_number, read_sort, streamed
from portal.registrations import queries
from portal.registrations.domain import QUEUED, RequestFilter, RequestState
from portal.registrations.finding.matches import find_matches
from portal.registrations.models import RegistrationRequest
from portal.registrations.routes.blueprint import bp
from portal.registrations.services import deciding

EVERY, UNLISTED = "all", "none"
EXPORT_HEAD = (
    *("Given name", "Family name", "Email address", "Organisation", "Job title", "Team", "Sent", "State"),
    *("Answer by", "Decided", "Reason"),
)
LARGEST = 9


@bp.get("/requests-to-join")
@access(Permission.REGISTRATION_DECIDE)
def list_requests() -> ResponseReturnValue:
    """Those that have to be answered first stand first."""
    actor, chosen = current_actor(), _chosen()
    sort = read_sort(request.args, queries.SORTS, "due")
    statement = queries.select_requests(actor, chosen)
    statement = statement.order_by(sort.by(queries.SORTS), RegistrationRequest.id)
    return render_template(
        "registrations/list_requests.html",
        page=paged(statement, read_page_number(request.args)),
        sort=sort,
        chosen=chosen,
        states=[(one.value, one.label) for one in QUEUED],
        agencies=queries.list_agencies_that_wait(actor),
        sees_all=actor.holds(*queries.DECIDES_ABOUT_ALL),
        today=clock.today(),
    )


@bp.post("/requests-to-join/export")
@access(Permission.REGISTRATION_DECIDE)
@reads_first
def export_requests() -> Response:
    """What the page lists, as far as the actor may see it; the log says who took it, and how many."""
    actor, chosen, kind = current_actor(), _chosen(), read_format(request.form.get("format", ""))
    statement = queries.select_export(actor, chosen)
    with unit_of_work():
        deciding.note_export(actor, chosen, kind.value, count_rows(statement))
    rows = ((*row[:7], row[7].label, *row[8:]) for row in streamed(statement))
    return table_response(kind, "requests-to-join", EXPORT_HEAD, rows)


def _chosen() -> RequestFilter:
    state, agency = request.args.get("state", ""), request.args.get("agency", "")
    is_id = agency.isascii() and agency.isdecimal() and len(agency) <= LARGEST
    found = next((one for one in QUEUED if one.value == state), RequestState.WAITING)
    return RequestFilter(
        state=None if state == EVERY else found,
        agency_id=int(agency) if is_id else None,
        unlisted=agency == UNLISTED,
        name=request.args.get("name", "").strip(),
    )


@bp.get("/requests-to-join/<int:request_id>")
@access(Permission.REGISTRATION_DECIDE)
def show_request(request_id: int) -> ResponseReturnValue:
    actor = current_actor()
    found, is_own = queries.get_request(actor, request_id)
    return render_template(
        "registrations/show_request.html",
        request_to_join=found,
        questions=queries.list_questions(found.id),
        matches=find_matches(actor, found) if found.state.is_open and not is_own else [],
        may_hand_on=not actor.holds(*queries.DECIDES_ABOUT_ALL),
        is_own=is_own and found.state.is_open,
        today=clock.today(),
    )
