"""Several people, or one with a nervous finger, at the same instant in different processes."""

from __future__ import annotations

import threading

import pytest

from portal.accounts.passwords import new_secret, secret_hash
from portal.kernel import clock, work
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.kernel.outbox import OutgoingMessage
from portal.kernel.slice import registry
from portal.people.models import Person
from portal.registrations.domain import RequestState
from portal.registrations.models import RegistrationQuestion, RegistrationRequest
from tests.factories import an_agency, saved, someone
from tests.factories_registrations import a_question, a_request
from tests.integration.bookings.test_last_place import all_at_once
from tests.integration.registrations.cast import TYPED
from tests.support import live
from tests.support.pages import errors_on

BUSY = "The portal is very busy. Nothing was changed. Please try again"
TOO_LATE = "Somebody else has decided about this request in the meantime"


@pytest.fixture(scope="module")
def live_server(new_database, tmp_path_factory):
    log = tmp_path_factory.mktemp("registrations") / "server.log"
    with live.serving(new_database("registrations"), log=log) as server:
        yield server


@pytest.fixture
def deciders(live_server):
    with live_server.app.app_context():
        accounts = [someone(Role.COORDINATOR) for _ in range(2)]
        found = [live_server.visitor() for _ in accounts]
        for visitor, account in zip(found, accounts, strict=True):
            visitor.sign_in(account)
        return found


def waiting(server, **given) -> tuple[int, str]:
    with server.app.app_context():
        made = a_request(saved(an_agency()), **given)
        return made.id, made.email


def found(server, request_id):
    with server.app.app_context():
        return db.session.get(RegistrationRequest, request_id)


def letters(server, email) -> list[str]:
    with server.app.app_context():
        return [one.kind for one in db.session.query(OutgoingMessage).filter_by(recipient=email)]


class TestDecide:
    def test_one_approves_and_the_other_refuses(self, live_server, deciders):
        request_id, email = waiting(live_server)
        url = f"/requests-to-join/{request_id}"
        answers = all_at_once(
            [
                (deciders[0], *deciders[0].prepare(f"{url}/approve")),
                (deciders[1], *deciders[1].prepare(f"{url}/refuse", reason="Not here")),
            ]
        )
        assert sorted(one.status_code for one in answers) == [200, 302]
        assert [errors_on(one.text) for one in answers if one.status_code == 200] == [[TOO_LATE]]
        approved = found(live_server, request_id).state is RequestState.APPROVED
        assert letters(live_server, email) == ["invitation" if approved else "join_refused"]

    def test_both_approve_and_one_person_comes_in(self, live_server, deciders):
        request_id, email = waiting(live_server)
        url = f"/requests-to-join/{request_id}/approve"
        answers = all_at_once([(one, *one.prepare(url)) for one in deciders])
        assert sorted(one.status_code for one in answers) == [200, 302]
        with live_server.app.app_context():
            assert db.session.query(Person).filter_by(email=email).count() == 1

    def test_an_answer_while_somebody_refuses(self, live_server, deciders):
        request_id, _ = waiting(live_server, state=RequestState.ASKED)
        secret = new_secret()
        with live_server.app.app_context():
            a_question(db.session.get(RegistrationRequest, request_id), secret_hash=secret_hash(secret))
        stranger = live_server.visitor()
        stranger.get(f"/join/question/{secret}")
        refusal = deciders[0].prepare(f"/requests-to-join/{request_id}/refuse", reason="Not here")
        all_at_once(
            [(stranger, *stranger.prepare("/join/question", answer="Evenings")), (deciders[0], *refusal)]
        )
        assert found(live_server, request_id).state is RequestState.REFUSED
        with live_server.app.app_context():
            (question,) = db.session.query(RegistrationQuestion).filter_by(request_id=request_id)
            assert question.secret_hash is None


class TestAsk:
    def test_four_presses_are_one_request(self, live_server):
        with live_server.app.app_context():
            agency_id = saved(an_agency()).id
        stranger, typed = live_server.visitor(), TYPED | {"email": "eager@northside.example"}
        url, pairs = stranger.prepare(f"/join/details?agency={agency_id}", **typed)
        tabs = [live.Visitor(live_server, dict(stranger.cookies)) for _ in range(4)]
        answers = all_at_once([(tab, url, pairs) for tab in tabs])
        # A machine short of breath may also say that it is busy.
        assert {(one.status_code, *errors_on(one.text)) for one in answers} <= {(302,), (200, BUSY)}
        workers = [threading.Thread(target=drain, args=(live_server,)) for _ in range(3)]
        [one.start() for one in workers]
        [one.join(30) for one in workers]
        assert letters(live_server, "eager@northside.example") == ["join_confirm"]
        with live_server.app.app_context():
            mine = db.session.query(RegistrationRequest).filter_by(email="eager@northside.example")
            assert mine.count() == 1

    def test_a_link_that_is_used_twice_confirms_once(self, live_server):
        secret = new_secret()
        given = {"state": RequestState.UNCONFIRMED, "secret_hash": secret_hash(secret)}
        request_id, _ = waiting(live_server, sent_at=clock.now(), **given)
        devices = [live_server.visitor() for _ in range(2)]
        for device in devices:
            device.get(f"/join/confirm/{secret}")
        answers = all_at_once([(one, *one.prepare("/join/confirm")) for one in devices])
        assert sorted(one.status_code for one in answers) == [200, 302]
        assert found(live_server, request_id).state is RequestState.WAITING

    def test_two_requests_of_one_address_become_one(self, live_server):
        secrets = [new_secret() for _ in range(2)]
        for secret in secrets:
            given = {"email": "twice@northside.example", "secret_hash": secret_hash(secret)}
            waiting(live_server, state=RequestState.UNCONFIRMED, sent_at=clock.now(), **given)
        devices = [live_server.visitor() for _ in secrets]
        for device, secret in zip(devices, secrets, strict=True):
            device.get(f"/join/confirm/{secret}")
        answers = all_at_once([(one, *one.prepare("/join/confirm")) for one in devices])
        assert sorted(one.status_code for one in answers) == [200, 302]
        (told,) = (one.text for one in answers if one.status_code == 200)
        assert "We have a request from you already" in told or "Someone else has just changed this" in told


def drain(server) -> None:
    with server.app.app_context():
        work.drain(registry().tasks)
        db.session.remove()
