"""Handing in: the guard, the golden vectors through the real pages, and marks that are frozen for ever."""

from __future__ import annotations

import pytest

from audits.marking import checks
from audits.marking.domain import AuditState, HoldReason
from audits.marking.models import Audit, Mark
from portal.kernel.db import db
from tests.integration.marking import scene as cast
from tests.support.pages import errors_on, parse, words_of


@pytest.fixture
def scene(client):
    scene = cast.a_scene()
    client.sign_in(scene.auditor)
    return scene


def reload(audit):
    db.session.expire_all()
    return db.session.get(Audit, audit.id)


GOLDEN = {
    "V1": ({}, 3, "3", 67),
    "V5": ({"D4": "1"}, 1, "111/38", 64),
    "V6": ({"A1": "NE"}, 2, "387/133", 64),
    "V8": (dict.fromkeys(("F2", "F3", "F4", "H1", "H2", "H3"), "NA"), 3, "3", 67),
}


class TestGoldenVectors:
    @pytest.mark.parametrize("name", GOLDEN)
    def test_give_their_grade(self, client, scene, name):
        answers, grade, mean, index = GOLDEN[name]
        audit = cast.filled(scene, answers=answers)
        assert client.submit(f"/audits/{audit.id}/submit").location == f"/audits/{audit.id}/grade"
        audit = reload(audit)
        assert (audit.state, audit.grade) == (AuditState.SUBMITTED, grade)
        assert (audit.working["overall_mean"], audit.working["index"]) == (mean, index)
        assert [*checks.find_wrong_workings(), *checks.find_changed_marks()] == []

    def test_through_every_page_from_the_start(self, client, scene):
        """V5, put down as a marker would: each section by its form."""
        client.submit("/my-audits", press=f"Start {scene.assessment.reference}")
        base = f"/audits/{db.session.query(Audit).one().id}"
        client.submit(f"{base}/safety", unsafe_child="no")
        for section in cast.FULL.sections:
            client.submit(f"{base}/sections/{section.key}", answers=answers_for(section))
        keys = cast.FULL.principle_keys()
        client.submit(
            f"{base}/good-help", answers=dict.fromkeys(keys, "3") | {f"{k}-evidence": "x" for k in keys}
        )
        client.submit(f"{base}/closing", one_change="A plan in plain words", confidence="sure")
        assert client.submit(f"{base}/submit").location == f"{base}/grade"
        assert db.session.query(Audit).one().grade == 1


def answers_for(section) -> dict[str, str]:
    """As V5 has them: 3 for everything, but 1 for D4."""
    keys = [item.key for item in section.items]
    answers = {key: "1" if key == "D4" else "3" for key in keys}
    answers |= {f"{key}-evidence": f"Seen for {key}" for key in keys}
    return answers | ({"D4-done-now": "Told the duty lead"} if section.key == "D" else {})


