"""What the people slice hands to the application."""

from __future__ import annotations

from portal.kernel.access import Open
from portal.kernel.slice import DemoLoader, Job, NavEntry, Slice
from portal.people import demo, jobs, queries
from portal.people.routes import bp

people = Slice(
    name="people",
    blueprint=bp,
    navigation=(NavEntry("People and places", "people.directory", Open.SIGNED_IN, order=80),),
    demo=(DemoLoader(demo.ORDER, demo.load),),
    jobs=(Job("forget-sign-in-attempts", jobs.forget_sign_in_attempts, at="20 3 * * *"),),
    providers={"signed_in": queries.find_signed_in},
)
