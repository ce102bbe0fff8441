"""What the people slice hands to the application."""

from __future__ import annotations

from portal.kernel.slice import DemoLoader, Slice
from portal.people import demo, queries, services  # noqa: F401

people = Slice(
    name="people",
    demo=(DemoLoader(demo.ORDER, demo.load),),
    providers={"signed_in": queries.find_signed_in},
)
