"""The code that a room shows, to be read from its last row."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.kernel import clock, letters
from portal.kernel.access import Permission, access
from portal.kernel.qr import qr_code
from portal.kernel.rules import in_force
from portal.kernel.signed_in import current_actor
from training.attendance.domain import RegisterRules
from training.attendance.routes.finding import chosen, sittings_of_mine
from training.catalogue.domain import EventState
from training.catalogue.queries import get_event_to_show
from training.checkin import queries
from training.checkin.codes import in_groups
from training.checkin.routes.blueprint import bp, room_codes

# Asked for a moment after the change, never a moment before it.
A_MOMENT = 1


@bp.get("/training/events/<int:event_id>/room-code")
@access(Permission.ATTENDANCE_MARK)
def show_code(event_id: int) -> ResponseReturnValue:
    """The code of now; the page asks for the next by itself, with script or without."""
    sitting = chosen(sittings_of_mine(current_actor(), event_id))
    event, now, codes = get_event_to_show(event_id), clock.now(), room_codes()
    opens_at = sitting.starts_at - in_force(RegisterRules).opens_before
    near = sitting.starts_at - queries.NEAR <= now <= sitting.ends_at
    code = codes.shown(sitting.id, now) if near and event.state is EventState.OPEN else ""
    address = f"{letters.public_address('/check-in')}?{urlencode({'code': code})}"
    return render_template(
        "checkin/show_code.html",
        event=event,
        sitting=sitting,
        code=in_groups(code),
        picture=qr_code(address) if code else "",
        address=letters.public_address("/check-in").partition("://")[2],
        seconds=int((codes.changes_at(now) - now).total_seconds()) + A_MOMENT,
        opens_at=opens_at if now < opens_at else None,
        marked=queries.count_marked(sitting.id),
        expected=queries.count_expected(event_id),
    )
