"""The marking form, section by section: nothing is refused, nothing is lost."""

from __future__ import annotations

import pytest

from audits.marking.models import Audit, Mark
from portal.kernel.access import Role
from portal.kernel.db import db
from tests import factories as make
from tests.integration.marking import scene as cast
from tests.support.pages import errors_on, parse, words_of


@pytest.fixture
def scene():
    return cast.a_scene()


@pytest.fixture
def audit(scene, client):
    client.sign_in(scene.auditor)
    return cast.started(scene)


def url_of(audit, section="A"):
    return f"/audits/{audit.id}/sections/{section}"


def marks_of(audit):
    db.session.expire_all()
    return {mark.key: mark for mark in db.session.query(Mark).filter_by(audit_id=audit.id)}


class TestWhatItAsks:
    def test_every_item_with_nothing_chosen(self, client, audit):
        asked = []
        for section in cast.FULL.sections:
            page = parse(client.get(url_of(audit, section.key)).text)
            asked += [words_of(tag).split()[0] for tag in page.select("fieldset h2")]
            assert not page.select("main input[checked]")
        assert asked == [*cast.FULL.item_keys()]
        assert len(asked) == 30

    def test_each_box_says_which_item_it_belongs_to(self, client, audit):
        for section in cast.FULL.sections:
            page = parse(client.get(url_of(audit, section.key)).text).main
            boxes = page.select("textarea, select")
            labels = [words_of(page.select_one(f"label[for={box['id']}]")) for box in boxes]
            assert len(set(labels)) == len(labels)

    def test_what_each_grade_looks_like(self, client, audit):
        text = parse(client.get(url_of(audit)).text).get_text()
        for item in cast.FULL.sections[0].items:
            assert all(anchor.text in text for anchor in item.anchors)

    def test_not_applicable_only_where_the_item_lists_reasons(self, client, audit):
        page = parse(client.get(url_of(audit, "C")).text)
        offered = {tag["name"] for tag in page.select("input[value=NA]")}
        assert offered == {"C1", "C3", "C4"}
        reasons = [tag["value"] for tag in page.select("#C4-reason option")]
        assert reasons == ["", "no_access_need", "other"]

    def test_says_which_items_are_critical_and_what_they_weigh(self, client, audit):
        page = words_of(parse(client.get(url_of(audit, "D")).text).select_one("main"))
        assert "Critical: safety" in page
        assert "Weight 3" in page

    def test_asks_what_was_done_now_of_safety_items_alone(self, client, audit):
        page = parse(client.get(url_of(audit, "D")).text)
        assert [tag["name"] for tag in page.select("textarea[name$=done-now]")] == ["D4-done-now"]


