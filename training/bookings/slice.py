"""What the bookings room hands to the application."""

from __future__ import annotations

from portal.kernel.slice import Slice
from training.bookings import models  # noqa: F401  # its tables belong to the schema

bookings = Slice(name="bookings")
