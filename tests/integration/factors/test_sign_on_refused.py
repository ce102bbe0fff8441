"""Single sign-on, attacked: by answers that were changed, by other browsers, by providers gone wrong."""

from __future__ import annotations

import time
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from portal.factors.models import OutsideIdentity
from portal.kernel import clock
from portal.kernel.db import db
from tests.factories import someone
from tests.integration.factors.test_sign_on import FAILED, GO, come_back, is_in, said_on
from tests.support.pages import heading_on, parse

UNCHECKED = "The portal could not check the answer. Start again from the sign-in page."
AWAY = "Your agency’s sign-in does not answer at the moment. Try again later, or sign in another way."


@pytest.fixture(autouse=True)
def kim():
    return someone(email="kim@york.gov.uk")


def refused(client, answer, why=UNCHECKED) -> None:
    assert (answer.status_code, heading_on(answer.text)) == (200, FAILED)
    assert said_on(answer) == why
    assert not is_in(client)
    assert db.session.scalar(select(OutsideIdentity)) is None


class TestToken:
    @pytest.mark.parametrize(
        "claims",
        [
            {"nonce": "another"},
            {"nonce": None},
            {"aud": "another client"},
            {"aud": ["another client"]},
            {"aud": "another client", "azp": "portal"},
            {"aud": None},
            {"aud": ["portal", "another"], "azp": "another"},
            {"iss": "https://evil.example"},
            {"iss": None},
            {"sub": None},
            {"sub": ""},
            {"sub": 7},
            {"exp": None},
            {"exp": "never"},
            {"iat": None},
            {"at_hash": "bm90IHRoaXMgb25l"},
            {"amr": "mfa"},
        ],
        ids=str,
    )
    def test_a_claim_that_is_wrong(self, client, provider, claims):
        provider.say(claims=claims)
        refused(client, come_back(client, provider))

    @pytest.mark.parametrize(
        ("name", "seconds"), [("exp", -61), ("exp", -3600), ("iat", 600), ("nbf", 600)], ids=str
    )
    def test_a_time_that_is_wrong(self, client, provider, name, seconds):
        provider.say(claims={name: int(clock.now().timestamp()) + seconds})
        refused(client, come_back(client, provider))

    @pytest.mark.parametrize("how", ["none", "secret", "public key", "stranger"])
    def test_a_signature_that_is_nobodys(self, client, provider, how):
        provider.say(sign=how)
        refused(client, come_back(client, provider))

    @pytest.mark.parametrize(
        "token",
        ['{"access_token": "x", "token_type": "Bearer", "id_token": "x.y.z"}', '{"access_token": "x"}'],
    )
    def test_no_token_at_all(self, client, provider, token):
        provider.say(trouble={"/token": token})
        refused(client, come_back(client, provider))

    def test_keys_may_change_between_two_people(self, client, provider):
        come_back(client, provider)
        client.sign_out()
        provider.say(new_key="second")
        assert come_back(client, provider).location == "/"

    def test_keys_are_asked_for_once_an_hour(self, client, provider, at):
        for _ in range(2):
            come_back(client, provider)
            client.sign_out()
        assert provider.say().count("/keys") == 1


class TestBrowser:
    def test_another_state(self, client, provider):
        back = provider.sign_in_there(client.get(GO).location)
        state = parse_qs(urlsplit(back).query)["state"][0]
        refused(client, client.get(back.replace(state, "x" * len(state))))

    def test_another_state_in_the_form_itself(self, client, provider):
        shown = client.get(provider.sign_in_there(client.get(GO).location)).text
        fields = {one["name"]: one["value"] for one in parse(shown).select("main input[type=hidden]")}
        for wrong in ("", "x" * 43):
            client.get(GO)
            refused(client, client.post(f"{GO}/back", data=fields | {"state": wrong}))

    def test_an_answer_that_another_browser_asked_for(self, app, client, provider):
        """Nobody is signed in to somebody else's account by opening a link."""
        back = provider.sign_in_there(app.test_client().get(GO).location)
        refused(client, client.get(back))
        client.get(GO)
        refused(client, client.get(back))

    def test_the_form_of_one_answer_with_the_state_of_another(self, client, provider):
        old = provider.sign_in_there(client.get(GO).location)
        new = provider.sign_in_there(client.get(GO).location)
        assert client.submit(new).location == "/"
        client.sign_out()
        refused_again = client.get(old)
        assert heading_on(refused_again.text) == FAILED

    def test_a_code_of_another_person_is_bound_to_their_browser(self, app, client, provider):
        """PKCE: a code that was caught on its way opens nothing elsewhere."""
        caught = parse_qs(urlsplit(provider.sign_in_there(app.test_client().get(GO).location)).query)["code"][
            0
        ]
        own = provider.sign_in_there(client.get(GO).location)
        code = parse_qs(urlsplit(own).query)["code"][0]
        refused(client, client.submit(own.replace(code, caught)))

    def test_the_same_answer_twice(self, client, provider):
        back = provider.sign_in_there(client.get(GO).location)
        with client.session_transaction() as session:
            kept = dict(session)
        assert client.submit(back).location == "/"
        client.sign_out()
        with client.session_transaction() as session:
            session.update(kept)
        assert heading_on(client.submit(back).text) == FAILED

    def test_an_answer_of_another_issuer(self, client, provider):
        back = provider.sign_in_there(client.get(GO).location)
        refused(client, client.get(f"{back}&iss=https://evil.example"))

    def test_somebody_who_stopped_on_the_way(self, client, provider):
        client.get(GO)
        answer = client.get(f"{GO}/back?error=access_denied&error_description=<script>&state=x")
        refused(client, answer, "You did not sign in there, or stopped on the way.")
        assert "<script>" not in answer.text.partition("<main")[2]

    def test_reading_the_way_back_asks_nobody_anything(self, client, provider):
        back = provider.sign_in_there(client.get(GO).location)
        provider.say()
        client.get(back)
        assert provider.say() == []

    def test_sends_a_nonce_a_state_and_a_challenge(self, client, provider):
        asked = parse_qs(urlsplit(client.get(GO).location).query)
        assert asked["code_challenge_method"] == ["S256"]
        assert asked["redirect_uri"] == ["http://127.0.0.1:8000/sign-in/with/york/back"]
        assert len({asked["nonce"][0], asked["state"][0], asked["code_challenge"][0]}) == 3

    def test_the_cookie_does_not_tell_the_verifier(self, client, provider):
        client.get(GO)
        with client.session_transaction() as session:
            kept = session["sign_on"]
        asked = parse_qs(urlsplit(client.get(GO).location).query)
        assert asked["state"][0] not in kept


