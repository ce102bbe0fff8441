"""Who is told that a certificate is ready."""

from __future__ import annotations

from sqlalchemy import select

from portal.kernel.access import Role
from portal.kernel.db import db
from portal.kernel.outbox import OutgoingMessage
from tests.factories import someone
from tests.integration.certificates.cast import a_confirmed_event, a_result


def test_the_office_contact_of_somebody_without_an_address(client) -> None:
    contact = someone(given_name="Omar", email="omar@demo.example")
    event = a_confirmed_event()
    a_result(event, given_name="Ann", family_name="Lee", email=None, office_contact_id=contact.person_id)
    a_result(event, given_name="Unreached", email=None)
    client.sign_in(someone(Role.COORDINATOR))
    page = client.get(f"/training/events/{event.id}/certificates").text
    assert page.count("no message reaches them: tell them yourself") == 1
    client.submit(f"/training/events/{event.id}/certificates")
    (message,) = db.session.scalars(select(OutgoingMessage))
    assert message.recipient == "omar@demo.example"
    assert message.subject == "For Ann Lee: Your certificate: Voice of the child"
    assert "Please pass it on" in message.body
