"""The dates of a course as a calendar that anybody may subscribe to. It names nobody and no link."""

from __future__ import annotations

from datetime import time
from typing import Any

from flask import Response
from flask.typing import ResponseReturnValue

from portal.kernel import calendars, clock, letters
from portal.kernel.access import Open, access
from portal.kernel.text import plural
from training.catalogue import finding, queries
from training.catalogue.domain import EventState
from training.catalogue.routes.blueprint import bp


@bp.get("/courses/<int:course_id>/dates.ics")
@access(Open.PUBLIC)
def read_feed(course_id: int) -> ResponseReturnValue:
    course = queries.get_listed_course(course_id)
    entries = [_entry(course.title, row) for row in finding.list_feed(course_id)]
    return Response(calendars.feed(course.title, entries), mimetype=calendars.MIME_TYPE)


def _entry(title: str, row: Any) -> calendars.Entry:  # noqa: ANN401  # a row of the feed's query
    """A called-off event stays, crossed out, so that it leaves the diaries it is in."""
    page = f"/training/events/{row.event_id}"
    words = "Cancelled" if row.state is EventState.CANCELLED else f"{plural(row.capacity, 'place')} in all"
    return calendars.Entry(
        uid=f"{row.code}-{row.number}@{letters.public_address('').partition('//')[2]}",
        title=title if row.of == 1 else f"{title} ({row.number} of {row.of})",
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        # The same all day: a program that asks every hour is told of changes by `sequence`.
        stamped_at=clock.at_london(clock.today(), time.min),
        sequence=row.sequence,
        place=_place(row),
        text=f"{row.code}. {words}. {letters.public_address(page)}",
        url=letters.public_address(page),
        is_cancelled=row.state is EventState.CANCELLED,
    )


def _place(row: Any) -> str:  # noqa: ANN401  # as above
    if row.name:
        return ", ".join(part for part in (row.name, " ".join(row.address.split())) if part)
    return "Online" if row.is_online else ""
