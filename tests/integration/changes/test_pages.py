"""The pages on which many events are changed: choosing, a preview that sends nothing, and the act."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock, work
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.kernel.outbox import OutgoingMessage
from portal.kernel.slice import registry
from tests.factories import a_booking, an_event, someone
from tests.support.pages import errors_on


class TestPages:
    @pytest.fixture(autouse=True)
    def run_training(self, client):
        client.sign_in(someone(Role.COORDINATOR))

    def test_chosen_previewed_and_done(self, client):
        event = an_event(starts_at=clock.now() + timedelta(days=3))
        a_booking(event)
        assert event.code in client.get("/training/changes/choose").text
        url = f"/training/changes/plan?act=cancel&event={event.id}"
        assert "1 message is sent" in client.submit(url, press="Preview", reason="Snow").text
        assert db.session.query(OutgoingMessage).count() == 0
        page = client.submit(url, press="Preview", reason="Snow")
        response = send(client, url, page, reason="Snow")
        assert "0 of 1 event done" in client.follow(response).text
        work.drain(registry().tasks)
        assert "Cancelled" in client.get(response.location).text

    @pytest.mark.parametrize(
        ("act", "given", "said"),
        [
            ("cancel", {}, ["Enter the reason"]),
            ("online", {"reason": "Snow"}, ["Enter the link for joining online"]),
            ("move", {"reason": "Snow"}, ["Enter the new day"]),
        ],
    )
    def test_says_what_is_missing(self, client, act, given, said):
        event = an_event(starts_at=clock.now() + timedelta(days=3))
        url = f"/training/changes/plan?act={act}&event={event.id}"
        assert errors_on(client.submit(url, press="Preview", **given).text) == said

    @pytest.mark.parametrize(
        "query", ["", "?act=cancel", "?act=what&event=1", "?act=cancel&event=9999", "?event=x"]
    )
    def test_nothing_chosen_leads_back(self, client, query):
        assert client.get(f"/training/changes/plan{query}").location.endswith("/training/changes/choose")

    def test_only_those_who_run_training(self, client):
        client.sign_in(someone(Role.TRAINER))
        assert client.get("/training/changes").status_code == 403


def send(client, url, page, **given):
    """Press the button that only the preview shows."""
    from tests.support.pages import parse

    token = parse(page.text).select_one("input[name=csrf_token]")["value"]
    return client.post(url, data={"csrf_token": token, "submit": "y", **given})
