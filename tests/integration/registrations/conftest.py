"""An agency and those who answer for it."""

import pytest

from portal.kernel.access import Role
from tests.factories import an_agency, saved, someone


@pytest.fixture
def agency():
    return saved(an_agency(name="Northside Health"))


@pytest.fixture
def lead(agency):
    return someone(Role.AGENCY_LEAD, agency=agency, email="lead@northside.example", given_name="Lena")


@pytest.fixture
def coordinator():
    return someone(Role.COORDINATOR, email="coordinator@york.example", given_name="Cora")
