"""The first question: a tripwire apart from scoring, and what safeguarding leads do about it."""

from __future__ import annotations

from datetime import date

import pytest

from audits.marking.domain import AlertOutcome
from audits.marking.models import Audit, SafeguardingAlert
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.kernel.outbox import OutgoingMessage
from tests import factories as make
from tests.factories_partnership import a_part
from tests.integration.marking import scene as cast
from tests.support.pages import errors_on, parse, words_of

DONE = "Rang the duty desk about the bruise"


@pytest.fixture
def scene(client):
    scene = cast.a_scene()
    client.sign_in(scene.auditor)
    return scene


@pytest.fixture
def audit(scene):
    return cast.started(scene)


def say(client, audit, answer="yes"):
    return client.submit(f"/audits/{audit.id}/safety", unsafe_child=answer, done=DONE)


def messages():
    return db.session.query(OutgoingMessage).order_by(OutgoingMessage.recipient).all()


class TestTripwire:
    def test_tells_every_current_safeguarding_lead_at_once(self, client, audit):
        leads = [make.someone(Role.SAFEGUARDING_LEAD) for _ in range(2)]
        gone = make.saved(make.a_person())
        make.saved(make.a_role(gone, Role.SAFEGUARDING_LEAD, ends_on=date(2026, 3, 2)))
        say(client, audit)
        assert {one.recipient for one in messages()} == {lead.email for lead in leads}
        assert db.session.query(SafeguardingAlert).one().raised_by_id == audit.auditor_id

    def test_the_message_says_nothing_of_the_case(self, client, scene, audit):
        make.someone(Role.SAFEGUARDING_LEAD)
        say(client, audit)
        words = messages()[0].subject + messages()[0].body
        for secret in (DONE, scene.assessment.reference, scene.cycle.name, "Sam Tester"):
            assert secret not in words
        assert "/alerts/" in words

    def test_the_page_and_the_letter_say_whom_to_ring(self, client, audit):
        a_part("contacts", duty_phone="01632 960 999", out_of_hours_phone="01632 960 998")
        said = "The safeguarding duty telephone is 01632 960 999. Outside these hours ring 01632 960 998."
        lead = make.someone(Role.SAFEGUARDING_LEAD)
        answer = say(client, audit)
        assert said in client.follow(answer).text
        assert said in messages()[0].body
        client.sign_in(lead)
        assert said in client.get(f"/alerts/{db.session.query(SafeguardingAlert).one().id}").text

    def test_without_a_number_nothing_is_left_open(self, client, audit):
        make.someone(Role.SAFEGUARDING_LEAD)
        assert "duty telephone" not in client.follow(say(client, audit)).text
        assert "telephone" not in messages()[0].body

    def test_saying_it_twice_raises_one_alert(self, client, audit):
        make.someone(Role.SAFEGUARDING_LEAD)
        say(client, audit)
        assert say(client, audit).location.endswith("/sections/A")
        assert db.session.query(SafeguardingAlert).count() == 1
        assert len(messages()) == 1

    def test_the_marker_stays_on_the_page_and_reads_what_happens(self, client, audit):
        response = say(client, audit)
        assert response.location == f"/audits/{audit.id}/safety"
        assert "You raised a safeguarding alert on 3 March 2026 at 10am" in client.follow(response).text

    def test_no_raises_nothing_and_takes_nothing_back(self, client, audit):
        say(client, audit, "no")
        assert db.session.query(SafeguardingAlert).count() == 0
        say(client, audit)
        say(client, audit, "no")
        assert db.session.query(SafeguardingAlert).count() == 1

    def test_never_changes_a_grade(self, client, scene):
        audit = cast.filled(scene)
        say(client, audit)
        client.submit(f"/audits/{audit.id}/submit")
        db.session.expire_all()
        assert db.session.get(Audit, audit.id).grade == 3

    def test_the_activity_log_holds_no_words_of_it(self, client, audit):
        say(client, audit)
        entry = db.session.query(Activity).filter_by(verb="raise_alert").one()
        assert DONE not in str(entry.details) + entry.reason


class TestHandling:
    @pytest.fixture
    def alert(self, client, audit):
        say(client, audit)
        self.lead = make.someone(Role.SAFEGUARDING_LEAD, given_name="Dana")
        client.sign_in(self.lead)
        return db.session.query(SafeguardingAlert).one()

    def test_home_and_list_show_what_nobody_has_seen(self, client, scene, alert):
        card = parse(client.get("/").text).select_one(".portal-card--urgent")
        told = "Urgent 1 safeguarding alert without an outcome Not seen by anybody yet: 1"
        assert words_of(card) == told
        page = client.get("/alerts").text
        assert scene.assessment.reference in page
        assert "Not seen yet" in page

    def test_i_have_seen_this(self, client, scene, alert, audit):
        client.submit(f"/alerts/{alert.id}", press="I have seen this")
        assert "Seen, no outcome" in client.get("/alerts").text
        client.sign_in(scene.auditor)
        assert "Seen by Dana" in client.get(f"/audits/{audit.id}/safety").text

    def test_the_marker_is_told_the_outcome(self, client, scene, alert, audit):
        form = "form:has(input[name=outcome])"
        client.submit(f"/alerts/{alert.id}", form=form, outcome="referred", note="Thank you")
        db.session.expire_all()
        assert alert.outcome is AlertOutcome.REFERRED
        assert alert.seen_by_id == self.lead.person_id
        client.sign_in(scene.auditor)
        page = client.get(f"/audits/{audit.id}/safety").text
        assert "Referred to children" in page
        assert "Thank you" in page

    def test_wants_an_outcome_and_takes_only_one(self, client, alert):
        form = "form:has(input[name=outcome])"
        page = client.submit(f"/alerts/{alert.id}", form=form)
        assert errors_on(page.text) == ["Select what was decided"]
        client.submit(f"/alerts/{alert.id}", form=form, outcome="referred")
        assert 'name="outcome"' not in client.get(f"/alerts/{alert.id}").text

    def test_shows_no_marks(self, client, alert):
        assert "Seen for" not in client.get(f"/alerts/{alert.id}").text

    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.COORDINATOR, Role.ADMINISTRATOR])
    def test_is_for_safeguarding_leads(self, client, alert, role):
        client.sign_in(make.someone(role))
        assert client.get("/alerts").status_code == 403
        assert client.get(f"/alerts/{alert.id}").status_code == 403

    def test_what_is_not_there(self, client, alert):
        assert client.get("/alerts/999").status_code == 404
