"""Double marking: blind until both are in; agreed, or for a moderator (docs/audits.md 4.2)."""

from __future__ import annotations

import pytest

from audits.marking.domain import AuditState, HoldReason
from audits.marking.models import Audit
from portal.kernel.access import Role
from portal.kernel.db import db
from tests import factories as make
from tests.integration.marking import scene as cast

SECRET = "Seen by the first marker alone"


@pytest.fixture
def scene():
    return cast.a_scene(marks=2)


def pair(client, scene, first=None, second=None):
    """Both markers submit; their audits as they are then."""
    for place, answers in enumerate((first, second)):
        cast.submit(client, scene, cast.filled(scene, place, answers), place)
    db.session.expire_all()
    return db.session.query(Audit).order_by(Audit.id).all()


def test_the_first_waits_for_the_second(client, scene):
    audit = cast.filled(scene)
    page = client.follow(cast.submit(client, scene, audit)).text
    db.session.expire_all()
    assert db.session.get(Audit, audit.id).state is AuditState.AWAITING_SECOND
    assert "Waiting for the second mark" in page


def test_a_draft_of_the_second_is_not_compared(client, scene):
    first, second = (cast.filled(scene, place) for place in (0, 1))
    cast.submit(client, scene, first)
    db.session.expire_all()
    assert db.session.get(Audit, first.id).state is AuditState.AWAITING_SECOND
    assert db.session.get(Audit, second.id).state is AuditState.DRAFT


def test_equal_grades_agree(client, scene):
    audits = pair(client, scene, {}, {"A2": "4", "B2": "2"})
    assert [audit.state for audit in audits] == [AuditState.AGREED] * 2
    assert [audit.hold_reason for audit in audits] == [None, None]


@pytest.mark.parametrize(
    ("second", "reason"),
    [({"D4": "1"}, HoldReason.GRADES_DIFFER), ({"A2": "1"}, HoldReason.ITEMS_FAR_APART)],
)
def test_marks_far_apart_wait_for_a_moderator(client, scene, second, reason):
    audits = pair(client, scene, {}, second)
    assert {audit.state for audit in audits} == {AuditState.NEEDS_MODERATION}
    assert {audit.hold_reason for audit in audits} == {reason}


def test_first_marks_are_never_overwritten(client, scene):
    first, second = pair(client, scene, {}, {"A2": "4"})
    assert (first.working["overall_mean"], second.working["overall_mean"]) == ("3", "403/133")


class TestBlind:
    @pytest.fixture
    def secret(self, client, scene):
        """The first marker is done and the second has begun."""
        audit = cast.filled(scene, unsafe_done=SECRET, closing={"strength": SECRET})
        mark = db.session.query(cast.Mark).filter_by(audit_id=audit.id, key="A1").one()
        mark.evidence = SECRET
        cast.submit(client, scene, audit)
        return audit

    def pages(self, client, own, other):
        """Every page an auditor can ask for, of their own audit and of the other's."""
        rules = [rule for rule in client.application.url_map.iter_rules() if "GET" in rule.methods]
        names = [r for r in rules if r.endpoint.startswith("marking.") and "audit_id" in r.arguments]
        for rule in names:
            for audit in (own, other):
                section = "A" if "section" in rule.arguments else ""
                url = rule.rule.replace("<int:audit_id>", str(audit.id))
                yield url.replace("<string:section>", section)
        yield from ("/", "/my-audits")

    def test_no_page_shows_the_second_marker_the_first_marks(self, client, scene, secret):
        own = cast.filled(scene, 1)
        client.sign_in(scene.auditors[1])
        pages = [*self.pages(client, own, secret)]
        assert len(pages) >= 14
        for url in pages:
            response = client.get(url)
            assert SECRET not in response.text, url
            assert response.status_code == 404 or f"/audits/{secret.id}" not in url

    def test_no_page_says_that_the_other_has_submitted(self, client, scene, secret):
        client.sign_in(scene.auditors[1])
        assert "second mark" not in client.get("/my-audits").text

    def test_a_coordinator_sees_status_only(self, client, scene):
        pair(client, scene, {"A1": "4"}, {"A1": "1"})
        client.sign_in(make.someone(Role.COORDINATOR))
        page = client.get("/moderation").text
        assert scene.assessment.reference in page
        assert "different overall grades" in page
        assert "Seen for A1" not in page
        assert "1 assessment needs moderation" in client.get("/").text


def test_moderation_is_for_coordinators(client, scene):
    client.sign_in(scene.auditor)
    assert client.get("/moderation").status_code == 403


def test_moderation_takes_as_many_statements_for_many(client):
    for _ in range(4):
        pair(client, cast.a_scene(marks=2), {}, {"D4": "1"})
    client.sign_in(make.someone(Role.COORDINATOR))
    client.query_budget = 4
    assert client.get("/moderation").text.count("FEHA-") == 4
