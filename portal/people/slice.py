"""What the people slice hands to the application."""

from __future__ import annotations

from portal.kernel.access import Open, Permission
from portal.kernel.slice import DemoLoader, NavEntry, Slice
from portal.people import demo, queries
from portal.people.routes import bp

people = Slice(
    name="people",
    blueprint=bp,
    navigation=(
        NavEntry("People", "people.list_people", Permission.PERSON_READ, order=80),
        NavEntry("Schools", "people.list_schools", Open.SIGNED_IN, order=82),
        NavEntry("Agencies", "people.list_agencies", Open.SIGNED_IN, order=84),
    ),
    demo=(DemoLoader(demo.ORDER, demo.load),),
    providers={"signed_in": queries.find_signed_in},
)
