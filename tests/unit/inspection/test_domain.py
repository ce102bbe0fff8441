"""Which certificates a pack shows, and what counts as missing."""

from __future__ import annotations

from datetime import date

import pytest

from training.certificates.domain import Standing
from training.inspection.domain import Proof, Required, in_force_or_last
from training.requirements.domain import State


def a_proof(year: int, standing: Standing = Standing.VALID, course_id: int | None = 1, title: str = "A"):
    return Proof(course_id, title, "Core", date(year, 1, 1), None, standing, f"{title}{year}")


EXPIRED = Standing.EXPIRED


@pytest.mark.parametrize(
    ("held", "shown"),
    [
        ([], []),
        ([a_proof(2024)], ["A2024"]),
        ([a_proof(2024), a_proof(2020, EXPIRED)], ["A2024"]),
        ([a_proof(2020, EXPIRED), a_proof(2018, EXPIRED)], ["A2020"]),
        ([a_proof(2024), a_proof(2020, EXPIRED, 2, "B")], ["A2024", "B2020"]),
        # A longer certificate that is older still counts, and what ran out after it says nothing more.
        ([a_proof(2024, EXPIRED), a_proof(2020)], ["A2020"]),
        # Their courses are gone: the title tells them apart.
        ([a_proof(2020, EXPIRED, None, "A"), a_proof(2019, EXPIRED, None, "B")], ["A2020", "B2019"]),
    ],
)
def test_of_each_course_what_counts_or_else_the_last(held, shown):
    assert [one.code for one in in_force_or_last(held)] == shown


@pytest.mark.parametrize(
    ("state", "is_missing", "is_open"),
    [
        (State.CURRENT, False, False),
        (State.EXEMPT, False, False),
        (State.EXTENDED, False, False),
        (State.RENEW, False, True),
        (State.DUE, False, True),
        (State.IN_PROGRESS, False, True),
        (State.OVERDUE, True, True),
        (State.REACTIVATABLE, True, True),
        (State.EXPIRED, True, True),
    ],
)
def test_missing_is_what_should_be_there_and_open_what_is_to_be_done_besides(state, is_missing, is_open):
    required = Required("Early help", state, None)
    assert (required.is_missing, required.is_open) == (is_missing, is_open)
