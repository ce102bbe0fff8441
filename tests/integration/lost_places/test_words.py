"""How letters about missed training are worded: by the partnership, with every placeholder, and a preview."""

from __future__ import annotations

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.messages.finding import all_kinds
from portal.messages.services import texts
from tests.factories import a_person, a_post, an_agency, saved, someone
from tests.integration.lost_places.cast import a_lead, a_loss, an_absent, ask, confirm, letters, loss_of
from training.lost_places.domain import LossState
from training.lost_places.kinds import message_kinds

FORM = "form:has([name=body])"


@pytest.fixture
def signed_in(client, coordinator):
    client.sign_in(coordinator)
    return client


def word(client, kind):
    """Say everything that this letter may say."""
    named = [name for name in texts.placeholders(all_kinds()[kind]) if name != "name"]
    body = "Our own words. " + " ".join(f"{{{{ {name} }}}}" for name in named)
    client.submit(f"/letters/{kind}", form=FORM, press="Save", subject="Ours: {{ course }}", body=body)


def test_each_can_be_worded_and_is_written_so(signed_in, event):
    for one in message_kinds():
        word(signed_in, one.kind)
    agency = saved(an_agency())
    a_lead(agency)
    excuse(signed_in, event, missed_again(event, agency))
    for kind in ("no_show_asked", "no_show_manager", "no_show_lead", "no_show_decided"):
        (letter,) = letters(kind)
        assert letter.subject.startswith("Ours: ")
        assert letter.body.startswith("Our own words. ")


def excuse(client, event, booking):
    confirm(client, event)
    ask()
    loss = loss_of(booking)
    loss.state, loss.reason, loss.answered_at = LossState.ANSWERED, "Illness", clock.now()
    db.session.commit()
    given = {"decision": "accept", "note": "Get well soon"}
    client.submit(f"/training/lost-places/{loss_of(booking).id}", answers=given)


def missed_again(event, agency):
    manager, person = someone(Role.LINE_MANAGER, agency=agency), saved(a_person(given_name="Ann"))
    saved(a_post(person, agency, manager_id=manager.person_id))
    a_loss(person, days_ago=30, agency=agency)
    return an_absent(event, person, agency=agency)
