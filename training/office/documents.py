"""Joining slips on paper: a page for each person who has a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.kernel import pdf
from portal.kernel.text import span
from training.catalogue.models import TrainingEvent


@dataclass(frozen=True, slots=True)
class Slip:
    name: str
    workplace: str


def draw_slips(
    event: TrainingEvent, rows: Sequence[Any], sittings: Sequence[tuple[datetime, datetime]], issuer: str
) -> bytes:
    """One tagged PDF/UA-1 file with a page for each person."""
    venue = event.venue
    return pdf.from_template(
        "pdf/joining_slips.html",
        style="joining_slips",
        issuer=issuer,
        title=event.course.title,
        code=event.code,
        times=[span(start, end) for start, end in sittings],
        venue=venue.name if venue else "",
        address=venue.address if venue else "",
        access_notes=venue.access_notes if venue else "",
        online_link=event.online_link,
        slips=[Slip(f"{row.given_name} {row.family_name}", row.school or row.agency or "") for row in rows],
    )
