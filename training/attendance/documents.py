"""Draws the papers of an event: what people need to know to come, and where they sign."""

from __future__ import annotations

from collections.abc import Sequence

from portal.kernel import letters, pdf
from portal.kernel.chosen import chosen
from portal.kernel.rules import in_force
from training.attendance.domain import RegisterRules
from training.attendance.queries import Entry
from training.bookings.domain import whom_to_ring
from training.catalogue.domain import Day
from training.catalogue.models import TrainingEvent
from training.catalogue.queries import list_places


def sign_in_sheet(event: TrainingEvent, days: Sequence[Day], entries: Sequence[Entry]) -> bytes:
    """A tagged PDF: each sitting on a page of its own, with lines for people who come without a booking."""
    return pdf.from_template(
        "pdf/sign_in_sheet.html",
        style="sign_in_sheet",
        event=event,
        days=days,
        entries=entries,
        spare=range(in_force(RegisterRules).spare_lines),
    )


def joining_sheet(event: TrainingEvent, days: Sequence[Day]) -> bytes:
    """A tagged PDF for everybody who comes: when, where, how to get in, and how to give a place back."""
    return pdf.from_template(
        "pdf/joining_sheet.html",
        style="joining_slips",
        issuer=chosen().name,
        event=event,
        days=days,
        places=list_places(event, days),
        address=letters.public_address("/my-training"),
        ring=whom_to_ring(),
    )
