"""The seven principles: ticks, grades, and saying why when they are far apart."""

from __future__ import annotations

import pytest

from audits.marking.models import Mark
from portal.kernel.access import Role
from portal.kernel.db import db
from tests import factories as make
from tests.integration.marking import scene as cast
from tests.support.pages import parse, words_of


@pytest.fixture
def scene():
    return cast.a_scene()


@pytest.fixture
def url(scene, client):
    client.sign_in(scene.auditor)
    return f"/audits/{cast.started(scene).id}/good-help"


def test_asks_all_seven_with_their_signs_and_where_to_look(client, url):
    page = parse(client.get(url).text)
    assert [words_of(tag).split()[0] for tag in page.select("fieldset h2")] == [*cast.FULL.principle_keys()]
    text = page.get_text()
    for principle in cast.FULL.principles:
        assert principle.where in text
        assert all(sign in text for sign in (*principle.good, *principle.poor))
    assert len(cast.FULL.principles) == 7


def test_keeps_grade_and_ticks(client, url):
    answers = {"GH1": "3", "GH1-good-0": "seen", "GH1-good-2": "partly", "GH1-poor": ["1"]}
    assert client.submit(url, answers=answers).status_code == 302
    mark = db.session.query(Mark).filter_by(key="GH1").one()
    assert mark.ticks == {"good": ["seen", "", "partly", ""], "poor": [1]}
    page = parse(client.get(url).text)
    assert page.select_one("#GH1-good-2 option[selected]")["value"] == "partly"
    assert [tag["value"] for tag in page.select("input[name=GH1-poor][checked]")] == ["1"]


def test_asks_why_when_the_grade_is_far_from_the_ticks(client, url):
    assert "GH2-why" not in client.get(url).text
    client.submit(url, answers={"GH2": "4", "GH2-good-0": "partly", "GH2-poor": ["0", "1"]})
    page = client.get(url).text
    assert "Say why your grade for Enabling language is far from your ticks" in page
    client.submit(url, answers={"GH2-why": "Seen at the visit"})
    assert "Seen at the visit" in client.get(url).text


def test_offers_not_applicable_where_the_principle_does(client, url):
    page = parse(client.get(url).text)
    assert {tag["name"] for tag in page.select("input[value=NA]")} == {"GH5", "GH6"}


def test_another_auditor_finds_nothing(client, url):
    client.sign_in(make.someone(Role.AUDITOR))
    assert client.get(url).status_code == 404


def test_two_windows_are_shown_both(client, url):
    stale = parse(client.get(url).text)
    client.submit(url, answers={"GH1": "3", "GH1-good-0": "seen"})
    data = {tag["name"]: tag.get("value", "") for tag in stale.select("main input[type=hidden]")}
    page = client.post(url, data={**data, "GH1": "1"})
    assert "1 sign of good help" in words_of(parse(page.text).select_one(".portal-conflict"))
