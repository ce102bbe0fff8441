"""What the people slice hands to the application."""

from __future__ import annotations

from portal.kernel.access import Open
from portal.kernel.slice import DemoLoader, Job, NavEntry, Slice
from portal.people import checks, commands, demo, jobs
from portal.people.domain import PeopleKept, PeopleRules
from portal.people.retention import RETENTION
from portal.people.routes import bp

people = Slice(
    name="people",
    blueprint=bp,
    navigation=(NavEntry("People and places", "people.directory", Open.SIGNED_IN, order=80),),
    commands=(commands.people_group,),
    checks=checks.CHECKS,
    demo=(DemoLoader(demo.ORDER, demo.load),),
    jobs=(Job("tidy-search-index", jobs.tidy_search_index, at="40 3 * * *"),),
    retention=RETENTION,
    rules=(PeopleRules, PeopleKept),
)
