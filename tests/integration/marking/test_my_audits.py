"""An auditor's own list: accept, hand back, begin."""

from __future__ import annotations

from datetime import date

import pytest

from audits.cycles.domain import AllocationState, CycleState
from audits.cycles.models import Allocation
from audits.marking.domain import AuditState
from audits.marking.models import Audit
from audits.register.domain import LinkKind
from audits.register.models import AssessmentLink
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.people.models import Person
from tests import factories as make
from tests.factories_audits import a_link
from tests.integration.marking import scene as cast
from tests.support.pages import errors_on, parse, words_of


@pytest.fixture
def scene(client):
    scene = cast.a_scene()
    client.sign_in(scene.auditor)
    return scene


def state_of(scene):
    db.session.expire_all()
    return db.session.get(Allocation, scene.allocations[0].id).state


class TestList:
    def test_shows_own_audits_with_their_dates(self, client, scene):
        other = cast.a_scene()
        page = client.get("/my-audits").text
        assert scene.assessment.reference in page
        assert "Due on Friday 20 March 2026" in page
        assert other.assessment.reference not in page

    def test_says_what_is_overdue(self, client):
        late = cast.a_scene(due_on=date(2026, 3, 2))
        client.sign_in(late.auditor)
        assert "Overdue" in client.get("/my-audits").text

    def test_counts_what_is_graded(self, client, scene):
        cast.filled(scene)
        assert "37 of 37 graded" in client.get("/my-audits").text

    def test_leaves_out_what_is_not_issued_or_not_open(self, client, scene):
        scene.allocations[0].state = AllocationState.PROPOSED
        db.session.commit()
        assert "You have no audits to mark" in client.get("/my-audits").text
        scene.allocations[0].state, scene.cycle.state = AllocationState.ISSUED, CycleState.ALLOCATED
        db.session.commit()
        assert "You have no audits to mark" in client.get("/my-audits").text

    def test_home_says_how_many_wait(self, client, scene):
        assert "1 audit to mark" in client.get("/").text
        cast.filled(scene, state=AuditState.SUBMITTED, submitted_at=cast.clock.now())
        assert "to mark" not in words_of(parse(client.get("/").text).select_one("main"))

    def test_is_for_auditors(self, client):
        client.sign_in(make.someone(Role.COORDINATOR))
        assert client.get("/my-audits").status_code == 403


class TestAccept:
    def test_accepts(self, client, scene):
        form = f"form[action$='/{scene.allocations[0].id}/accept']"
        assert client.submit("/my-audits", form=form).location == "/my-audits"
        assert state_of(scene) is AllocationState.ACCEPTED

    def test_not_for_another(self, client, scene):
        other = cast.a_scene().allocations[0]
        form = f"form[action$='/{scene.allocations[0].id}/accept']"
        token = parse(client.get("/my-audits").text).select_one(f"{form} input")["value"]
        response = client.post(f"/my-audits/{other.id}/accept", data={"csrf_token": token})
        assert response.status_code == 404


class TestStart:
    def start(self, client, scene):
        return client.submit("/my-audits", form=f"form[action$='/{scene.allocations[0].id}/start']")

    def test_is_refused_when_a_tie_was_declared_since(self, client, scene):
        auditor = db.session.get_one(Person, scene.auditor.person_id)
        make.saved(a_link(scene.assessment, auditor, LinkKind.DECLARED))
        answer = self.start(client, scene)
        assert (answer.status_code, "declared a personal tie" in answer.text) == (409, True)
        assert db.session.query(Audit).count() == 0
        assert state_of(scene) is AllocationState.ISSUED

    def test_begins_on_the_version_of_the_cycle(self, client, scene):
        response = self.start(client, scene)
        audit = db.session.query(Audit).one()
        assert response.location == f"/audits/{audit.id}"
        assert audit.checklist_version_id == scene.cycle.checklist_version_id
        assert (audit.state, state_of(scene)) == (AuditState.DRAFT, AllocationState.ACCEPTED)

    def test_twice_is_once(self, client, scene):
        url = f"/my-audits/{scene.allocations[0].id}/start"
        token = parse(client.get("/my-audits").text).select_one("main input[name=csrf_token]")["value"]
        first, second = (client.post(url, data={"csrf_token": token}).location for _ in range(2))
        assert first == second
        assert db.session.query(Audit).count() == 1

    def test_refuses_whoever_has_had_a_part_since_it_was_given(self, client, scene):
        given = {"assessment_id": scene.assessment.id, "person_id": scene.auditor.person_id}
        make.saved(AssessmentLink(**given, kind=LinkKind.TAF))
        page = self.start(client, scene)
        assert page.status_code == 409
        assert "Hand it back to the coordinator" in page.text
        assert db.session.query(Audit).count() == 0


class TestDecline:
    def url(self, scene):
        return f"/my-audits/{scene.allocations[0].id}/decline"

    def test_hands_back_with_a_reason(self, client, scene):
        response = client.submit(self.url(scene), reason="conflict", note="I was at two meetings")
        assert response.location == "/my-audits"
        assert state_of(scene) is AllocationState.DECLINED
        assert scene.allocations[0].reason == "conflict: I was at two meetings"

    def test_wants_a_reason(self, client, scene):
        page = client.submit(self.url(scene), note="…")
        assert errors_on(page.text) == ["Select why you are handing it back"]
        assert state_of(scene) is AllocationState.ISSUED

    def test_refuses_once_it_is_begun(self, client, scene):
        cast.started(scene)
        page = client.submit(self.url(scene), reason="capacity")
        assert errors_on(page.text) == [
            "This audit has been begun. Ask the coordinator if you cannot finish it"
        ]

    def test_not_for_another(self, client, scene):
        client.sign_in(make.someone(Role.AUDITOR))
        assert client.get(self.url(scene)).status_code == 404
