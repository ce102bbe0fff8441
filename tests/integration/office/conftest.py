"""A client that may take as many statements as there are people on a list."""

from __future__ import annotations

import pytest


@pytest.fixture
def many(client):
    client.change_budget = 400
    return client
