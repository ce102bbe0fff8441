"""What every test of passports needs: nobody who has tried before, and somebody with a record."""

from __future__ import annotations

import pytest

from tests.integration.passport.cast import a_learner, a_record
from training.passport.routes import sharing


@pytest.fixture(autouse=True)
def nobody_has_tried():
    sharing._openings.forget()
    sharing._wrong_links.forget()


@pytest.fixture
def ann(client):
    account, person = a_learner(given_name="Ann", family_name="Here")
    client.sign_in(account)
    person.account = account
    return person


@pytest.fixture
def certificate(ann):
    return a_record(ann)
