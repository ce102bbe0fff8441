import pytest

from portal.kernel.access import Role
from tests.factories import saved, someone
from tests.factories_merging import a_colleague, a_pair


@pytest.fixture
def coordinator(client):
    """A coordinator who is signed in."""
    account = someone(Role.COORDINATOR)
    client.sign_in(account)
    # A merge asks every table in turn.
    client.change_budget = 60
    return account


@pytest.fixture
def kept():
    return a_colleague(given_name="Ann", family_name="Pemberton", phone="01904 555 111")


@pytest.fixture
def lost():
    return a_colleague(given_name="Anne", family_name="Pemberton", phone="01904 555 222")


@pytest.fixture
def pair(kept, lost):
    return saved(a_pair(kept, lost))
