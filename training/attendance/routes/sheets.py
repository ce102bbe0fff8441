"""The register on paper."""

from __future__ import annotations

from flask import Response
from flask.typing import ResponseReturnValue

from portal.kernel.access import Permission, access, require
from portal.kernel.signed_in import current_actor
from training.attendance import documents, queries
from training.attendance.routes.blueprint import bp
from training.attendance.routes.finding import sittings_of_mine
from training.catalogue.queries import get_event_to_show, get_taught, list_days


@bp.get("/sign-in-sheet.pdf")
@access(Permission.ATTENDANCE_MARK)
def print_sheet(event_id: int) -> ResponseReturnValue:
    """Names, agencies and room to sign for each sitting; what people need stays off a paper on the wall."""
    sittings_of_mine(current_actor(), event_id)
    event = get_event_to_show(event_id)
    return _sent(
        documents.sign_in_sheet(event, list_days(event_id), queries.list_entries(event_id)),
        f"sign-in-{event.code}",
    )


@bp.get("/joining-sheet.pdf")
@access(Permission.ATTENDANCE_MARK)
def print_joining_sheet(event_id: int) -> ResponseReturnValue:
    """When and where, for everybody who comes. It names nobody, so that it may hang on a wall."""
    event = get_event_to_show(event_id)
    require(current_actor(), Permission.ATTENDANCE_MARK, get_taught(event_id))
    return _sent(documents.joining_sheet(event, list_days(event_id)), f"joining-{event.code}")


def _sent(made: bytes, name: str) -> Response:
    answer = Response(made, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer
