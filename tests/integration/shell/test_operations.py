from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.kernel import outbox
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.kernel.outbox import Message, OutgoingMessage
from tests.factories import someone
from tests.support.pages import parse, words_of


def a_message() -> OutgoingMessage:
    outbox.queue(
        Message(recipient="kim@demo.example", kind="booked", about="x:1", subject="Booked", body="Hi")
    )
    db.session.commit()
    return db.session.scalars(select(OutgoingMessage)).one()


class TestOutbox:
    def test_shows_a_message_and_whether_it_was_sent(self, client) -> None:
        message = a_message()
        client.sign_in(someone(Role.ADMINISTRATOR))
        assert "Waiting" in client.get("/outbox").text
        assert "Not yet" in client.get(f"/outbox/{message.id}").text

    def test_a_failed_message_says_why(self, client) -> None:
        message = a_message()
        message.failure, message.attempts = "ConnectionRefusedError: no server", 2
        client.sign_in(someone(Role.ADMINISTRATOR))
        assert "Failed 2 times" in client.get("/outbox").text
        assert "no server" in client.get(f"/outbox/{message.id}").text

    def test_an_unknown_message_is_not_found(self, client) -> None:
        client.sign_in(someone(Role.ADMINISTRATOR))
        assert client.get("/outbox/9999").status_code == 404


@pytest.mark.parametrize("url", ["/activity", "/outbox", "/outbox/1"])
@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.AUDITOR, Role.BOARD_READER])
def test_others_may_not_look(client, url: str, role: Role) -> None:
    client.sign_in(someone(role))
    assert client.get(url).status_code == 403


class TestHome:
    def test_says_so_when_nothing_waits(self, client) -> None:
        client.sign_in(someone())
        assert "Nothing is waiting for you today." in client.get("/").text

    def test_navigation_shows_only_what_one_may_open(self, client) -> None:
        client.sign_in(someone())
        assert "Outbox" not in client.get("/").text
        client.sign_in(someone(Role.ADMINISTRATOR))
        assert "Outbox" in client.get("/").text

    def test_the_entry_of_a_room_is_marked_on_its_inner_pages(self, client) -> None:
        client.sign_in(someone())
        marked = parse(client.get("/schools").text).select("nav a[aria-current]")
        assert [words_of(link) for link in marked] == ["People and places"]

    def test_strangers_are_asked_to_sign_in(self, client) -> None:
        assert client.get("/").location.startswith("/sign-in")


@pytest.mark.parametrize("url", ["/healthz", "/readyz"])
def test_machines_can_ask_how_it_is(client, url: str) -> None:
    assert client.get(url).json["status"] in {"ok", "ready"}


def test_every_answer_is_guarded_by_its_headers(client) -> None:
    headers = client.get("/sign-in").headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Request-ID"]
