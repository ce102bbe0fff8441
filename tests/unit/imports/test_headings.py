"""The area's column is found by the partnership's own word and by anybody else's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.imports.domain import ImportKind
from portal.imports.reading.fields import LOCAL_AREA, no_such_area
from portal.imports.reading.mapping import proposed
from portal.kernel.chosen import NOTHING_CHOSEN, Term, holding


@pytest.fixture
def clusters():
    with holding(replace(NOTHING_CHOSEN, terms={"local_area": Term("Cluster", "Clusters")})):
        yield


@pytest.mark.parametrize("heading", ["Cluster", "CLUSTERS", "Local Area Team", "Local area", "Locality"])
def test_each_of_its_names_is_understood(clusters, heading):
    for kind in (ImportKind.WORKFORCE, ImportKind.SCHOOLS):
        assert proposed(kind, ["URN", heading], {})["local_area"] == heading


def test_what_people_read_is_the_partnerships_word(clusters):
    assert LOCAL_AREA.label == "Cluster"
    assert no_such_area("Mars") == "There is no Cluster called “Mars”"


EVERYTHING = {"given_name", "family_name", "job_title", "agency", "team"}
HEADINGS = ("Given name", "Family name", "Job title", "Agency", "Team")


@pytest.mark.parametrize(
    ("remembered", "expected"),
    [
        # Nothing was said before, or nothing of it is in this list: everything is guessed.
        ({}, EVERYTHING),
        (
            {"given_name": "Forename", "email": "Mail"},
            EVERYTHING,
        ),
        # The list is known: a column with a new name is found again, and what was left out stays out.
        ({"given_name": "Given name", "job_title": "Post held"}, {"given_name", "job_title"}),
        ({"given_name": "Given name", "job_title": "Team"}, {"given_name", "job_title"}),
    ],
)
def test_what_was_said_last_time_counts_as_far_as_it_goes(remembered, expected):
    found = proposed(ImportKind.WORKFORCE, HEADINGS, remembered)
    assert found.keys() == expected
    assert all(found[name] == heading for name, heading in remembered.items() if heading in HEADINGS)
