"""What the certificates room hands to the application."""

from __future__ import annotations

from portal.kernel.slice import DemoLoader, Slice
from training.certificates import demo, models  # noqa: F401  # its tables belong to the schema

certificates = Slice(
    name="certificates",
    demo=(DemoLoader(demo.ORDER, demo.load),),
)
