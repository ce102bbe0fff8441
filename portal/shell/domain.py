"""How long the portal keeps what it wrote down about its own work. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from portal.kernel.rules import Unit, adjustable, amount


@adjustable("kept-portal", "How long messages and logs are kept", retention=True)
@dataclass(frozen=True, slots=True)
class PortalKept:
    """What a partnership may set for itself."""

    messages: timedelta = amount(
        26,
        Unit.WEEKS,
        within=(4, 156),
        label="Text of messages",
        says="So long after a message was sent its text is blanked. That it was sent, and to whom, stays",
    )
    work: timedelta = amount(
        4,
        Unit.WEEKS,
        within=(1, 52),
        label="Finished background work",
        says="So long after it was asked for, finished work such as making documents is forgotten",
    )
    activity: timedelta = amount(
        312,
        Unit.WEEKS,
        within=(52, 520),
        label="Details in the activity log",
        says="So long after something happened its details are blanked. Who did what, when and why stays",
    )
