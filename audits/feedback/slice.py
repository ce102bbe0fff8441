"""What feedback hands to the application."""

from __future__ import annotations

from audits.feedback import demo, models  # noqa: F401  # its tables belong to the application
from portal.kernel.slice import DemoLoader, Slice

feedback = Slice(
    name="feedback",
    demo=(DemoLoader(demo.ORDER, demo.load),),
)
