"""How lots are drawn for a scarce event, so that anybody can draw them again. Plain Python."""

from __future__ import annotations

import hashlib
from collections.abc import Collection


def number(seed: str, booking_id: int) -> str:
    """The lot of one booking: SHA-256 of the seed, a colon and the number of the booking, in hexadecimal."""
    return hashlib.sha256(f"{seed}:{booking_id}".encode()).hexdigest()


def order(seed: str, booking_ids: Collection[int]) -> list[int]:
    """The bookings in the order of their lots, the smallest first."""
    return sorted(booking_ids, key=lambda one: (number(seed, one), one))