class TestProvider:
    """One that is away, or does as it pleases: a clear page, soon, and nobody else is asked."""

    @pytest.mark.parametrize("trouble", ["error", "redirect", "flood", "[]", "nonsense", '{"issuer": "x"}'])
    @pytest.mark.parametrize("where", ["/.well-known/openid-configuration", "/token", "/keys"])
    def test_answers_wrongly(self, client, provider, trouble, where):
        provider.say(trouble={where: trouble}, elsewhere=f"{provider.url}/authorize")
        going = client.get(GO)
        if where == "/.well-known/openid-configuration":
            refused(client, going, AWAY)
            return
        answer = client.submit(provider.sign_in_there(going.location))
        assert heading_on(answer.text) == FAILED
        assert not is_in(client)
        assert "/authorize" not in provider.say()[-1:]

    def test_sends_a_byte_now_and_then(self, client, provider, monkeypatch):
        monkeypatch.setattr("portal.factors.wire.WHOLE_SECONDS", 1)
        provider.say(trouble={"/.well-known/openid-configuration": "drip"})
        began = time.monotonic()
        refused(client, client.get(GO), AWAY)
        assert time.monotonic() - began < 4

    def test_is_away(self, client, provider, choose):
        choose(sign_on_providers=(provider.trusted(issuer="http://127.0.0.1:1"),))
        refused(client, client.get(GO), AWAY)

    def test_that_was_away_is_left_alone_for_a_moment(self, client, provider, at):
        """Whoever keeps pressing the link holds no worker; the provider is tried again soon."""
        provider.say(trouble={"/.well-known/openid-configuration": "error"})
        refused(client, client.get(GO), AWAY)
        assert provider.say() != []
        refused(client, client.get(GO), AWAY)
        assert provider.say() == []
        at(clock.now() + timedelta(seconds=11))
        assert client.get(GO).status_code == 302

    @pytest.mark.parametrize(
        "description",
        [
            {"issuer": "https://evil.example"},
            {"token_endpoint": "http://169.254.169.254/latest/meta-data"},
            {"token_endpoint": "http://127.0.0.1:5432/"},
            {"jwks_uri": "https://evil.example/keys"},
            {"jwks_uri": "file:///etc/passwd"},
            {"authorization_endpoint": "https://evil.example/authorize"},
            {"authorization_endpoint": "javascript:alert(1)"},
            {"token_endpoint": None},
            {"token_endpoint": ["http://127.0.0.1"]},
        ],
        ids=str,
    )
    def test_names_an_address_that_it_may_not(self, client, provider, description):
        provider.say(description=description)
        refused(client, client.get(GO), AWAY)

    def test_may_have_endpoints_on_hosts_that_the_settings_name(self, client, provider, choose):
        other = provider.url.replace("127.0.0.1", "localhost")
        provider.say(description={"token_endpoint": f"{other}/token"})
        refused(client, client.get(GO), AWAY)
        choose(sign_on_providers=(provider.trusted(hosts=frozenset({urlsplit(other).netloc})),))
        assert come_back(client, provider).location == "/"

    def test_what_went_wrong_is_not_told(self, client, provider, caplog):
        provider.say(claims={"nonce": "wrong-nonce-7"})
        answer = come_back(client, provider)
        assert "nonce" not in answer.text.partition("<main")[2]
        assert "wrong-nonce-7" not in caplog.text