class TestSaving:
    def test_keeps_what_was_put_down_and_goes_on(self, client, audit):
        answers = {"A1": "4", "A1-evidence": "Consent note, page 2", "A2": "NE"}
        response = client.submit(url_of(audit), answers=answers)
        assert response.location == url_of(audit, "B")
        marks = marks_of(audit)
        assert (marks["A1"].answer, marks["A1"].evidence) == ("4", "Consent note, page 2")
        assert set(marks) == {"A1", "A2"}

    def test_says_when_it_was_saved(self, client, audit):
        assert "Not saved yet" in client.get(url_of(audit)).text
        client.submit(url_of(audit), answers={"A1": "3"})
        assert "Saved at 10am" in client.get(url_of(audit)).text

    @pytest.mark.parametrize(
        ("button", "leads_to"),
        [("Save and come back later", "/my-audits"), ("Save and go to the page before", "/safety")],
    )
    def test_every_button_saves(self, client, audit, button, leads_to):
        response = client.submit(url_of(audit), press=button, answers={"A1": "2"})
        assert response.location.endswith(leads_to)
        assert marks_of(audit)["A1"].answer == "2"

    def test_keeps_and_flags_a_grade_without_its_evidence(self, client, audit):
        client.submit(url_of(audit), answers={"A1": "4"})
        page = client.get(url_of(audit)).text
        assert "Before you submit: Say what you saw for A1 Consent is real" in page
        assert not errors_on(page)

    def test_keeps_a_word_that_is_no_grade_and_asks_again(self, client, audit):
        token = parse(client.get(url_of(audit)).text).select_one("main input[name=csrf_token]")["value"]
        client.post(url_of(audit), data={"csrf_token": token, "version": "x", "A1": "9", "B1": "3"})
        assert marks_of(audit)["A1"].answer == "9"
        assert set(marks_of(audit)) == {"A1"}
        assert "Before you submit: Choose a grade for A1" in client.get(url_of(audit)).text

    def test_keeps_ten_thousand_characters_and_asks_for_fewer(self, client, audit):
        client.submit(url_of(audit), answers={"A1-evidence": "é" * 10_000})
        assert len(marks_of(audit)["A1"].evidence) == 10_000
        assert "This is long (10,000 characters)" in client.get(url_of(audit)).text

    def test_shows_markup_as_text(self, client, audit):
        evil = "</textarea><script>alert(1)</script>"
        client.submit(url_of(audit), answers={"A1-evidence": evil})
        page = parse(client.get(url_of(audit)).text)
        assert page.select_one("#A1-evidence").get_text().strip() == evil
        assert not page.select("main script")

    def test_an_untouched_page_changes_no_mark(self, client, audit):
        client.submit(url_of(audit), answers={"A1-evidence": "two\r\nlines"})
        version = db.session.get(Audit, audit.id).version
        client.submit(url_of(audit))
        db.session.expire_all()
        assert db.session.get(Audit, audit.id).version == version


class TestTwoWindows:
    @pytest.fixture
    def other_window(self, client, audit):
        """A window that was opened first, and the one that saves before it."""
        stale = parse(client.get(url_of(audit)).text)
        client.submit(url_of(audit), answers={"A1": "3", "A1-evidence": "from the first window"})
        data = {tag["name"]: tag.get("value", "") for tag in stale.select("main input[type=hidden]")}
        return {**data, "A1": "2", "A1-evidence": "from the second window"}

    def test_shows_both_texts_and_overwrites_neither(self, client, audit, other_window):
        page = client.post(url_of(audit), data=other_window)
        assert page.status_code == 200
        assert "from the first window" in page.text
        assert "from the second window" in page.text
        assert errors_on(page.text) == [
            "This page was changed in another window. Choose which answers to keep for A1"
        ]
        assert marks_of(audit)["A1"].evidence == "from the first window"

    @pytest.mark.parametrize(("keep", "kept"), [("typed", "second"), ("saved", "first")])
    def test_keeps_the_one_that_is_chosen(self, client, audit, other_window, keep, kept):
        page = parse(client.post(url_of(audit), data=other_window).text)
        version = page.select_one("main input[name=version]")["value"]
        again = {**other_window, "version": version, "keep-A1": keep}
        assert client.post(url_of(audit), data=again).status_code == 302
        assert marks_of(audit)["A1"].evidence == f"from the {kept} window"

    def test_lets_other_answers_of_the_page_through(self, client, audit, other_window):
        other = {**other_window, "A1": "3", "A1-evidence": "from the first window", "A2": "4"}
        assert client.post(url_of(audit), data=other).status_code == 302
        assert marks_of(audit)["A2"].answer == "4"


class TestWhoMay:
    def test_another_auditor_finds_nothing(self, client, scene, audit):
        client.sign_in(make.someone(Role.AUDITOR))
        assert client.get(url_of(audit)).status_code == 404

    def test_a_coordinator_may_not(self, client, audit):
        client.sign_in(make.someone(Role.COORDINATOR))
        assert client.get(url_of(audit)).status_code == 403

    @pytest.mark.parametrize("address", ["/audits/999/sections/A", "/audits/{id}/sections/Z"])
    def test_what_is_not_there(self, client, audit, address):
        assert client.get(address.format(id=audit.id)).status_code == 404
