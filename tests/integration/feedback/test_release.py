"""A coordinator gives feedback out: one by one, or a whole cycle."""

from __future__ import annotations

import pytest

from audits.feedback.models import Feedback
from audits.marking.domain import AuditState
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.kernel.outbox import OutgoingMessage
from portal.people.models import Person
from tests import factories as make
from tests.integration.feedback import scene as made
from tests.integration.marking import scene as cast
from tests.support.pages import parse, words_of

URL = "/feedback-to-release"


@pytest.fixture
def coordinator():
    return make.someone(Role.COORDINATOR)


def release(client, coordinator, press):
    client.sign_in(coordinator)
    return client.submit(URL, press=press)


def test_lists_what_is_finished_and_says_so_at_home(client, coordinator):
    scene, _ = made.finished(client)
    cast.filled(cast.a_scene())
    client.sign_in(coordinator)
    page = client.get(URL).text
    assert page.count("FEHA-") == page.count(scene.assessment.reference)
    assert "Feedback on 1 assessment to release" in client.get("/").text


def test_releases_one(client, coordinator):
    scene, audit = made.finished(client)
    release(client, coordinator, f"Release {scene.assessment.reference}")
    feedback = db.session.query(Feedback).one()
    assert (feedback.audit_id, feedback.person_id) == (audit.id, scene.lead.person_id)
    assert feedback.shows_auditor
    assert db.session.query(Activity).filter_by(verb="release_feedback").count() == 1


def test_tells_the_practitioner_without_saying_of_what(client, coordinator):
    scene, _ = made.finished(client)
    release(client, coordinator, f"Release {scene.assessment.reference}")
    message = db.session.query(OutgoingMessage).one()
    assert message.recipient == scene.lead.email
    assert scene.assessment.reference not in message.subject + message.body


def test_the_office_contact_is_told_of_somebody_without_an_address(client, coordinator):
    scene, _ = made.finished(client)
    person = db.session.get_one(Person, scene.lead.person_id)
    person.email, person.office_contact_id = None, make.someone(email="office@demo.example").person_id
    db.session.commit()
    release(client, coordinator, f"Release {scene.assessment.reference}")
    message = db.session.query(OutgoingMessage).one()
    assert message.recipient == "office@demo.example"
    assert message.subject.startswith(f"For {person.name}: ")


def test_releases_a_whole_cycle_in_as_many_statements_as_one(client, coordinator):
    cycle = make.saved(cast.a_cycle(name="Spring"))
    for _ in range(4):
        made.finished(client, scene=cast.a_scene(cycle=cycle))
    other, _ = made.finished(client)
    client.change_budget = 10
    page = client.follow(release(client, coordinator, "Release all of Spring")).text
    assert "Feedback on 4 assessments is released" in page
    assert other.assessment.reference in page
    assert db.session.query(OutgoingMessage).count() == 4


def test_may_keep_the_auditor_s_name_back(client, coordinator):
    scene, _ = made.finished(client)
    client.sign_in(coordinator)
    answers = {f"cycle-{scene.cycle.id}-shows_auditor": False}
    client.submit(URL, press=f"Release all of {scene.cycle.name}", answers=answers)
    assert not db.session.query(Feedback).one().shows_auditor


def test_an_agreed_pair_gives_one_feedback_from_the_first_marker(client, coordinator):
    scene = cast.a_scene(marks=2)
    audits = [cast.filled(scene, place) for place in (0, 1)]
    cast.submit(client, scene, audits[1], 1)
    client.sign_in(coordinator)
    assert "No finished audit waits" in client.get(URL).text
    cast.submit(client, scene, audits[0], 0)
    release(client, coordinator, f"Release all of {scene.cycle.name}")
    assert db.session.query(Feedback).one().audit_id == audits[0].id
    client.sign_in(scene.lead)
    page = client.get(f"/feedback/{db.session.query(Feedback).one().id}").text
    assert "Two auditors marked it separately and agreed" in page


def test_what_needs_moderation_is_not_offered(client, coordinator):
    scene, audit = made.finished(client)
    audit.state = AuditState.NEEDS_MODERATION
    db.session.commit()
    client.sign_in(coordinator)
    assert scene.assessment.reference not in client.get(URL).text


class TestRefusals:
    def post(self, client, scene, **data):
        token = parse(client.get("/my-feedback").text).select_one("input[name=csrf_token]")["value"]
        return client.post(f"{URL}/cycles/{scene.cycle.id}", data={"csrf_token": token, **data})

    def test_a_second_time(self, client, coordinator):
        scene, audit = made.finished(client)
        client.sign_in(coordinator)
        assert self.post(client, scene, audit=audit.id).status_code == 302
        page = self.post(client, scene, audit=audit.id)
        assert page.status_code == 409
        assert db.session.query(Feedback).count() == 1

    def test_a_draft(self, client, coordinator):
        scene = cast.a_scene()
        audit = cast.filled(scene)
        client.sign_in(coordinator)
        page = self.post(client, scene, audit=audit.id)
        assert "is not finished" in page.text
        assert self.post(client, scene).status_code == 409

    def test_nobody_to_read_it(self, client, coordinator):
        scene, audit = made.finished(client)
        scene.assessment.lead_practitioner_id = None
        db.session.commit()
        client.sign_in(coordinator)
        page = client.get(URL).text
        assert "Nobody on the register" in page
        assert "None of these can be released" in page
        assert f"Release all of {scene.cycle.name}" not in page
        assert "to release" not in words_of(parse(client.get("/").text).select_one("main"))
        assert "nobody can read its feedback" in self.post(client, scene, audit=audit.id).text

    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.TRAINING_LEAD, Role.ADMINISTRATOR])
    def test_only_coordinators(self, client, role):
        scene, audit = made.finished(client)
        client.sign_in(make.someone(role))
        assert client.get(URL).status_code == 403
        assert self.post(client, scene, audit=audit.id).status_code == 403
