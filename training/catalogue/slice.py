"""What the catalogue room hands to the application."""

from __future__ import annotations

from portal.kernel.slice import DemoLoader, Slice
from training.catalogue import demo, models  # noqa: F401  # its tables belong to the schema

catalogue = Slice(
    name="catalogue",
    demo=(DemoLoader(demo.ORDER, demo.load),),
)
