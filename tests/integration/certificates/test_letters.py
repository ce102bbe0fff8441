"""Who is told that a certificate is ready."""

from __future__ import annotations

from sqlalchemy import select

from portal.kernel.access import Role
from portal.kernel.db import db, unit_of_work
from portal.kernel.outbox import Channel, OutgoingMessage
from portal.messages.domain import SaveLetter
from portal.messages.finding import all_kinds
from portal.messages.services import texts
from tests.factories import someone
from tests.integration.bookings.support import coordinator
from tests.integration.certificates.cast import a_confirmed_event, a_result, issued
from training.certificates.domain import code_in_groups


def test_the_office_contact_of_somebody_without_an_address(client) -> None:
    contact = someone(given_name="Omar", email="omar@demo.example")
    event = a_confirmed_event()
    a_result(event, given_name="Ann", family_name="Lee", email=None, office_contact_id=contact.person_id)
    a_result(event, given_name="Unreached", email=None)
    client.sign_in(someone(Role.COORDINATOR))
    page = client.get(f"/training/events/{event.id}/certificates").text
    assert page.count("No message reaches them: tell them yourself") == 1
    client.submit(f"/training/events/{event.id}/certificates")
    (message,) = db.session.scalars(select(OutgoingMessage))
    assert message.recipient == "omar@demo.example"
    assert message.subject == "For Ann Lee: Your certificate: Voice of the child"
    assert "Please pass it on" in message.body


def test_whoever_has_an_address_alone_gets_it_on_paper_in_the_words_of_the_partnership(app) -> None:
    kind = all_kinds()["issued"]
    with unit_of_work():
        words = SaveLetter(
            version=0, subject="Well done", body="{{ name }}: {{ course }} {{ code }}", text=""
        )
        texts.save(coordinator(), kind, words)
    event = a_confirmed_event()
    holder = a_result(event, given_name="Ann", family_name="Lee", email=None, address="1 High Street")
    (certificate,) = issued(event)
    (message,) = db.session.scalars(select(OutgoingMessage))
    assert (message.channel, message.recipient) == (Channel.POST, "1 High Street")
    assert (message.person_id, message.subject) == (holder.id, "Well done")
    assert message.body.strip() == f"Ann Lee: Voice of the child {code_in_groups(certificate.code)}"
