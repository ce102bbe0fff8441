"""The people and places of the demo partnership: York as its strategies describe it, with invented people.

Everything follows from the seed; only dates move with the calendar, so that the demo never looks stale.
"""

from __future__ import annotations

import click

from portal.kernel.bulk import refresh_statistics
from portal.kernel.db import db
from portal.kernel.slice import DemoPlan
from portal.people.demo.cast import add_cast
from portal.people.demo.handing import hand_a_team_over
from portal.people.demo.places import add_places
from portal.people.demo.workforce import add_workforce
from portal.people.models import Person, Post, SearchEntry, SearchKey

# The other rooms put theirs on top of these.
ORDER = 10


def load(plan: DemoPlan) -> None:
    """Add areas, agencies, schools, the workforce and the demo accounts. Refuses a database in use."""
    if db.session.query(Person.id).limit(1).first() is not None:
        raise click.UsageError("This database already holds people. The demo partnership needs an empty one")
    places = add_places(plan)
    plan.say(f"{len(places.agencies)} agencies, {len(places.schools)} of them schools")
    add_cast(places, add_workforce(plan, places))
    hand_a_team_over()
    refresh_statistics(Person, Post, SearchEntry, SearchKey)
    plan.say(f"{plan.people:,} people and the demo accounts")