class TestGuard:
    def test_lists_what_is_missing_and_leads_to_the_field(self, client, scene):
        audit = cast.filled(scene, answers={"B1": "", "D4": "2"})
        db.session.query(Mark).filter_by(key="D4").one().done_now = ""
        db.session.query(Mark).filter_by(key="A1").one().evidence = ""
        page = client.submit(f"/audits/{audit.id}/submit").text
        links = {link["href"] for link in parse(page).select(".govuk-error-summary a")}
        base = f"/audits/{audit.id}/sections"
        assert links == {
            f"{base}/A?check=yes#A1-evidence",
            f"{base}/B?check=yes#B1",
            f"{base}/D?check=yes#D4-done-now",
        }
        assert reload(audit).state is AuditState.DRAFT

    @pytest.mark.parametrize("section", [section.key for section in cast.FULL.sections])
    def test_each_link_leads_to_a_field_with_its_error(self, client, scene, section):
        audit = cast.started(scene)
        page = parse(client.get(f"/audits/{audit.id}/sections/{section}?check=yes").text)
        links = page.select(".govuk-error-summary a")
        assert links
        assert all(page.select_one(link["href"]) for link in links)
        assert words_of(page.select_one("title")).startswith("Error: ")

    def test_asks_for_the_first_question(self, client, scene):
        audit = cast.filled(scene)
        audit.unsafe_child = ""
        page = client.submit(f"/audits/{audit.id}/submit").text
        assert errors_on(page) == ["Say whether a child may be unsafe"]
        assert errors_on(client.get(f"/audits/{audit.id}/safety?check=yes").text) == errors_on(page)

    def test_asks_about_what_may_identify_somebody(self, client, scene):
        audit = cast.filled(scene)
        db.session.query(Mark).filter_by(key="A1").one().evidence = "Mum rang from 01904 555123"
        page = client.submit(f"/audits/{audit.id}/submit").text
        assert "“01904 555123” looks like a phone number" in page
        assert errors_on(page) == ["Confirm that you have checked the text that may identify somebody"]
        client.submit(f"/audits/{audit.id}/submit", identifiers_checked=True)
        assert reload(audit).state is AuditState.SUBMITTED

    def test_refuses_a_page_that_another_window_made_stale(self, client, scene):
        audit = cast.filled(scene)
        page = parse(client.get(f"/audits/{audit.id}/submit").text)
        client.submit(f"/audits/{audit.id}/sections/A", answers={"A2": "1"})
        data = {tag["name"]: tag.get("value", "") for tag in page.select("main input[type=hidden]")}
        again = client.post(f"/audits/{audit.id}/submit", data=data).text
        assert "The audit was changed in another window" in errors_on(again)[0]
        assert reload(audit).state is AuditState.DRAFT


class TestFrozen:
    @pytest.fixture
    def audit(self, client, scene):
        audit = cast.filled(scene)
        self.stale = parse(client.get(f"/audits/{audit.id}/sections/A").text)
        client.submit(f"/audits/{audit.id}/submit")
        return audit

    @pytest.mark.parametrize("page", ["sections/A", "good-help", "closing", "safety"])
    def test_no_page_changes_anything(self, client, audit, page):
        token = self.stale.select_one("main input[name=csrf_token]")["value"]
        data = {"csrf_token": token, "version": "99", "A1": "1", "GH1": "1", "one_change": "x"}
        response = client.post(f"/audits/{audit.id}/{page}", data={**data, "unsafe_child": "yes"})
        assert response.status_code == 409
        assert [*checks.find_changed_marks()] == []

    def test_cannot_be_submitted_again(self, client, audit):
        token = self.stale.select_one("main input[name=csrf_token]")["value"]
        page = client.post(f"/audits/{audit.id}/submit", data={"csrf_token": token, "version": "1"})
        assert "already" in page.text or "has been submitted" in page.text
        assert reload(audit).state is AuditState.SUBMITTED

    @pytest.mark.parametrize("page", ["", "/sections/A", "/good-help", "/closing", "/safety", "/submit"])
    def test_every_page_leads_to_the_grade(self, client, audit, page):
        assert client.get(f"/audits/{audit.id}{page}").location == f"/audits/{audit.id}/grade"

    def test_the_check_sees_a_changed_mark(self, audit):
        db.session.query(Mark).filter_by(audit_id=audit.id, key="A1").one().answer = "4"
        db.session.commit()
        assert [*checks.find_changed_marks()] == [f"Audit {audit.id} was changed after it was submitted"]

    def test_the_check_sees_a_changed_grade(self, audit):
        reload(audit).grade = 4
        db.session.commit()
        assert [*checks.find_wrong_workings()] == [f"Audit {audit.id} shows grade 4, but its marks give 3"]


def test_too_little_evidence_goes_to_the_coordinator(client, scene):
    """Only half of the asked weight has a value: R8."""
    answers = {item.key: "NA" for item in cast.FULL.items() if item.na_reasons}
    audit = cast.filled(scene, answers=answers)
    page = client.follow(client.submit(f"/audits/{audit.id}/submit")).text
    assert "There is not enough evidence for an overall grade" in page
    assert "34 of 68 points of weight" in page
    audit = reload(audit)
    assert (audit.state, audit.grade) == (AuditState.NEEDS_MODERATION, None)
    assert audit.hold_reason is HoldReason.NOT_ENOUGH_EVIDENCE
