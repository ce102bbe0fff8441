"""What the people slice hands to the application."""

from __future__ import annotations

from portal.kernel.access import Open
from portal.kernel.slice import Counted, DemoLoader, Job, NavEntry, Slice
from portal.kernel.words import word
from portal.people import checks, commands, demo, jobs
from portal.people.domain import PeopleKept, PeopleRules
from portal.people.finding import list_local_areas
from portal.people.retention import RETENTION
from portal.people.routes import bp
from portal.people.services.areas import settle_areas
from portal.people.waiting import card_without_contact, number_without_contact

Chosen = tuple[str, list[str], str]


def partnership_rows() -> list[Chosen]:
    """What an administrator's page about the partnership says of this room."""
    areas = [f"{one.name}, {one.base}" if one.base else one.name for one in list_local_areas()]
    return [(word.Local_area_plural, areas, "people.list_local_areas")]


people = Slice(
    name="people",
    blueprint=bp,
    navigation=(NavEntry("People and places", "people.directory", Open.SIGNED_IN, order=80),),
    counted=(Counted(number_without_contact, card_without_contact),),
    commands=(commands.people_group,),
    checks=checks.CHECKS,
    demo=(DemoLoader(demo.ORDER, demo.load),),
    jobs=(Job("tidy-search-index", jobs.tidy_search_index, at="40 3 * * *"),),
    retention=RETENTION,
    rules=(PeopleRules, PeopleKept),
    providers={"partnership_rows": partnership_rows, "settle_areas": settle_areas},
)
