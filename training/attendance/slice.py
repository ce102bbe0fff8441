"""What the attendance room hands to the application."""

from __future__ import annotations

from portal.kernel.slice import DemoLoader, Slice
from training.attendance import demo, models  # noqa: F401  # its tables belong to the schema

attendance = Slice(
    name="attendance",
    demo=(DemoLoader(demo.ORDER, demo.load),),
)
