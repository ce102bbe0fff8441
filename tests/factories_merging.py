"""Builders of rows about duplicates."""

from __future__ import annotations

from portal.kernel import clock
from portal.merging.domain import FoundBy
from portal.merging.models import PossibleDuplicate
from tests.factories import a_person, a_post, an_agency, saved


def a_pair(first=None, second=None, **given) -> PossibleDuplicate:
    """A saved pair that waits to be decided."""
    people = sorted((first or saved(a_person()), second or saved(a_person())), key=lambda one: one.id)
    made = {
        "why": "Same name",
        "found_by": FoundBy.IMPORT,
        "found_at": clock.now(),
        "likelihood": 75,
        **given,
    }
    return saved(PossibleDuplicate(first_id=people[0].id, second_id=people[1].id, **made))


def a_colleague(agency=None, **given):
    """A saved person with a post."""
    person = saved(a_person(**given))
    saved(a_post(person, agency or saved(an_agency())))
    return person
