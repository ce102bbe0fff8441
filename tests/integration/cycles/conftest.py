import pytest

from portal.kernel.access import Role
from tests.factories import someone


@pytest.fixture
def coordinator(client):
    account = someone(Role.COORDINATOR)
    client.sign_in(account)
    return account
