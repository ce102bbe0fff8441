"""Joining slips on paper: a page for each person who has a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portal.kernel import pdf
from portal.kernel.qr import qr_code
from training.bookings.domain import whom_to_ring
from training.bookings.domain.door_codes import in_fours
from training.catalogue.domain import Day
from training.catalogue.models import TrainingEvent
from training.catalogue.queries import list_places


@dataclass(frozen=True, slots=True)
class Slip:
    name: str
    workplace: str
    # By which they are known at the door, as a picture too; empty where there is no door.
    code: str = ""
    picture: str = ""


def draw_slips(event: TrainingEvent, rows: Sequence[Any], days: Sequence[Day], issuer: str) -> bytes:
    """One tagged PDF/UA-1 file with a page for each person."""
    places = list_places(event, days)
    has_door = any(place.venue for place in places)
    return pdf.from_template(
        "pdf/joining_slips.html",
        style="joining_slips",
        issuer=issuer,
        title=event.course.title,
        code=event.code,
        days=days,
        places=places,
        ring=whom_to_ring(),
        slips=[_slip(row, has_door=has_door) for row in rows],
    )


def _slip(row: Any, *, has_door: bool) -> Slip:  # noqa: ANN401  # a row of `list_slips`
    name, workplace = f"{row.given_name} {row.family_name}", row.school or row.agency or ""
    if not has_door:
        return Slip(name, workplace)
    picture = qr_code(row.door_code, title="QR code that holds the letters and numbers below it")
    return Slip(name, workplace, in_fours(row.door_code), picture)
