"""Who tests of this room are about."""

from __future__ import annotations

import pytest

from portal.kernel.access import Role
from tests.factories import someone
from tests.integration.lost_places.cast import an_event_of


@pytest.fixture
def trainer():
    return someone(Role.TRAINER)


@pytest.fixture
def coordinator():
    return someone(Role.COORDINATOR)


@pytest.fixture
def event(trainer):
    return an_event_of(trainer)
