"""The shortest ways to what somebody needs first, as links."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from flask import url_for

from portal.kernel.text import moment
from training.catalogue import finding
from training.catalogue.domain import Way


def list_ways(course_ids: Collection[int], before: datetime | None = None) -> Sequence[Way]:
    """E-learning that can be taken at once, then the next dates; each course itself where it has none."""
    rows = finding.list_next_dates(course_ids, before)
    ways = [
        Way(f"{one.title}: {moment(one.starts_at)}", url_for("catalogue.show_event", event_id=one.event_id))
        if one.event_id
        else Way(f"{one.title}: take it online now", url_for("catalogue.show_course", course_id=one.id))
        for one in rows
    ]
    without = set(course_ids) - {one.id for one in rows}
    return ways + [
        Way(f"{title}: no date in time yet", url_for("catalogue.show_course", course_id=course_id))
        for course_id, title in finding.list_titles(without)
    ]
