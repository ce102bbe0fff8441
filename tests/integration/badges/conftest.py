"""What every test of badges needs: a holder who is signed in, and keys."""

from __future__ import annotations

from datetime import UTC, datetime
from time import time

import pytest

from tests.integration.badges.cast import badge_of, make_keys, set_keys
from tests.integration.certificates.cast import a_holder
from training.badges import routes


@pytest.fixture(autouse=True)
def as_the_machine_says(today, at):
    """Libraries of others go by the machine's own clock, so that here it is now and never another day."""
    at(datetime.fromtimestamp(time(), UTC))


@pytest.fixture(autouse=True)
def nobody_has_tried():
    routes._wrong_badges.forget()


@pytest.fixture
def key_file(app, tmp_path, monkeypatch):
    path = make_keys(app, tmp_path / "badges.json")
    set_keys(app, monkeypatch, path)
    return path


@pytest.fixture
def held(client, key_file):
    account, certificate = a_holder()
    client.sign_in(account)
    return certificate


@pytest.fixture
def badge(client, held):
    return badge_of(client, held)
