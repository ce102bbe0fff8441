"""The page that says what is chosen, and who changed it last."""

from __future__ import annotations

import pytest

from portal.kernel.access import Role
from tests.factories import someone


@pytest.fixture
def admin(client):
    account = someone(Role.ADMINISTRATOR, given_name="Ada", family_name="Keeper")
    client.sign_in(account)
    return account


def test_who_changed_something_is_named(client, admin):
    client.submit("/partnership/boards", lines="Board of all")
    client.sign_in(someone(Role.ADMINISTRATOR))
    text = client.get("/partnership/").text
    assert "Ada Keeper" in text
    assert f"Person {admin.person_id}" not in text


def test_without_changes_nobody_is_named(client, admin):
    assert "Latest changes" not in client.get("/partnership/").text


def test_it_is_the_administrators_page(client):
    client.sign_in(someone(Role.COORDINATOR))
    assert client.get("/partnership/").status_code == 403
