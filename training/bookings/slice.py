"""What the bookings room hands to the application."""

from __future__ import annotations

from portal.kernel.slice import DemoLoader, Slice
from training.bookings import demo, models  # noqa: F401  # its tables belong to the schema

bookings = Slice(
    name="bookings",
    demo=(DemoLoader(demo.ORDER, demo.load),),
)
