"""Passkeys, answered by a device in software: what is right, and everything that is refused."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import func, select

from portal.factors.models import Passkey, RecoveryCode
from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.kernel.outbox import OutgoingMessage
from tests.factories import someone
from tests.integration.factors.scene import ADD, ALONE, REFUSED, STEP, is_in, registered, send
from tests.support.authenticator import PRESENT, Device, options_on, to_text
from tests.support.pages import errors_on, parse, words_of

pytestmark = pytest.mark.usefixtures("at_localhost")


@pytest.fixture
def account():
    return someone()


class TestAdd:
    def test_is_kept_with_its_name_and_codes_are_shown(self, client, account):
        client.sign_in(account)
        answer = send(client, ADD, Device().create, name="Work phone")
        assert "Your recovery codes" in client.follow(answer).text
        assert "Work phone" in client.get("/account/second-step").text
        assert db.session.scalar(select(func.count()).select_from(RecoveryCode)) == 10
        assert db.session.scalar(select(Activity.verb)) == "add_passkey"
        assert "A passkey was added" in db.session.scalar(select(OutgoingMessage.body))

    def test_several(self, client, account):
        for _ in range(3):
            registered(client, account)
        assert db.session.scalar(select(func.count()).select_from(Passkey)) == 3
        handles = db.session.scalars(select(Passkey.user_handle).distinct()).all()
        assert len(handles) == 1

    def test_asks_for_one_that_can_stand_alone(self, client, account):
        client.sign_in(account)
        asked = options_on(client.get(ADD).text)
        assert asked["authenticatorSelection"]["residentKey"] == "required"
        assert asked["authenticatorSelection"]["userVerification"] == "required"
        assert asked["rp"]["id"] == "localhost"
        assert account.email not in asked["user"]["id"]

    def test_names_those_that_are_known_already(self, client, account):
        device = registered(client, account)
        client.sign_in(account)
        known = options_on(client.get(ADD).text)["excludeCredentials"]
        assert [one["id"] for one in known] == [to_text(device.credential_id)]

    @pytest.mark.parametrize(
        "wrong",
        [
            {"origin": "http://evil.example"},
            {"origin": "https://localhost:8000"},
            {"rp_id": "evil.example"},
            {"flags": PRESENT},
            {"flags": 0},
        ],
        ids=str,
    )
    def test_refuses(self, client, account, wrong):
        client.sign_in(account)
        assert errors_on(send(client, ADD, Device(**wrong).create).text) == [REFUSED]
        assert db.session.scalar(select(Passkey)) is None

    def test_refuses_another_challenge(self, client, account):
        client.sign_in(account)
        old = options_on(client.get(ADD).text)
        assert errors_on(send(client, ADD, lambda _new: Device().create(old)).text) == [REFUSED]

    def test_refuses_the_challenge_of_another_page(self, client, account):
        """What was asked for signing in is no answer to adding."""
        client.sign_in(account)
        shown = client.get(ADD).text
        alone = options_on(client.get(ALONE).text)
        token = BeautifulSoup(shown, "html.parser").select_one("main [name=csrf_token]")["value"]
        asked = options_on(shown) | {"challenge": alone["challenge"]}
        answer = client.post(ADD, data={"csrf_token": token, "answer": Device().create(asked)})
        assert errors_on(answer.text) == [REFUSED]

    def test_refuses_an_answer_that_comes_late(self, client, account, at):
        client.sign_in(account)

        def slowly(options):
            at(clock.now() + timedelta(minutes=11))
            return Device().create(options)

        assert errors_on(send(client, ADD, slowly).text) == [REFUSED]

    def test_refuses_a_passkey_of_somebody_else(self, client, account):
        device = registered(client, account)
        client.sign_in(someone())
        answer = send(client, ADD, device.create)
        assert errors_on(answer.text) == ["This passkey is already in use"]

    def test_says_what_it_needs_without_javascript(self, client, account):
        client.sign_in(account)
        answer = client.submit(ADD, name="Phone")
        assert errors_on(answer.text)[0].startswith("Your browser did not answer with a passkey")
        assert "Passkeys need JavaScript" in words_of(parse(answer.text).select_one(".portal-without-script"))


class TestAlone:
    """The only step: found without a name, unlocked by its person."""

    def test_lets_in_without_a_password(self, client, account):
        device = registered(client, account)
        assert send(client, f"{ALONE}?next=/help", device.get).location == "/help"
        assert is_in(client)

    def test_is_enough_for_a_coordinator(self, client):
        device = registered(client, someone(Role.COORDINATOR))
        assert send(client, ALONE, device.get).location == "/"
        assert is_in(client)

    def test_a_device_that_does_not_count(self, client, account):
        device = registered(client, account, counts=False)
        for _ in range(2):
            client.sign_out()
            assert send(client, ALONE, device.get).status_code == 302

    @pytest.mark.parametrize(
        "wrong", [{"origin": "http://evil.example"}, {"rp_id": "evil.example"}, {"flags": PRESENT}], ids=str
    )
    def test_refuses(self, client, account, wrong):
        device = registered(client, account)
        for name, value in wrong.items():
            setattr(device, name, value)
        assert errors_on(send(client, ALONE, device.get).text) == [REFUSED]
        assert not is_in(client)

    def test_refuses_another_key(self, client, account):
        device = registered(client, account)
        stolen = ec.generate_private_key(ec.SECP256R1())
        answer = send(client, ALONE, lambda options: device.get(options, key=stolen))
        assert errors_on(answer.text) == [REFUSED]

    def test_refuses_a_challenge_that_was_not_asked(self, client, account):
        device = registered(client, account)
        answer = send(client, ALONE, lambda options: device.get(options, challenge=to_text(bytes(32))))
        assert errors_on(answer.text) == [REFUSED]

    def test_refuses_the_handle_of_another_account(self, client, account):
        device, other = registered(client, account), registered(client, someone())
        answer = send(client, ALONE, lambda options: device.get(options, handle=other.handle))
        assert errors_on(answer.text) == [REFUSED]

    def test_refuses_an_answer_without_a_handle(self, client, account):
        device = registered(client, account)
        answer = send(client, ALONE, lambda options: device.get(options, handle=""))
        assert errors_on(answer.text) == [REFUSED]

    def test_refuses_a_replay_even_with_the_cookie_of_then(self, app, client, account):
        device = registered(client, account, counts=False)
        shown = client.get(ALONE).text
        token = BeautifulSoup(shown, "html.parser").select_one("main [name=csrf_token]")["value"]
        sent = {"csrf_token": token, "answer": device.get(options_on(shown))}
        thief = app.test_client()
        with client.session_transaction() as session, thief.session_transaction() as copy:
            copy.update(session)
        assert client.post(ALONE, data=sent).status_code == 302
        assert errors_on(thief.post(ALONE, data=sent).text) == [REFUSED]

    def test_refuses_a_device_that_counts_backwards_and_writes_it_down(self, client, account):
        device = registered(client, account)
        send(client, ALONE, device.get)
        client.sign_out()
        device.count -= 1  # as a copy that was made before would
        assert errors_on(send(client, ALONE, device.get).text) == [REFUSED]
        verbs = db.session.scalars(select(Activity.verb).order_by(Activity.id)).all()
        assert verbs[-1] == "refuse_copied_passkey"
        assert "looks like a copy" in db.session.scalars(select(OutgoingMessage.body)).all()[-1]

    def test_refuses_one_that_was_removed(self, client, account):
        device = registered(client, account)
        db.session.delete(db.session.scalar(select(Passkey)))
        db.session.commit()
        assert errors_on(send(client, ALONE, device.get).text) == [REFUSED]

    def test_a_closed_account_stays_closed(self, client, account):
        device = registered(client, account)
        account.is_active = False
        db.session.commit()
        assert send(client, ALONE, device.get).status_code == 403
        assert not is_in(client)

    @pytest.mark.parametrize(
        "answer",
        ["", "x", "[]", "{}", '{"id": 1}', '{"id": "a", "response": []}', "[" * 5000, '{"id": "\\ud800"}'],
    )
    def test_nonsense_is_refused_kindly(self, client, answer):
        shown = send(client, ALONE, lambda _options: answer)
        assert shown.status_code == 200
        assert errors_on(shown.text)

    def test_half_an_answer_is_refused_kindly(self, client, account):
        device = registered(client, account)
        for part in ("clientDataJSON", "authenticatorData", "signature"):

            def broken(options, part=part):
                content = json.loads(device.get(options))
                content["response"][part] = content["response"][part][:-7]
                return json.dumps(content)

            assert errors_on(send(client, ALONE, broken).text) == [REFUSED]


class TestSecondStep:
    PASSKEY = f"{STEP}/passkey"

    def test_lets_in(self, client, account, start):
        device = registered(client, account)
        assert start(account).location == STEP
        assert send(client, STEP, device.get, to=self.PASSKEY).location == "/"
        assert is_in(client)

    def test_a_device_that_was_named_may_keep_silent_about_its_handle(self, client, account, start):
        device = registered(client, account)
        start(account)
        answer = send(client, STEP, lambda asked: device.get(asked, handle=""), to=self.PASSKEY)
        assert answer.status_code == 302

    def test_refuses_the_passkey_of_another_account(self, client, account, start):
        registered(client, account)
        other = registered(client, someone())
        start(account)
        assert errors_on(send(client, STEP, other.get, to=self.PASSKEY).text) == [REFUSED]
        assert not is_in(client)

    def test_means_nothing_without_a_first_factor(self, client, account):
        device = registered(client, account)
        token = BeautifulSoup(client.get(ALONE).text, "html.parser").select_one("[name=csrf_token]")["value"]
        options = options_on(client.get(ALONE).text)
        answer = client.post(self.PASSKEY, data={"csrf_token": token, "answer": device.get(options)})
        assert "Start again" in answer.text
        assert not is_in(client)
