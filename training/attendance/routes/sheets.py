"""The register on paper."""

from __future__ import annotations

from flask import Response
from flask.typing import ResponseReturnValue

from portal.kernel.access import Permission, access
from portal.kernel.signed_in import current_actor
from training.attendance import documents, queries
from training.attendance.routes.blueprint import bp
from training.attendance.routes.finding import sittings_of_mine
from training.catalogue.queries import get_event_to_show


@bp.get("/sign-in-sheet.pdf")
@access(Permission.ATTENDANCE_MARK)
def print_sheet(event_id: int) -> ResponseReturnValue:
    """Names, agencies and room to sign for each sitting; what people need stays off a paper on the wall."""
    sittings = sittings_of_mine(current_actor(), event_id)
    event = get_event_to_show(event_id)
    made = documents.sign_in_sheet(event, sittings, queries.list_entries(event_id))
    answer = Response(made, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="sign-in-{event.code}.pdf"'
    return answer
