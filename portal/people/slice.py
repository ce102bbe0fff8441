"""What the people slice hands to the application."""

from __future__ import annotations

from portal.kernel.access import Open
from portal.kernel.slice import DemoLoader, NavEntry, Slice
from portal.people import demo
from portal.people.routes import bp

people = Slice(
    name="people",
    blueprint=bp,
    navigation=(NavEntry("People and places", "people.directory", Open.SIGNED_IN, order=80),),
    demo=(DemoLoader(demo.ORDER, demo.load),),
)
