from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.factors.models import Passkey, RecoveryCode
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from tests.factories import someone
from tests.integration.factors.scene import ADD, ALONE, registered
from tests.support.pages import errors_on


@pytest.fixture
def account():
    return someone()


@pytest.mark.usefixtures("at_localhost")
class TestRemove:
    def page(self) -> str:
        return f"/account/second-step/passkeys/{db.session.scalar(select(Passkey.id))}/remove"

    def test_takes_the_codes_with_the_last(self, client, account):
        registered(client, account)
        client.sign_in(account)
        assert client.submit(self.page()).location == "/account/second-step"
        assert db.session.scalar(select(Passkey)) is None
        assert db.session.scalar(select(RecoveryCode)) is None
        assert db.session.scalars(select(Activity.verb)).all()[-1] == "remove_passkey"

    def test_refuses_the_last_one_of_a_coordinator(self, client):
        account = someone(Role.COORDINATOR)
        registered(client, account)
        client.sign_in(account)
        assert errors_on(client.submit(self.page()).text)[0].startswith("Your role needs a second step")
        registered(client, account)
        client.sign_in(account)
        assert client.submit(self.page()).status_code == 302

    def test_somebody_elses_is_not_there(self, client, account):
        registered(client, account)
        client.sign_in(someone())
        assert client.get(self.page()).status_code == 404


class TestWhereItCannotWork:
    def test_an_address_without_a_name_offers_none(self, client, account, choose):
        choose(public_url="http://127.0.0.1:8000")
        assert "with a passkey" not in client.get("/sign-in").text
        assert "cannot be used at this address" in client.get(ALONE).text
        client.sign_in(account)
        assert client.get(ADD).location == "/account/second-step"
