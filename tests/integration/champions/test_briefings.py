"""A briefing goes to every Champion once; schools say how many heard it; a correction is a new version."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.outbox import OutgoingMessage
from tests.factories import a_person, a_school, saved, someone
from tests.factories_partnership import a_part
from tests.integration.champions.cast import (
    a_briefing,
    a_coordinating_actor,
    a_coordinator,
    a_member_of_staff,
    a_school_with_a_lead,
    an_appointment,
)
from tests.support.pages import errors_on, parse, words_of
from training.champions import jobs, letters, services
from training.champions.domain import ChampionKind, ConfirmBriefing
from training.champions.models import BriefingSchool, ChampionBriefing

URL = "/champions/briefings"


@pytest.fixture
def school():
    return a_school_with_a_lead(name="Acorn Primary School")[0]


def write(client, title="What is new", body="The **form** is shorter."):
    client.sign_in(a_coordinator())
    client.submit(f"{URL}/write", title=title, body=body, press="Save")
    return db.session.scalars(select(ChampionBriefing).order_by(ChampionBriefing.id.desc())).first()


def send(client, briefing, **answers):
    client.sign_in(a_coordinator())
    return client.submit(f"{URL}/{briefing.id}/send", **answers)


def reword(client, briefing, body):
    return client.submit(f"{URL}/{briefing.id}/edit", body=body, press="Save")


def kinds() -> list[str]:
    sent = select(OutgoingMessage.kind).order_by(OutgoingMessage.id)
    return list(db.session.scalars(sent))


def champion_of(*schools):
    return someone(Role.CHAMPION, school=schools[0])


def confirm(client, briefing, school, colleagues=12, briefed_on=date(2026, 3, 3)):
    url = f"{URL}/{briefing.id}/schools/{school.id}/confirm"
    return client.submit(url, colleagues=colleagues, briefed_on=briefed_on)


class TestWriting:
    def test_is_shown_before_it_is_saved_and_counts_whom_it_would_reach(self, client, school):
        client.sign_in(a_coordinator())
        page = client.submit(f"{URL}/write", title="New", body="The **form**", press="Preview").text
        assert parse(page).select_one(".portal-written strong").text == "form"
        assert "1 person at 1 school" in words_of(parse(page).select_one("main"))
        assert db.session.scalar(select(func.count(ChampionBriefing.id))) == 0

    def test_nobody_gets_it_by_saving(self, client, school):
        write(client)
        assert kinds() == []

    def test_the_words_of_somebody_else_are_not_overwritten(self, client, school):
        briefing = write(client)
        url = f"{URL}/{briefing.id}/edit"
        token = parse(client.get(url).text).select_one("main input[name=csrf_token]")["value"]
        reword(client, briefing, "Theirs")
        stale = {"csrf_token": token, "edition": 1, "title": "Mine", "body": "Mine", "submit": "Save"}
        assert "Somebody else has changed" in errors_on(client.post(url, data=stale).text)[0]

    @pytest.mark.parametrize("role", [Role.CHAMPION, Role.AGENCY_LEAD, Role.PRACTITIONER])
    def test_only_those_who_run_training_write(self, client, school, role):
        client.sign_in(someone(role, school=school))
        assert client.get(f"{URL}/write").status_code == 403


class TestSending:
    def test_everyone_on_the_roster_today_gets_one_letter(self, client, school):
        person = a_member_of_staff(school)
        other = saved(a_school())
        an_appointment(school, person, ChampionKind.DEPUTY)
        an_appointment(other, person, ChampionKind.LEAD)
        an_appointment(other, a_member_of_staff(other), ChampionKind.DEPUTY, ends_on=date(2026, 3, 2))
        send(client, write(client))
        assert kinds() == [letters.BRIEFED] * 2
        assert db.session.scalar(select(func.count(BriefingSchool.id))) == 2

    def test_the_same_words_are_not_sent_twice(self, client, school):
        briefing = write(client)
        send(client, briefing)
        assert errors_on(send(client, briefing).text) == [
            "These words have been sent already. Change them first"
        ]
        assert kinds() == [letters.BRIEFED]

    def test_what_was_not_looked_at_is_not_sent(self, client, school):
        briefing = write(client)
        token = parse(client.get(f"{URL}/{briefing.id}/send").text).select_one("input[name=csrf_token]")
        reword(client, briefing, "Other words")
        stale = {"csrf_token": token["value"], "edition": 1, "submit": "Send the briefing"}
        answer = client.post(f"{URL}/{briefing.id}/send", data=stale)
        assert "Somebody else has changed" in errors_on(answer.text)[0]
        assert kinds() == []

    def test_a_correction_says_what_it_puts_right_and_keeps_what_was_confirmed(self, client, school):
        briefing = write(client)
        send(client, briefing)
        client.sign_in(champion_of(school))
        confirm(client, briefing, school)
        client.sign_in(a_coordinator())
        reword(client, briefing, "It starts on 1 April.")
        assert errors_on(send(client, briefing).text) == ["Say what the correction puts right"]
        send(client, briefing, note="The day")
        assert kinds() == [letters.BRIEFED, letters.CORRECTED]
        said = db.session.scalars(select(BriefingSchool)).one()
        assert (said.colleagues, said.version) == (12, 1)
        client.sign_in(champion_of(school))
        assert "before it was corrected" in client.get(f"{URL}/{briefing.id}").text

    def test_until_a_correction_is_sent_champions_read_what_they_were_sent(self, client, school):
        briefing = write(client)
        send(client, briefing)
        reword(client, briefing, "Half a thought")
        client.sign_in(champion_of(school))
        assert "Half a thought" not in client.get(f"{URL}/{briefing.id}").text

    def test_very_many_letters_need_the_number(self, client, school):
        a_part("rules.messages", burst=10)
        for _ in range(10):
            an_appointment(school, saved(a_person()), ChampionKind.DEPUTY)
        briefing = write(client)
        assert "This sends 11 messages" in errors_on(send(client, briefing).text)[0]
        assert send(client, briefing, count=11).status_code == 302

    def test_not_to_nobody(self, client):
        assert "nobody would get it" in errors_on(send(client, write(client)).text)[0]


class TestConfirming:
    def test_counts_towards_the_reach(self, client, school):
        other = a_school_with_a_lead(name="Birch Primary School")[0]
        briefing = a_briefing(school, other)
        client.sign_in(champion_of(school))
        assert "1 briefing to pass on" in client.get("/").text
        confirm(client, briefing, school)
        assert "briefing to pass on" not in client.get("/").text
        client.sign_in(a_coordinator())
        main = words_of(parse(client.get(f"{URL}/{briefing.id}").text).select_one("main"))
        assert "1 of 2 schools (50%) passed it on, to 12 colleagues" in main
        assert main.count("Birch Primary School") == 1
        assert "Acorn" not in main
        assert "1 of 2" in client.get(URL).text

    def test_can_be_put_right_and_is_logged(self, client, school):
        briefing = a_briefing(school)
        client.sign_in(champion_of(school))
        confirm(client, briefing, school)
        confirm(client, briefing, school, colleagues=9)
        assert db.session.scalars(select(BriefingSchool.colleagues)).all() == [9]
        entry = db.session.scalars(
            select(Activity).where(Activity.verb == "confirm_briefing").order_by(Activity.id.desc())
        ).first()
        assert entry.details["before"]["colleagues"] == 12

    @pytest.mark.parametrize("day", [date(2026, 3, 2), date(2026, 3, 4)])
    def test_not_before_it_was_sent_nor_in_days_to_come(self, client, school, day):
        client.sign_in(champion_of(school))
        answer = confirm(client, a_briefing(school), school, briefed_on=day)
        assert errors_on(answer.text) == ["Enter a day from when the briefing was sent to today"]

    def test_nobody_speaks_for_another_school_nor_reads_what_theirs_was_not_asked(self, client, school):
        briefing, other = a_briefing(school), saved(a_school())
        client.sign_in(champion_of(other))
        assert client.get(f"{URL}/{briefing.id}/schools/{school.id}/confirm").status_code == 404
        assert client.get(f"{URL}/{briefing.id}/schools/{other.id}/confirm").status_code == 404
        assert client.get(f"{URL}/{briefing.id}").status_code == 404
        said = {"briefing_id": briefing.id, "school_id": school.id, "colleagues": 1}
        with pytest.raises(NotFound):
            services.confirm_briefing(
                a_coordinating_actor(), ConfirmBriefing(**said, briefed_on=clock.today())
            )

    def test_a_draft_is_for_nobody_else(self, client, school):
        client.sign_in(champion_of(school))
        assert client.get(f"{URL}/{a_briefing().id}").status_code == 404


class TestReminder:
    def test_goes_once_to_schools_that_have_not(self, client, school):
        silent, lead = a_school_with_a_lead()
        briefing = a_briefing(school, silent, first_sent_at=clock.now() - timedelta(days=14))
        client.sign_in(champion_of(school))
        confirm(client, briefing, school)
        jobs.remind_of_briefings()
        jobs.remind_of_briefings()
        sent = select(OutgoingMessage.kind, OutgoingMessage.person_id)
        assert [tuple(row) for row in db.session.execute(sent)] == [(letters.REMINDED, lead.id)]

    def test_not_sooner(self, client, school):
        a_briefing(school, first_sent_at=clock.now() - timedelta(days=13, hours=23))
        jobs.remind_of_briefings()
        assert kinds() == []


def test_the_download_says_what_each_school_said(client, school):
    briefing = a_briefing(school)
    client.sign_in(champion_of(school))
    confirm(client, briefing, school)
    client.sign_in(a_coordinator())
    rows = client.get(f"{URL}/{briefing.id}/export?kind=csv").text.splitlines()
    assert rows[1] == "Acorn Primary School,12,2026-03-03,1"
