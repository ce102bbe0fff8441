from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert

from portal.kernel import clock
from portal.kernel.access import SYSTEM, Role
from portal.kernel.activity import Activity, record
from portal.kernel.db import db
from portal.people.models import Person
from tests.factories import a_person, a_role, actor_of, an_agency, an_event, saved, someone
from tests.integration.certificates.cast import a_certificate
from tests.integration.marking import scene as marking
from tests.support.pages import parse


def lines_on(html: str) -> list[str]:
    return [" ".join(line.get_text(" ").split()) for line in parse(html).select("tbody tr")]


@pytest.fixture
def megan():
    return someone(Role.COORDINATOR, given_name="Megan", family_name="Priestley", reference="YRK-000001")


def of(account):
    return actor_of(account, Role.COORDINATOR)


class TestListActivity:
    @pytest.mark.parametrize(("role", "opens"), [(Role.ADMINISTRATOR, False), (Role.COORDINATOR, True)])
    def test_leads_only_to_pages_that_open(self, client, megan, role, opens):
        certificate = a_certificate(saved(a_person()))
        record(of(megan), "open_certificate", certificate)
        client.sign_in(someone(role))
        links = [link["href"] for link in parse(client.get("/activity").text).select("tbody a")]
        assert (f"/certificates/{certificate.id}" in links) is opens

    def test_says_in_plain_english_who_did_what_to_whom_and_why(self, client, megan):
        grant = saved(a_role(saved(a_person(given_name="Ann", family_name="Lead")), Role.TRAINER))
        record(
            of(megan), "end_role", grant, reason="Moved on", role="trainer", before=None, after="2026-03-02"
        )
        client.sign_in(someone(Role.ADMINISTRATOR))
        (line,) = lines_on(client.get("/activity").text)
        assert "Megan Priestley ended the role of trainer of Ann Lead" in line
        assert "empty → 2026-03-02" in line
        assert line.endswith("Moved on")

    @pytest.mark.parametrize(("places", "said"), [(1, "1 place"), (2, "2 places")])
    def test_counts_one_place_as_one(self, client, megan, places, said):
        event = an_event()
        for verb in ("hold_places", "release_places", "release_share"):
            record(of(megan), verb, event, places=places, before={}, after={})
        client.sign_in(someone(Role.COORDINATOR))
        lines = " ".join(lines_on(client.get("/activity").text))
        for words in ("reserved {} on", "released {} reserved on", "gave out {} of"):
            assert words.format(said) in lines

    def test_never_shows_the_details_of_a_verb_it_does_not_know(self, client):
        agency = saved(an_agency())
        record(SYSTEM, "close_agency", agency, reason="merged", secret="never shown")
        client.sign_in(someone(Role.ADMINISTRATOR))
        page = client.get("/activity").text
        assert "The portal close agency" in " ".join(lines_on(page))
        assert f'href="/agencies/{agency.id}"' in page
        assert "never shown" not in page

    def test_whoever_administers_sees_nothing_of_cases(self, client, megan):
        scene = marking.a_scene()
        record(of(megan), "leave_sample", scene.item, before="drawn", after="skipped")
        client.sign_in(someone(Role.ADMINISTRATOR))
        assert "skipped" not in client.get("/activity").text
        client.sign_in(megan)
        assert "drawn → skipped" in client.get("/activity").text

    def test_says_when_nothing_matches(self, client, megan):
        client.sign_in(megan)
        for asked in ("", "?who=NOBODY-1", "?verb=nonsense", "?since-day=x", "?before=99999999999999999999"):
            assert "No entry matches." in client.get(f"/activity{asked}").text, asked


class TestFilters:
    @pytest.fixture
    def three(self, megan, at):
        ann = saved(a_person(reference="YRK-000002"))
        record(of(megan), "open_person", ann)
        record(SYSTEM, "save_course", saved(an_agency()))
        at(clock.now() + timedelta(days=3))
        record(of(megan), "end_role", saved(a_role(ann, Role.TRAINER)), role="trainer")
        db.session.commit()

    @pytest.mark.parametrize(
        ("asked", "count"),
        [
            ("", 3),
            ("who=yrk-000001", 2),
            ("whom=YRK-000002", 2),
            ("verb=end_role", 1),
            ("kind=person", 1),
            ("since-day=4&since-month=3&since-year=2026", 1),
            ("until-day=3&until-month=3&until-year=2026", 2),
            ("who=YRK-000001&kind=person&verb=open_person", 1),
        ],
    )
    def test_cuts_down_to_who_what_which_and_when(self, client, three, asked, count):
        del three
        client.sign_in(someone(Role.ADMINISTRATOR))
        assert len(lines_on(client.get(f"/activity?{asked}").text)) == count

    def test_the_export_is_what_is_shown(self, client, three):
        del three
        client.sign_in(someone(Role.ADMINISTRATOR))
        lines = client.get("/activity/export?verb=end_role").text.splitlines()
        assert len(lines) == 2
        assert "Megan Priestley,ended the role of trainer of" in lines[1]


def fill(count: int) -> None:
    row = {"verb": "save_course", "subject_kind": "course", "subject_id": 1, "details": {}, "reason": ""}
    rows = [{**row, "at": clock.now() - timedelta(minutes=number // 3)} for number in range(count)]
    db.session.execute(insert(Activity), rows)
    db.session.commit()


class TestPaging:
    def test_leafs_back_without_losing_or_repeating_an_entry(self, client, megan):
        fill(120)
        client.sign_in(megan)
        url, seen = "/activity", 0
        while url:
            page = client.get(url).text
            seen += len(lines_on(page))
            older = parse(page).find("a", string="Older entries")
            url = older["href"] if older else ""
        assert seen == 120
        assert "Newest entries" in page

    def test_asks_the_same_of_twenty_and_of_two_thousand(self, client, megan):
        client.sign_in(megan)
        fill(20)
        client.query_budget = 3
        assert client.get("/activity").status_code == 200
        fill(2_000)
        assert client.get("/activity").status_code == 200


def test_what_was_done_to_somebody_is_kept_with_them():
    person = saved(a_person())
    record(SYSTEM, "save_person", db.session.get_one(Person, person.id))
    record(SYSTEM, "grant_role", saved(a_role(person, Role.TRAINER)))
    record(SYSTEM, "pin", saved(an_agency()), person_id=person.id)
    record(SYSTEM, "close_agency", saved(an_agency()))
    db.session.flush()
    found = db.session.query(Activity.person_id).order_by(Activity.id).all()
    assert [row[0] for row in found] == [person.id, person.id, person.id, None]
