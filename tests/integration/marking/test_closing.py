"""The closing questions, the task list and the grade so far."""

from __future__ import annotations

import pytest

from audits.marking.models import Audit
from portal.kernel.access import Role
from portal.kernel.db import db
from tests import factories as make
from tests.integration.marking import scene as cast
from tests.support.pages import parse, words_of


@pytest.fixture
def scene(client):
    scene = cast.a_scene()
    client.sign_in(scene.auditor)
    return scene


class TestClosing:
    def test_asks_all_five_and_keeps_the_answers(self, client, scene):
        audit = cast.started(scene)
        page = client.get(f"/audits/{audit.id}/closing").text
        assert all(question.prompt in parse(page).get_text() for question in cast.FULL.bank.closing)
        client.submit(f"/audits/{audit.id}/closing", strength="Her own words", confidence="unsure")
        db.session.expire_all()
        kept = db.session.get(Audit, audit.id).closing
        assert (kept["strength"], kept["confidence"]) == ("Her own words", "unsure")

    def test_two_windows_are_shown_both(self, client, scene):
        audit = cast.started(scene)
        url = f"/audits/{audit.id}/closing"
        stale = parse(client.get(url).text)
        client.submit(url, strength="first text")
        data = {tag["name"]: tag.get("value", "") for tag in stale.select("main input[type=hidden]")}
        page = client.post(url, data={**data, "strength": "second text"})
        assert "first text" in words_of(parse(page.text).select_one(".portal-conflict"))
        assert "second text" in parse(page.text).select_one("#strength").get_text()
        db.session.expire_all()
        assert db.session.get(Audit, audit.id).closing["strength"] == "first text"


class TestTaskList:
    def test_says_how_far_each_section_is(self, client, scene):
        audit = cast.started(scene)
        client.submit(f"/audits/{audit.id}/sections/A", answers={"A1": "4", "A2": "3"})
        client.submit(f"/audits/{audit.id}/sections/I", answers={"I1": "3", "I2": "3"})
        page = parse(client.get(f"/audits/{audit.id}").text)
        said = {tag["id"]: words_of(tag) for tag in page.select(".govuk-task-list__status")}
        assert said["status-A"] == "2 of 3 graded"
        assert said["status-B"] == "Not started"
        assert said["status-I"] == "Done"
        assert said["status-safety"] == "Answer this first"

    def test_says_what_needs_attention(self, client, scene):
        audit = cast.started(scene)
        client.submit(f"/audits/{audit.id}/sections/I", answers={"I1": "4", "I2": "3"})
        page = parse(client.get(f"/audits/{audit.id}").text)
        assert words_of(page.select_one("#status-I")) == "Needs attention"

    def test_leads_to_every_page(self, client, scene):
        audit = cast.filled(scene)
        page = parse(client.get(f"/audits/{audit.id}").text)
        links = [link["href"] for link in page.select(".govuk-task-list a")]
        assert len(links) == 12
        assert all(client.get(link).status_code == 200 for link in links)


class TestGradeSoFar:
    def test_shows_the_working_of_a_draft(self, client, scene):
        audit = cast.filled(scene, answers={"D4": "1"})
        page = words_of(parse(client.get(f"/audits/{audit.id}/grade").text).select_one("main"))
        assert "You have graded 30 of 30 items" in page
        assert "mean is 2.92" in page
        assert "D4 Risk seen and acted on is a critical safety item and is graded 1" in page
        assert page.count("this decided the grade") == 1

    def test_says_when_a_section_is_thin(self, client, scene):
        audit = cast.filled(scene, answers=dict.fromkeys(("F2", "F3", "F4", "H1", "H2", "H3"), "NA"))
        page = words_of(parse(client.get(f"/audits/{audit.id}/grade").text).select_one("main"))
        assert "Thin: 2 of 8 points of weight" in page
        assert "Nothing limited the grade" in page

    def test_says_which_principle_holds_good_help_back(self, client, scene):
        audit = cast.filled(scene, answers={"GH2": "1", "GH1": "4"})
        page = words_of(parse(client.get(f"/audits/{audit.id}/grade").text).select_one("main"))
        assert "a principle at 1 keeps the headline at 2" in page

    def test_an_empty_draft_has_one_too(self, client, scene):
        audit = cast.started(scene)
        assert "You have graded 0 of 30 items" in client.get(f"/audits/{audit.id}/grade").text

    @pytest.mark.parametrize("page", ["", "/grade", "/submit", "/closing", "/safety"])
    def test_not_for_another(self, client, scene, page):
        audit = cast.started(scene)
        client.sign_in(make.someone(Role.AUDITOR))
        assert client.get(f"/audits/{audit.id}{page}").status_code == 404
